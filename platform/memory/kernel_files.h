// Where the kernel's figures stand, and how its small files are read.
#pragma once

#include <cstddef>
#include <string>

#include "platform/base/result.h"

namespace cairn::memory {

// Tests put folders of their own here.
struct KernelRoots {
  std::string proc = "/proc";
  std::string cgroup = "/sys/fs/cgroup";
};

// The text of a file that has no size to ask for. kTooLarge above `max_bytes`, kNotFound, kPermission, kIo.
// Thread-safe.
Result<std::string> read_kernel_file(const std::string& path, std::size_t max_bytes = std::size_t{16} << 10);

}  // namespace cairn::memory
