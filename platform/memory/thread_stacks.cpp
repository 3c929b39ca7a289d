#include "platform/memory/thread_stacks.h"

#if defined(CAIRN_JEMALLOC)

#include <dlfcn.h>
#include <pthread.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <vector>

#include "platform/base/component.h"
#include "platform/memory/pagemap.h"
#include "platform/sync/mutex.h"

namespace cairn::memory {
namespace {

// How far down the main thread's stack is looked at: the system's usual limit. The kernel keeps at least 128 MiB
// below its top free of everything else.
constexpr std::size_t kMainStackBytes = std::size_t{8} << 20;

class StackList {
 public:
  void add(AddressRange stack) CAIRN_EXCLUDES(mutex_) {
    const sync::MutexLock lock(mutex_);
    stacks_.push_back(stack);
  }
  void remove(AddressRange stack) CAIRN_EXCLUDES(mutex_) {
    const sync::MutexLock lock(mutex_);
    std::erase_if(stacks_, [&](const AddressRange& each) { return each.begin == stack.begin; });
  }
  std::vector<AddressRange> copy() const CAIRN_EXCLUDES(mutex_) {
    const sync::MutexLock lock(mutex_);
    return stacks_;
  }

 private:
  mutable sync::Mutex mutex_;
  std::vector<AddressRange> stacks_ CAIRN_GUARDED_BY(mutex_);
};

// Never destroyed: threads may end after main() has.
StackList& stack_list() {
  static StackList& list = *std::make_unique<StackList>().release();
  return list;
}

// The stack of the calling thread, which is not the main thread.
AddressRange own_stack() {
  pthread_attr_t attributes;
  if (::pthread_getattr_np(::pthread_self(), &attributes) != 0) return {};
  void* begin = nullptr;
  std::size_t size = 0;
  ::pthread_attr_getstack(&attributes, &begin, &size);
  ::pthread_attr_destroy(&attributes);
  return {reinterpret_cast<std::uintptr_t>(begin), reinterpret_cast<std::uintptr_t>(begin) + size};
}

// Also when the thread ends by pthread_exit(), which unwinds.
class ListedStack {
 public:
  ListedStack() : stack_(own_stack()) { stack_list().add(stack_); }
  ~ListedStack() { stack_list().remove(stack_); }
  ListedStack(const ListedStack&) = delete;
  ListedStack& operator=(const ListedStack&) = delete;

 private:
  const AddressRange stack_;
};

struct ThreadStart {
  void* (*routine)(void*);
  void* argument;
  base::Component component;
};

void* run_thread(void* start_address) {
  const ListedStack listed;
  const ThreadStart start = *static_cast<ThreadStart*>(start_address);
  const std::unique_ptr<ThreadStart> owned(static_cast<ThreadStart*>(start_address));
  const base::ComponentScope scope(start.component);
  return start.routine(start.argument);
}

// The kernel puts the program's name at the top of the main thread's stack.
AddressRange main_stack() {
  const std::uintptr_t top = ::getauxval(AT_EXECFN);
  return top == 0 ? AddressRange{}
                  : AddressRange{top - kMainStackBytes, top + static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE))};
}

}  // namespace

Result<std::uint64_t> read_stack_bytes() {
  std::vector<AddressRange> stacks = stack_list().copy();
  stacks.push_back(main_stack());
  return count_anonymous_bytes(stacks);
}

}  // namespace cairn::memory

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*routine)(void*),
                              void* argument) noexcept {
  using namespace cairn;
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto create = reinterpret_cast<Create>(::dlsym(RTLD_NEXT, "pthread_create"));
  auto* const start = new (std::nothrow) memory::ThreadStart{routine, argument, base::current_component()};
  if (start == nullptr) return EAGAIN;
  const int failure = create(thread, attributes, memory::run_thread, start);
  if (failure != 0) delete start;
  return failure;
}

#else

namespace cairn::memory {

Result<std::uint64_t> read_stack_bytes() { return 0; }

}  // namespace cairn::memory

#endif
