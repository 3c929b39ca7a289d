// How good a completion candidate is: one number out of what is known about it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/clang/nearby_words.h"

namespace cairn::clang {

// What kind of thing a name is, as far as it matters for the order.
enum class RankGroup : std::uint8_t {
  kVariable,
  kField,
  kFunction,
  kMethod,
  kType,
  kConstant,
  kMacro,
  kKeyword,
  kNamespace,
  kOther,
};

// What the order of a list depends on.
struct RankSignals {
  float match = 1;  // how the name fits what is typed, (0, 1]
  RankGroup group = RankGroup::kOther;
  std::uint32_t priority = 0;  // clang's: scope, and whether the type fits; smaller is better
  WordUse use;                 // of the name, around the place
  bool is_reserved = false;    // begins with an underscore
  bool is_deprecated = false;
  bool is_unusual = false;  // an operator or destructor called by name, or the text before it must change
};

// The signals as numbers that can be weighed and added up.
constexpr std::size_t kRankFeatures = 20;
std::array<float, kRankFeatures> rank_features(const RankSignals& signals);

// Greater is better; only the differences within one list mean anything. Pure.
float rank_score(const RankSignals& signals);

}  // namespace cairn::clang
