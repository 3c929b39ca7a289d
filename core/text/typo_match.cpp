#include "core/text/typo_match.h"

#include <algorithm>

#include "core/text/word_start.h"

namespace cairn::text {
namespace {

constexpr float kPrefix = 0.6F;
constexpr float kInside = 0.3F;
constexpr float kForCoverage = 0.2F;  // of the name by the match

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

TypoMatcher::TypoMatcher(std::string_view pattern) : size_(std::min(pattern.size(), kMaxPattern)) {
  std::transform(pattern.begin(), pattern.begin() + static_cast<std::ptrdiff_t>(size_), lower_.begin(), lower);
}

// How much of the name a match from `from` takes.
std::optional<std::size_t> TypoMatcher::length_at(std::string_view name, std::size_t from) const {
  const auto is_same = [&](std::size_t used, std::size_t at) {
    return used < size_ && at < name.size() && lower(name[at]) == lower_[used];
  };
  // Whether the rest of the pattern stands there; how far it goes.
  const auto rest = [&](std::size_t used, std::size_t at) -> std::optional<std::size_t> {
    while (is_same(used, at)) ++used, ++at;
    return used == size_ ? std::optional(at - from) : std::nullopt;
  };
  std::size_t used = 0;
  std::size_t at = from;
  while (is_same(used, at)) ++used, ++at;
  if (used == size_) return at - from;
  if (used == 0 && size_ < kFreeFirst) return std::nullopt;
  if (is_same(used, at + 1) && is_same(used + 1, at)) {
    if (const auto found = rest(used + 2, at + 2)) return found;
  }
  if (at < name.size()) {
    if (const auto found = rest(used + 1, at + 1)) return found;  // another character
    if (const auto found = rest(used, at + 1)) return found;      // one is missing
  }
  return rest(used + 1, at);  // one too many
}

std::optional<float> TypoMatcher::match(std::string_view name) const {
  if (size_ < kMinPattern) return std::nullopt;
  std::optional<float> best;
  for (std::size_t from = 0; from < name.size(); ++from) {
    // Cheap, and true of few places: if the first character is the mistake, the next ones tell.
    const char first = lower(name[from]);
    const char second = from + 1 < name.size() ? lower(name[from + 1]) : '\0';
    const bool may_fit = first == lower_[0] ||
                         (size_ >= kFreeFirst && (first == lower_[1] || second == lower_[0] || second == lower_[1]));
    if (!may_fit || !may_begin_run(name, from)) continue;
    const auto length = length_at(name, from);
    if (!length) continue;
    const bool is_whole = from == 0 && *length == name.size();
    const float coverage = kForCoverage * static_cast<float>(*length) / static_cast<float>(name.size());
    best = std::max(best.value_or(0), is_whole ? 1.0F : (from == 0 ? kPrefix : kInside) + coverage);
  }
  return best;
}

}  // namespace cairn::text
