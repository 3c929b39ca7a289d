#include "core/worker/memory_watch.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "platform/memory/process_memory.h"

namespace cairn::worker {
namespace {

// A parse that runs away takes up to about 1 GB a second.
constexpr std::chrono::milliseconds kInterval{100};

}  // namespace

void MemoryWatch::start(pid_t pid, std::uint64_t limit_bytes, std::string job,
                        std::function<void(const std::string& reason)> on_excess) {
  pid_ = pid;
  limit_bytes_ = limit_bytes;
  job_ = std::move(job);
  on_excess_ = std::move(on_excess);
  timer_.start(kInterval, [this] { look(); });
}

void MemoryWatch::look() {
  timer_.start(kInterval, [this] { look(); });
  const auto resident = memory::read_resident_bytes(pid_);
  if (!resident || *resident <= limit_bytes_) return;
  const auto memory = memory::read_process_memory(pid_);
  if (!memory || memory->pss <= limit_bytes_) return;
  timer_.cancel();
  const auto on_excess = on_excess_;  // which may start this anew
  on_excess(fmt::format("took {} MB of memory for {}, more than the limit of {} MB", memory->pss >> 20, job_,
                        limit_bytes_ >> 20));
}

}  // namespace cairn::worker
