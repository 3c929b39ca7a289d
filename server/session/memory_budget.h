// How much memory Cairn may use, server and workers together.
#pragma once

#include <cstdint>
#include <optional>

#include "core/govern/governor.h"
#include "platform/memory/system_memory.h"
#include "server/cli/options.h"

namespace cairn::server {

// Where nobody says anything, in MB: 2 GB, or a quarter of what the machine or the control group gives if that is
// less; 2 GB if neither can be read. Never below 64. Pure.
std::uint32_t default_budget_mb(const Result<memory::SystemMemory>& system);

// A governor of so much.
govern::Governor::Config governor_of(std::uint64_t budget_bytes);

// For a sub-command: what its options say, else the default here and now.
std::uint64_t memory_budget_bytes(const Options& options);

}  // namespace cairn::server
