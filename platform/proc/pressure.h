// How busy the machine is.
#pragma once

#include <cstdint>
#include <string_view>

#include "platform/base/result.h"

namespace cairn::proc {

struct Pressure {
  double load = 0;                    // processes that run or want to, the last minute's average
  std::uint64_t available_bytes = 0;  // of memory, without swapping
  double memory_stall_percent = 0;    // of the last ten seconds, in which some process waited for memory
};

// Reads /proc/loadavg, /proc/meminfo and, where the kernel has it, /proc/pressure/memory.
// Some ten microseconds. Thread-safe.
Result<Pressure> read_pressure();

// The figures out of the three files' texts; the last may be empty. kCorrupt if they are not there. Pure.
Result<Pressure> parse_pressure(std::string_view loadavg, std::string_view meminfo, std::string_view memory);

}  // namespace cairn::proc
