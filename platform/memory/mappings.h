// What a process has mapped: sums over all, and files by folder with the part that is in its memory.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.h"
#include "platform/memory/kernel_files.h"

namespace cairn::memory {

struct MappedBytes {
  std::uint64_t size = 0;      // address space
  std::uint64_t resident = 0;  // of it, what counts to the process's RSS and is as in the file
};

struct Mappings {
  // Of files below each of the folders asked for, and, as one more element, of all other files. Removed files and
  // shared memory count as files.
  std::vector<MappedBytes> files;
  // Of all mappings. `pss` is too small by half a kilobyte for each mapping in the mean, as the kernel rounds each.
  std::uint64_t rss = 0;
  std::uint64_t pss = 0;
  std::uint64_t anonymous = 0;
  std::uint64_t swap = 0;
};

// Reads /proc/<pid>/smaps. `folders` are absolute, without a slash at the end; the first that fits counts.
// Errors as read_kernel_file; kCorrupt for a text that is not smaps. Thread-safe; some microseconds for each mapping,
// and as much for each MB that is resident.
Result<Mappings> read_mappings(pid_t pid, const std::vector<std::string>& folders, const KernelRoots& roots = {});

// The same out of the file's text.
Result<Mappings> parse_mappings(std::string_view smaps, const std::vector<std::string>& folders);

}  // namespace cairn::memory
