// Which code opened the descriptors that are open: for finding out who forgets to close them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cairn::base {

struct TracedHandle {
  int fd = -1;
  std::vector<std::uint64_t> stack;  // addresses of return, the innermost first
};

// From now on every UniqueFd that takes a descriptor notes the stack, or none does any more, and what was noted is
// forgotten. Costs one load while it is off, some microseconds for each descriptor while it is on. At most
// kMaxTracedHandles at once; further ones are not noted. Thread-safe.
inline constexpr std::size_t kMaxTracedHandles = 4096;
void trace_handles(bool is_on);

// Those that were noted and are open still. Thread-safe.
std::vector<TracedHandle> traced_handles();

// For UniqueFd.
namespace internal {
inline constinit std::atomic<bool> handles_are_traced{false};
void note_opened(int fd);
void note_closed(int fd);
}  // namespace internal

}  // namespace cairn::base
