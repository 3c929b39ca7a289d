// FuzzyMatcher: how well a name fits what somebody has typed of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cairn::text {

// Matches names against one pattern: the pattern's characters must occur in the name
// in order, ASCII letters in any case, and every run of them must begin where a word
// of the name begins ("fileName", "file_name", "HTTPServer"), so that `fn` finds
// file_name but `le` does not.
//
// A match's score lies in (0, 1]. Best is the whole name, then a prefix in the typed
// case, a prefix, runs of many characters, starts of words; skipped words and other
// case cost. Scores of different patterns do not compare.
//
// match() allocates nothing and takes time proportional to pattern times name for
// names that hold the pattern's characters, and to the name for all others. Only the
// first kMaxPattern bytes of a pattern and kMaxName of a name count. Immutable;
// thread-safe.
class FuzzyMatcher {
 public:
  static constexpr std::size_t kMaxPattern = 63;
  static constexpr std::size_t kMaxName = 127;

  explicit FuzzyMatcher(std::string_view pattern);

  // None if the name does not fit. An empty pattern fits everything with score 1.
  std::optional<float> match(std::string_view name) const;

 private:
  bool holds_characters(std::string_view name) const;

  std::size_t size_ = 0;
  std::array<char, kMaxPattern> pattern_{};
  std::array<char, kMaxPattern> lower_{};
};

}  // namespace cairn::text
