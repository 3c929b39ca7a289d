// How many units are parsed at once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "platform/proc/pressure.h"

namespace cairn::index {

// Fewer than `wanted`, but at least 1, where others have work for the processors (`running`
// workers of ours are not counted), or where memory is short: `worker_bytes` is what one
// worker is expected to take. Pure.
std::size_t worker_count(std::size_t wanted, std::size_t running, std::size_t processors, std::uint64_t worker_bytes,
                         const proc::Pressure& pressure);

}  // namespace cairn::index
