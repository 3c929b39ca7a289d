#include "platform/memory/allocator.h"

#include "platform/memory/component_arenas.h"
#include "platform/sync/idle_step.h"

#if defined(CAIRN_JEMALLOC)
#include <jemalloc/jemalloc.h>

// How jemalloc starts: it reads this symbol before main(), earlier than any code of ours could act.
//
// prof:true,prof_active:false     heap profiling can be switched on later only if it was on at start
// lg_prof_sample:19               one sample per 512 KiB allocated, on average
// narenas:2                       what belongs to no component; more arenas only hold more free memory
// oversize_threshold:0            no arena of its own for large blocks: component_arenas.h knows of none
// tcache_nslots_small_max:32      what a thread keeps, for each size; 200 were not faster
// dirty_decay_ms, muzzy_decay_ms  free pages go back to the kernel after a second
//
// background_thread is not here: the allocator may not start threads before main()
// (configure_allocator does it).
const char* malloc_conf =
    "prof:true,prof_active:false,lg_prof_sample:19,narenas:2,oversize_threshold:0,tcache_nslots_small_max:32,dirty_"
    "decay_ms:1000,muzzy_decay_ms:0";
#endif

namespace cairn::memory {

#if defined(CAIRN_JEMALLOC)

namespace {

#define CAIRN_TEXT(x) #x
#define CAIRN_TEXT_OF(x) CAIRN_TEXT(x)
constexpr const char* kPurgeOfAllArenas = "arena." CAIRN_TEXT_OF(MALLCTL_ARENAS_ALL) ".purge";
constexpr const char* kInternalOfAllArenas = "stats.arenas." CAIRN_TEXT_OF(MALLCTL_ARENAS_ALL) ".internal";

// Reads one of jemalloc's variables, whose C type must have T's size.
template <typename T>
std::optional<T> read_variable(const char* name) {
  T value{};
  std::size_t size_bytes = sizeof(value);
  if (::mallctl(name, &value, &size_bytes, nullptr, 0) != 0 || size_bytes != sizeof(value)) return std::nullopt;
  return value;
}

}  // namespace

std::optional<AllocatorStats> read_allocator_stats() {
  flush_thread_caches();
  // The statistics are a copy that is renewed by writing anything to "epoch".
  std::uint64_t epoch = 1;
  if (::mallctl("epoch", nullptr, nullptr, &epoch, sizeof(epoch)) != 0) return std::nullopt;
  const auto allocated = read_variable<std::size_t>("stats.allocated");
  const auto active = read_variable<std::size_t>("stats.active");
  const auto resident = read_variable<std::size_t>("stats.resident");
  const auto retained = read_variable<std::size_t>("stats.retained");
  const auto mapped = read_variable<std::size_t>("stats.mapped");
  const auto metadata = read_variable<std::size_t>("stats.metadata");
  const auto internal = read_variable<std::size_t>(kInternalOfAllArenas);
  if (!allocated || !active || !resident || !retained || !mapped || !metadata || !internal) return std::nullopt;
  return AllocatorStats{*allocated, *active, *resident, *retained, *mapped, *metadata, *internal};
}

Result<void> configure_allocator() {
  sync::set_idle_step(flush_thread_caches);
  bool enabled = true;
  const int failure = ::mallctl("background_thread", nullptr, nullptr, &enabled, sizeof(enabled));
  if (failure != 0) return unexpected(base::errno_error("jemalloc refuses a background thread", failure));
  return {};
}

void purge_allocator() {
  flush_thread_caches();
  ::mallctl(kPurgeOfAllArenas, nullptr, nullptr, nullptr, 0);
}

bool heap_profiling_available() { return read_variable<bool>("opt.prof").value_or(false); }

#else

std::optional<AllocatorStats> read_allocator_stats() { return std::nullopt; }

Result<void> configure_allocator() { return {}; }

void purge_allocator() {}

bool heap_profiling_available() { return false; }

#endif

}  // namespace cairn::memory
