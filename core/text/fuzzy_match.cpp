// A dynamic program over (pattern characters used, name characters used), with two
// values each: the best score if the last name character was matched, and if it was
// skipped. Greedy matching would be simpler, but finds `set` in "isStreamSet" as
// s…e…t and gives the wrong score; scores decide the order.
#include "core/text/fuzzy_match.h"

#include <algorithm>
#include <limits>

#include "core/text/word_start.h"

namespace cairn::text {
namespace {

constexpr int kImpossible = std::numeric_limits<int>::min() / 2;

// Points for one matched character; kBest is what one can have at most.
constexpr int kMatched = 1;
constexpr int kSameCase = 1;
constexpr int kContiguous = 2;  // behind a matched character, or at the start of a word
constexpr int kBest = kMatched + kSameCase + kContiguous;
constexpr int kLateStart = -3;    // the match does not begin at the name's first word
constexpr int kSkippedWord = -1;  // for each start of a word that is passed over
constexpr int kBreak = -1;        // a new run of matched characters

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_letter(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (c & 0x80) != 0; }

}  // namespace

FuzzyMatcher::FuzzyMatcher(std::string_view pattern) : size_(std::min(pattern.size(), kMaxPattern)) {
  std::copy_n(pattern.begin(), size_, pattern_.begin());
  std::transform(pattern_.begin(), pattern_.end(), lower_.begin(), lower);
}

bool FuzzyMatcher::holds_characters(std::string_view name) const {
  std::size_t used = 0;
  for (std::size_t i = 0; i < name.size() && used < size_; ++i) {
    if (lower(name[i]) == lower_[used]) ++used;
  }
  return used == size_;
}

std::optional<float> FuzzyMatcher::match(std::string_view name) const {
  if (size_ == 0) return 1.0F;
  const bool is_whole = name.size() == size_;
  name = name.substr(0, kMaxName);
  if (!holds_characters(name)) return std::nullopt;

  // matched[p]: best score with p characters used, the last one by the name's current
  // character; skipped[p]: the same with that character passed over.
  std::array<int, kMaxPattern + 1> matched;
  std::array<int, kMaxPattern + 1> skipped;
  std::fill_n(matched.begin(), size_ + 1, kImpossible);
  std::fill_n(skipped.begin(), size_ + 1, kImpossible);
  skipped[0] = 0;
  bool in_first_word = true;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool is_start = starts_word(name, i);
    if (in_first_word && is_start && i > 0) {
      in_first_word = !is_letter(name[i - 1]) && name.substr(0, i).find_first_not_of("_~") >= i;
    }
    // Leading underscores are no word of their own; typing them is an exact start.
    const bool may_begin = may_begin_run(name, i);
    for (std::size_t p = size_; p-- > 0;) {
      int best = kImpossible;
      if (lower(name[i]) == lower_[p]) {
        const int here = kMatched + (name[i] == pattern_[p] ? kSameCase : 0);
        if (p > 0) best = std::max(best, matched[p] + here + kContiguous);
        if (may_begin && skipped[p] > kImpossible) {
          const int start = p > 0 ? kBreak : (in_first_word ? 0 : kLateStart);
          best = std::max(best, skipped[p] + here + (is_start || i == 0 ? kContiguous : 0) + start);
        }
      }
      // Before matched[p + 1] is replaced, it is what a skip continues from.
      const int passed = std::max(skipped[p + 1], matched[p + 1]);
      skipped[p + 1] = passed > kImpossible && p + 1 < size_ ? passed + (is_start ? kSkippedWord : 0) : passed;
      matched[p + 1] = best > kImpossible / 2 ? best : kImpossible;
    }
    matched[0] = kImpossible;
  }
  const int points = std::max(matched[size_], skipped[size_]);
  if (points <= kImpossible / 2) return std::nullopt;
  const float share = static_cast<float>(std::max(points, 1)) / static_cast<float>(kBest * static_cast<int>(size_));
  // The upper half is for whole names.
  return std::min(1.0F, share) * (is_whole ? 1.0F : 0.5F);
}

}  // namespace cairn::text
