// The kernel's view of a process's memory.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string_view>

#include "platform/base/result.h"
#include "platform/memory/kernel_files.h"

namespace cairn::memory {

// In bytes. A page that several processes share counts fully in `rss`, and in parts that add up to
// one in `pss`.
struct ProcessMemory {
  std::uint64_t rss = 0;
  std::uint64_t pss = 0;
  std::uint64_t anonymous = 0;    // what no file backs: heap, stacks, changed private mappings
  std::uint64_t file_backed = 0;  // rss − anonymous: mapped files and shared memory
  std::uint64_t swap = 0;
  std::uint64_t peak_rss = 0;  // the highest rss since the process started
};

// Reads /proc/<pid>/smaps_rollup and /proc/<pid>/status (proc(5), Linux 4.14). kNotFound if the process
// is gone or has no memory left (a zombie), kPermission if it belongs to someone else. Thread-safe.
// Walks the page tables: about 1 ms per GB.
Result<ProcessMemory> read_process_memory(pid_t pid, const KernelRoots& roots = {});

// Only the resident bytes, from /proc/<pid>/statm: a few microseconds whatever the
// process's size, where the reading above walks all of its pages.
struct ResidentBytes {
  std::uint64_t anonymous = 0;
  std::uint64_t file = 0;  // mapped files and shared memory
};
Result<ResidentBytes> read_resident(pid_t pid, const KernelRoots& roots = {});

// Both together.
Result<std::uint64_t> read_resident_bytes(pid_t pid);

// Only the anonymous bytes, from /proc/<pid>/status: the kernel's running count, some microseconds whatever the
// process's size, and off by some pages for each core. kCorrupt for a process that has no memory left.
Result<std::uint64_t> read_anonymous_bytes(pid_t pid, const KernelRoots& roots = {});

// Only the highest rss, from the same file.
Result<std::uint64_t> read_peak_bytes(pid_t pid, const KernelRoots& roots = {});

// The figures out of the two files' texts. kCorrupt if a line is missing or is not "<name>: <n> kB".
Result<ProcessMemory> parse_process_memory(std::string_view smaps_rollup, std::string_view status);

}  // namespace cairn::memory
