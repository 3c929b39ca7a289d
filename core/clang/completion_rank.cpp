// A weighed sum. The weights began as those of a conditional logit over the candidates
// at about 500 places of real code, with 0, 1 and 3 characters typed, under which the
// names that really stand there come out first most often; then they were rounded by
// hand. No name, project or library is in them.
#include "core/clang/completion_rank.h"

#include <cmath>

namespace cairn::clang {
namespace {

constexpr std::size_t kGroups = static_cast<std::size_t>(RankGroup::kOther) + 1;
constexpr std::size_t kFirstGroup = 10;  // features before it are not about the group
// Clang's priority of an ordinary declaration whose type is not the wanted one.
constexpr float kOrdinaryPriority = 50;
// Nearer than this is near.
constexpr float kNearBytes = 64;

constexpr std::array<float, kRankFeatures> kWeights = {
    // match, priority, priority of types
    2.7F, -1.6F, 1.1F,
    // used at all, how far away, behind the same token, behind the same two
    4.5F, -0.6F, 0.5F, 0.9F,
    // reserved, deprecated, unusual
    -2.3F, -0.5F, -1.0F,
    // by group: variables, fields, functions, methods, types, constants, macros, keywords, namespaces, others
    0.8F, 0.6F, -0.2F, -0.3F, 0.4F, -0.2F, 0.7F, -2.1F, 0.4F, 0.1F};

}  // namespace

std::array<float, kRankFeatures> rank_features(const RankSignals& signals) {
  const WordUse& use = signals.use;
  const float priority = std::log(static_cast<float>(signals.priority + 1) / kOrdinaryPriority);
  std::array<float, kRankFeatures> features = {
      std::log(signals.match),
      priority,
      // Types fit everywhere where a cast could begin, which is seldom what is meant.
      signals.group == RankGroup::kType ? priority : 0.0F,
      use.count > 0 ? 1.0F : 0.0F,
      use.count > 0 ? std::log1p(static_cast<float>(use.distance) / kNearBytes) : 0.0F,
      std::log1p(static_cast<float>(use.after_one)),
      std::log1p(static_cast<float>(use.after_two)),
      signals.is_reserved ? 1.0F : 0.0F,
      signals.is_deprecated ? 1.0F : 0.0F,
      signals.is_unusual ? 1.0F : 0.0F,
  };
  static_assert(kRankFeatures == kFirstGroup + kGroups);
  features[kFirstGroup + static_cast<std::size_t>(signals.group)] = 1;
  return features;
}

float rank_score(const RankSignals& signals) {
  const auto features = rank_features(signals);
  float score = 0;
  for (std::size_t i = 0; i < features.size(); ++i) score += features[i] * kWeights[i];
  return score;
}

}  // namespace cairn::clang
