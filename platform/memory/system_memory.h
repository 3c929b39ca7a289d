// What memory the system, and the control groups that this process is in, let it use; and how scarce it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/result.h"
#include "platform/memory/kernel_files.h"

namespace cairn::memory {

struct SystemMemory {
  std::uint64_t total = 0;      // of the machine
  std::uint64_t available = 0;  // of it, without swapping; changes all the time
  // Of the group with the tightest limit among those that hold this process (memory.max and memory.high of
  // cgroup v2, memory.limit_in_bytes of v1); nothing without any.
  std::optional<std::uint64_t> group_limit;
  std::optional<std::uint64_t> group_used;
  // Of group_used, pages of files that nobody has used for a while: they are free for whoever asks.
  std::uint64_t group_droppable = 0;

  // What this process could ever use.
  std::uint64_t usable() const;
};

// Reads /proc/meminfo, /proc/self/cgroup and the groups' files. A group that cannot be read limits nothing.
// kCorrupt if meminfo lacks its lines. Thread-safe; some 50 microseconds.
Result<SystemMemory> read_system_memory(const KernelRoots& roots = {});

// PSI (Documentation/accounting/psi.rst): the share of time, in percent of the last 10 s, in which some, or all, tasks
// waited for the resource; and the sums of that time.
struct Pressure {
  double some_avg10 = 0;
  double full_avg10 = 0;
  std::uint64_t some_total_us = 0;
  std::uint64_t full_total_us = 0;
};

enum class PressureOf { kMemory, kCpu };

// Of this process's own control group (v2) where it tells, else of the whole system. kNotFound on kernels without PSI.
// Thread-safe; some 20 microseconds.
Result<Pressure> read_pressure(PressureOf resource, const KernelRoots& roots = {});

// Out of the text of such a file. A missing "full" line, as old kernels have it for the CPU, is zeros. kCorrupt.
Result<Pressure> parse_pressure(std::string_view text);

}  // namespace cairn::memory
