// Surroundings: what the machine and the control group say about memory, and what that means.
#pragma once

#include <cstdint>
#include <optional>

#include "core/govern/step_ladder.h"
#include "platform/memory/kernel_files.h"
#include "platform/memory/system_memory.h"

namespace cairn::govern {

struct Surroundings {
  std::optional<memory::SystemMemory> system;
  std::optional<memory::Pressure> memory_pressure;  // PSI
  double load = 0;                                  // processes that run or want to, the last minute's average
};

// Reads the kernel's files; what cannot be read is left out. Some 100 microseconds. Thread-safe.
Surroundings read_surroundings(const memory::KernelRoots& roots);

// Strain from outside: others wait for memory, the machine has little left, or the control group is nearly full, where
// pages of files that the kernel can drop at once do not count as full. Pure.
Strain strain_of(const Surroundings& surroundings);

// The budget as far as the control group lets it be used: a group that kills at its limit must not be filled. Pure.
std::uint64_t usable_limit(std::uint64_t limit, const Surroundings& surroundings);

// How many index workers the processors are good for: `wanted`, or half where others (`running` workers of ours are
// not counted) have more to do than there are processors. At least 1. Pure.
std::size_t workers_for_load(std::size_t wanted, std::size_t running, std::size_t processors, double load);

}  // namespace cairn::govern
