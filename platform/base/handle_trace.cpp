#include "platform/base/handle_trace.h"

#include <execinfo.h>
#include <fcntl.h>

#include <map>
#include <mutex>

namespace cairn::base {
namespace {

constexpr int kMaxFrames = 48;
constexpr int kOwnFrames = 1;  // note_opened()

struct Trace {
  std::mutex mutex;
  std::map<int, std::vector<std::uint64_t>> stacks;  // guarded by mutex
};

// Never destroyed: descriptors are closed until the very end of the process.
Trace& trace() {
  static Trace& only = *new Trace;
  return only;
}

}  // namespace

void trace_handles(bool is_on) {
  const std::lock_guard lock(trace().mutex);
  internal::handles_are_traced.store(is_on, std::memory_order_relaxed);
  trace().stacks.clear();
}

std::vector<TracedHandle> traced_handles() {
  std::vector<TracedHandle> handles;
  const std::lock_guard lock(trace().mutex);
  for (const auto& [fd, stack] : trace().stacks) {
    if (fcntl(fd, F_GETFD) >= 0) handles.push_back({fd, stack});  // else somebody else closed it
  }
  return handles;
}

namespace internal {

void note_opened(int fd) {
  void* frames[kMaxFrames];
  const int count = backtrace(frames, kMaxFrames);
  std::vector<std::uint64_t> stack;
  for (int i = kOwnFrames; i < count; ++i) stack.push_back(reinterpret_cast<std::uint64_t>(frames[i]));
  const std::lock_guard lock(trace().mutex);
  auto& stacks = trace().stacks;
  if (stacks.size() < kMaxTracedHandles || stacks.contains(fd)) stacks[fd] = std::move(stack);
}

void note_closed(int fd) {
  const std::lock_guard lock(trace().mutex);
  trace().stacks.erase(fd);
}

}  // namespace internal
}  // namespace cairn::base
