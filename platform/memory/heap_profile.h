// Which code allocated what is live, by samples: jemalloc's heap profile.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.h"

namespace cairn::memory {

// Live bytes by stack, as estimated from the samples (each stack's bytes are scaled by how likely one of its
// allocations was to be sampled, as jeprof does; see jemalloc's doc_internal/PROFILING_INTERNALS.md). A value.
struct HeapProfile {
  // Addresses of return, the innermost first, without those of the allocator itself → bytes.
  std::map<std::vector<std::uint64_t>, double> stacks;
  std::uint64_t sample_bytes = 0;  // one sample for so many allocated bytes, on average
  std::string text;                // jemalloc's own dump ("heap_v2"), which jeprof reads
};

// Samples what is allocated from now on, or nothing more; what was sampled stays. False in builds without jemalloc.
// Thread-safe.
bool set_heap_sampling(bool is_on);
bool is_heap_sampling();

// What of the sampled memory is live now. `scratch_path`: a file that is made, mode 0600, and removed again. Takes some
// milliseconds. kUnavailable without jemalloc.
Result<HeapProfile> take_heap_profile(const std::string& scratch_path);

// Reads jemalloc's dump. kCorrupt with the line. Pure.
Result<HeapProfile> parse_heap_profile(std::string text);

// What grew from `before` to `after`, by stack. Pure.
HeapProfile heap_growth(const HeapProfile& before, const HeapProfile& after);

// Without the frames of what allocates, or takes a descriptor.
// One line for each stack, "outermost;…;innermost BYTES" (flamegraph.pl, speedscope, inferno), the largest first.
std::string folded_stacks(const HeapProfile& profile);

}  // namespace cairn::memory
