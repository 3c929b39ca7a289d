#include "platform/memory/component_arenas.h"

#if defined(CAIRN_JEMALLOC)

#include <jemalloc/jemalloc.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <new>

#include "platform/memory/allocator_pages.h"

namespace cairn::memory {
namespace {

using base::Component;
using base::kComponentCount;

constexpr std::size_t kChunkBits = 21;
constexpr std::size_t kChunkBytes = std::size_t{1} << kChunkBits;
// Of addresses of programs, on every system with 4-level page tables.
constexpr std::size_t kAddressBits = 48;
constexpr std::size_t kTableBytes = std::size_t{1} << (kAddressBits - kChunkBits);

// Larger blocks are rare, and would make the threads' caches, which nobody trims, large too.
constexpr std::size_t kMaxCachedBytes = 4096;

// Everything here is set up before the first byte comes from a component's arena and stays until the process ends:
// memory may be freed by whatever runs last.
constinit std::atomic<std::uint8_t*> owner_table = nullptr;  // component by chunk; null: there are no arenas yet
constinit std::array<std::atomic<unsigned>, kComponentCount> arena_numbers{};  // plus one; 0: not made yet
constinit std::mutex making_mutex;                                             // held while one is made
// Of each component's arena; at [kOther], of jemalloc's own arenas.
constinit std::array<extent_hooks_t, kComponentCount> arena_hooks{};

std::size_t round_up(std::size_t size, std::size_t unit) { return (size + unit - 1) / unit * unit; }

// Fresh, zeroed pages at an address that is a multiple of `alignment`, a power of two.
void* map_aligned(std::size_t size, std::size_t alignment) {
  const std::size_t reserved = size + alignment;
  void* const mapped =
      ::mmap(nullptr, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  const std::uintptr_t begin = reinterpret_cast<std::uintptr_t>(mapped);
  const std::uintptr_t aligned = round_up(begin, alignment);
  char* const result = static_cast<char*>(mapped) + (aligned - begin);
  if (aligned != begin) ::munmap(mapped, aligned - begin);
  if (aligned + size != begin + reserved) ::munmap(result + size, begin + reserved - aligned - size);
  return result;
}

// The hooks of an arena, which jemalloc calls for address space and for giving pages back. They allocate nothing.

void* take_chunks(extent_hooks_t* hooks, void* wanted_address, std::size_t size, std::size_t alignment, bool* zero,
                  bool* commit, unsigned /*arena*/) {
  if (wanted_address != nullptr) return nullptr;
  const std::size_t whole = round_up(size, kChunkBytes);
  void* const chunks = map_aligned(whole, std::max(alignment, kChunkBytes));
  if (chunks == nullptr) return nullptr;
  const std::size_t first = reinterpret_cast<std::uintptr_t>(chunks) >> kChunkBits;
  if (first + (whole >> kChunkBits) > kTableBytes) {
    ::munmap(chunks, whole);
    return nullptr;
  }
  note_allocator_range(chunks, size);
  const auto owner = static_cast<std::uint8_t>(hooks - arena_hooks.data());
  if (owner != static_cast<std::uint8_t>(Component::kOther)) {
    std::uint8_t* const table = owner_table.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < whole >> kChunkBits; ++i) {
      std::atomic_ref<std::uint8_t>(table[first + i]).store(owner, std::memory_order_relaxed);
    }
  }
  *zero = true;
  *commit = true;
  return chunks;
}

// True: refused, so jemalloc keeps the address space (without its pages) and an owner's chunks stay its own.
bool keep_chunks(extent_hooks_t*, void*, std::size_t, bool, unsigned) { return true; }

bool give_pages_back(extent_hooks_t*, void* address, std::size_t, std::size_t offset, std::size_t length, unsigned) {
  return ::madvise(static_cast<char*>(address) + offset, length, MADV_DONTNEED) != 0;
}

bool allow_split(extent_hooks_t*, void*, std::size_t, std::size_t, std::size_t, bool, unsigned) { return false; }
bool allow_merge(extent_hooks_t*, void*, std::size_t, void*, std::size_t, bool, unsigned) { return false; }

bool make_owner_table() {
  if (owner_table.load(std::memory_order_relaxed) != nullptr) return true;
  void* const table =
      ::mmap(nullptr, kTableBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (table == MAP_FAILED) return false;
  owner_table.store(static_cast<std::uint8_t*>(table), std::memory_order_release);
  return true;
}

extent_hooks_t* hooks_of(Component component) {
  extent_hooks_t* const hooks = &arena_hooks[static_cast<std::size_t>(component)];
  *hooks = {take_chunks, keep_chunks, nullptr, nullptr, nullptr, nullptr, give_pages_back, allow_split, allow_merge};
  return hooks;
}

// The arena's number plus one, made if need be; 0 if the system refuses.
unsigned arena_of(Component component) {
  const auto index = static_cast<std::size_t>(component);
  unsigned number = arena_numbers[index].load(std::memory_order_acquire);
  if (number != 0) return number;
  const std::lock_guard lock(making_mutex);
  number = arena_numbers[index].load(std::memory_order_relaxed);
  if (number != 0 || !make_owner_table()) return number;
  extent_hooks_t* hooks = hooks_of(component);
  unsigned arena = 0;
  std::size_t size = sizeof(arena);
  if (::mallctl("arenas.create", &arena, &size, &hooks, sizeof(hooks)) != 0) return 0;
  arena_numbers[index].store(arena + 1, std::memory_order_release);
  return arena + 1;
}

// Has jemalloc's own arenas take address space through the hooks too, so that all of it is known. Runs while static
// objects are initialised, when nothing but jemalloc has large anonymous mappings.
bool watch_own_arenas() {
  note_mappings_of_start();
  extent_hooks_t* hooks = hooks_of(Component::kOther);
  unsigned count = 0;
  std::size_t size = sizeof(count);
  if (::mallctl("opt.narenas", &count, &size, nullptr, 0) != 0) return false;
  bool is_done = true;
  for (unsigned arena = 0; arena < count; ++arena) {
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "arena.%u.extent_hooks", arena);
    is_done = ::mallctl(name.data(), nullptr, nullptr, &hooks, sizeof(hooks)) == 0 && is_done;
  }
  return is_done;
}

[[maybe_unused]] const bool own_arenas_are_watched = watch_own_arenas();

// What one thread has for one component: jemalloc's flags for small blocks and for others; 0: not set up.
struct ThreadFlags {
  int allocate_small = 0;
  int allocate_large = 0;
  int free_small = 0;
};

constinit thread_local std::array<ThreadFlags, kComponentCount> thread_flags{};
constinit thread_local bool thread_is_ending = false;

constinit thread_local std::array<unsigned, kComponentCount> thread_caches{};  // plus one; 0: none

void for_thread_caches(const char* action) {
  for (unsigned cache : thread_caches) {
    if (cache-- != 0) ::mallctl(action, nullptr, nullptr, &cache, sizeof(cache));
  }
}

// Gives the thread's caches back when it ends. What is freed after that goes straight to the arenas.
struct CachesOfThread {
  CachesOfThread() = default;
  ~CachesOfThread() {
    thread_is_ending = true;
    thread_flags = {};
    for_thread_caches("tcache.destroy");
    thread_caches = {};
  }
  CachesOfThread(const CachesOfThread&) = delete;
  CachesOfThread& operator=(const CachesOfThread&) = delete;
};

// Sets up the flags of this thread and `component`. Null if there is no arena.
const ThreadFlags* set_up(Component component) {
  const unsigned arena = arena_of(component);
  if (arena == 0) return nullptr;
  const auto index = static_cast<std::size_t>(component);
  ThreadFlags& flags = thread_flags[index];
  const int in_arena = static_cast<int>(MALLOCX_ARENA(arena - 1));
  flags = {in_arena | MALLOCX_TCACHE_NONE, in_arena | MALLOCX_TCACHE_NONE, MALLOCX_TCACHE_NONE};
  if (thread_is_ending) return &flags;
  unsigned cache = 0;
  std::size_t size = sizeof(cache);
  if (::mallctl("tcache.create", &cache, &size, nullptr, 0) != 0) return &flags;
  static thread_local const CachesOfThread caches;
  thread_caches[index] = cache + 1;
  const int with_cache = static_cast<int>(MALLOCX_TCACHE(cache));
  flags.allocate_small = in_arena | with_cache;
  flags.free_small = with_cache;
  return &flags;
}

const ThreadFlags* flags_of(Component component) {
  const ThreadFlags& flags = thread_flags[static_cast<std::size_t>(component)];
  return flags.free_small != 0 ? &flags : set_up(component);
}

void* allocate_once(std::size_t size, int alignment_flag) {
  const Component component = base::current_component();
  if (component != Component::kOther) {
    if (const ThreadFlags* flags = flags_of(component)) {
      const int where = size <= kMaxCachedBytes ? flags->allocate_small : flags->allocate_large;
      if (void* const block = ::mallocx(size, where | alignment_flag)) return block;
    }
  }
  // Also where a component's arena gets no address space: better counted as other than refused.
  return alignment_flag == 0 ? std::malloc(size) : ::mallocx(size, alignment_flag);
}

// As the standard wants operator new to be.
void* allocate(std::size_t size, int flag = 0) {
  if (size == 0) size = 1;
  while (true) {
    if (void* const block = allocate_once(size, flag)) return block;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

void* allocate_or_null(std::size_t size, int flag = 0) noexcept {
  try {
    return allocate(size, flag);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

// `size`: 0 if it is not known.
void release(void* block, std::size_t size) noexcept {
  if (block == nullptr) return;
  const Component owner = component_of(block);
  if (owner == Component::kOther) return std::free(block);
  const ThreadFlags* const flags = flags_of(owner);
  ::dallocx(block, flags == nullptr || size > kMaxCachedBytes ? MALLOCX_TCACHE_NONE : flags->free_small);
}

int alignment_flag(std::align_val_t alignment) { return MALLOCX_ALIGN(static_cast<std::size_t>(alignment)); }

// The mallctl variable `name`, stats.arenas.0.…, of another arena.
std::uint64_t read_of_arena(const char* name, unsigned arena) {
  std::array<std::size_t, 5> path{};
  std::size_t length = path.size();
  if (::mallctlnametomib(name, path.data(), &length) != 0) return 0;
  path[2] = arena;
  std::size_t bytes = 0;
  std::size_t size = sizeof(bytes);
  return ::mallctlbymib(path.data(), length, &bytes, &size, nullptr, 0) == 0 ? bytes : 0;
}

}  // namespace

base::Component component_of(const void* allocation) {
  const std::uint8_t* const table = owner_table.load(std::memory_order_acquire);
  const std::size_t chunk = reinterpret_cast<std::uintptr_t>(allocation) >> kChunkBits;
  if (table == nullptr || chunk >= kTableBytes) return Component::kOther;
  // Written before the block existed, by whoever made it.
  return static_cast<Component>(__atomic_load_n(&table[chunk], __ATOMIC_RELAXED));
}

void flush_thread_caches() {
  for_thread_caches("tcache.flush");
  ::mallctl("thread.tcache.flush", nullptr, nullptr, nullptr, 0);
}

std::optional<ComponentBytes> read_component_bytes() {
  ComponentBytes result{};
  for (std::size_t i = 0; i < kComponentCount; ++i) {
    const unsigned number = arena_numbers[i].load(std::memory_order_acquire);
    if (number == 0) continue;
    result[i] = read_of_arena("stats.arenas.0.small.allocated", number - 1) +
                read_of_arena("stats.arenas.0.large.allocated", number - 1);
  }
  return result;
}

}  // namespace cairn::memory

// All forms: libjemalloc has its own of each, which would be taken for those that are not here.
using cairn::memory::alignment_flag;
using cairn::memory::allocate;
using cairn::memory::allocate_or_null;
using cairn::memory::release;

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate_or_null(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate_or_null(size); }
void* operator new(std::size_t size, std::align_val_t align) { return allocate(size, alignment_flag(align)); }
void* operator new[](std::size_t size, std::align_val_t align) { return allocate(size, alignment_flag(align)); }
void* operator new(std::size_t size, std::align_val_t align, const std::nothrow_t&) noexcept {
  return allocate_or_null(size, alignment_flag(align));
}
void* operator new[](std::size_t size, std::align_val_t align, const std::nothrow_t&) noexcept {
  return allocate_or_null(size, alignment_flag(align));
}

void operator delete(void* block) noexcept { release(block, 0); }
void operator delete[](void* block) noexcept { release(block, 0); }
void operator delete(void* block, std::size_t size) noexcept { release(block, size); }
void operator delete[](void* block, std::size_t size) noexcept { release(block, size); }
void operator delete(void* block, const std::nothrow_t&) noexcept { release(block, 0); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { release(block, 0); }
void operator delete(void* block, std::align_val_t) noexcept { release(block, 0); }
void operator delete[](void* block, std::align_val_t) noexcept { release(block, 0); }
void operator delete(void* block, std::size_t size, std::align_val_t) noexcept { release(block, size); }
void operator delete[](void* block, std::size_t size, std::align_val_t) noexcept { release(block, size); }
void operator delete(void* block, std::align_val_t, const std::nothrow_t&) noexcept { release(block, 0); }
void operator delete[](void* block, std::align_val_t, const std::nothrow_t&) noexcept { release(block, 0); }

#else

namespace cairn::memory {

void flush_thread_caches() {}

std::optional<ComponentBytes> read_component_bytes() { return std::nullopt; }

base::Component component_of(const void*) { return base::Component::kOther; }

}  // namespace cairn::memory

#endif
