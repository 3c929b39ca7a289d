// MergePlan: which rows of the inputs live on, and under which ordinals.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/store/merge.h"
#include "core/store/scratch_array.h"

namespace cairn::store {

inline constexpr Ordinal kDropped = UINT32_MAX;

// One input's ordinals in the merged segment; kDropped for what has no place there.
// Rising where not dropped, because both sides are sorted.
using Remap = ScratchArray<Ordinal>;

// Where one item of the merged segment comes from.
struct Source {
  std::size_t input = 0;
  Ordinal ordinal = 0;
};

// Ordinals of one kind (paths, symbols, …) in all inputs.
struct Numbering {
  std::vector<Remap> inputs;
  Ordinal count = 0;  // in the merged segment

  // Calls `visit(ordinal, sources)` for each item of the merged segment, in order; stops
  // when it returns false.
  template <typename Visit>
  void for_each(Visit visit) const;
};

struct MergePlan {
  std::vector<std::vector<bool>> live_files;  // by input, file
  Numbering paths;
  Numbering symbols;
  Numbering names;
  Numbering scopes;
  Numbering identifiers;
};

// Reads what has to be read for that. Errors as merge_segments().
Result<MergePlan> plan_merge(const std::vector<MergeInput>& inputs, const std::string& scratch_directory,
                             const std::stop_token& stop);

template <typename Visit>
void Numbering::for_each(Visit visit) const {
  std::vector<Ordinal> next(inputs.size());
  std::vector<Source> sources;
  for (Ordinal ordinal = 0; ordinal < count; ++ordinal) {
    sources.clear();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      while (next[i] < inputs[i].size() && inputs[i][next[i]] == kDropped) ++next[i];
      if (next[i] < inputs[i].size() && inputs[i][next[i]] == ordinal) sources.push_back({i, next[i]++});
    }
    if (!visit(ordinal, std::span<const Source>(sources))) return;
  }
}

}  // namespace cairn::store
