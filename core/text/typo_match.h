// TypoMatcher: names that somebody may have meant who mistyped one character.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace cairn::text {

// A name fits if, from a place where a run may begin (word_start.h), it goes on like the
// pattern but for one mistake: a wrong character, one too many, one missing, or two
// neighbours exchanged. ASCII letters count in any case. Unlike FuzzyMatcher's, such a match
// skips no words: with both, everything would fit everything. The mistake may be the
// first character only in patterns of kFreeFirst and more.
//
// match() allocates nothing; time proportional to pattern times words of the name. Only the
// first kMaxPattern bytes of a pattern count. Immutable; thread-safe.
class TypoMatcher {
 public:
  static constexpr std::size_t kMinPattern = 4;  // of shorter ones nothing would be left
  static constexpr std::size_t kFreeFirst = 6;
  static constexpr std::size_t kMaxPattern = 63;

  explicit TypoMatcher(std::string_view pattern);

  // In (0, 1]; best is the whole name, then a beginning of it. None if the name does not
  // fit, or the pattern is shorter than kMinPattern.
  std::optional<float> match(std::string_view name) const;

 private:
  std::optional<std::size_t> length_at(std::string_view name, std::size_t from) const;

  std::size_t size_ = 0;
  std::array<char, kMaxPattern> lower_{};
};

}  // namespace cairn::text
