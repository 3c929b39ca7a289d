// How much memory Cairn may use, server and workers together.
#pragma once

#include <cstdint>
#include <optional>

#include "platform/memory/system_memory.h"

namespace cairn::server {

// Where nobody says anything, in MB: 2 GB, or a quarter of what the machine or the control group gives if that is
// less; 2 GB if neither can be read. Never below 64. Pure.
std::uint32_t default_budget_mb(const Result<memory::SystemMemory>& system);

}  // namespace cairn::server
