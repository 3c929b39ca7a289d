// ProcessMeter: what a process has in memory, read often and cheaply.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>

#include "platform/base/result.h"
#include "platform/memory/kernel_files.h"

namespace cairn::govern {

// PSS is dear to read: the kernel walks all pages, 1 ms per GB. What changes fast is anonymous memory, and that is
// quick to read. So PSS = anonymous bytes of now + the share of files when it was last looked at + whatever has been
// mapped since, in full. Too large by that much at most, never too small but for files that others unmap meanwhile.
// Confined to one thread.
class ProcessMeter {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Bytes {
    std::uint64_t pss = 0;
    std::uint64_t anonymous = 0;
  };

  // Errors as read_resident(): the process is gone.
  Result<Bytes> read(pid_t pid, Time now, const memory::KernelRoots& roots);
  // The next read() looks at the share of files.
  void look_again() { is_exact_ = false; }

 private:
  // Between two looks at the share of files.
  static constexpr std::chrono::milliseconds kShareAge{500};

  bool is_exact_ = false;
  Time looked_{};
  std::uint64_t file_share_ = 0;     // of the PSS
  std::uint64_t file_resident_ = 0;  // at that time
};

}  // namespace cairn::govern
