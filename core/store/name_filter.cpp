#include "core/store/name_filter.h"

#include "core/text/fuzzy_match.h"
#include "core/text/typo_match.h"
#include "core/text/word_start.h"

namespace cairn::store {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// 32 classes: each letter, low and high digits, underscore, other scripts, the rest.
std::uint32_t class_bit(char c) {
  c = lower(c);
  unsigned index = 30;
  if (c >= 'a' && c <= 'z') {
    index = static_cast<unsigned>(c - 'a');
  } else if (c >= '0' && c <= '9') {
    index = c < '5' ? 26 : 27;
  } else if (c == '_') {
    index = 28;
  } else if ((c & 0x80) != 0) {
    index = 29;
  }
  return std::uint32_t{1} << index;
}

std::uint64_t pair_bit(char a, char b) {
  const unsigned mixed = static_cast<unsigned char>(lower(a)) * 31U + static_cast<unsigned char>(lower(b)) * 7U;
  return std::uint64_t{1} << (mixed ^ mixed >> 6) % 64;
}

}  // namespace

NameFilter make_name_filter(std::string_view name) {
  NameFilter filter;
  for (std::size_t i = 0; i < name.size(); ++i) {
    filter.letters |= class_bit(name[i]);
    if (text::may_begin_run(name, i)) filter.heads |= class_bit(name[i]);
    if (i > 0) filter.pairs |= pair_bit(name[i - 1], name[i]);
  }
  return filter;
}

NameFilterQuery::NameFilterQuery(std::string_view pattern) {
  pattern = pattern.substr(0, text::FuzzyMatcher::kMaxPattern);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    letters_ |= class_bit(pattern[i]);
    if (i == 0) {
      first_ = class_bit(pattern[0]);
    } else {
      steps_.push_back({pair_bit(pattern[i - 1], pattern[i]), class_bit(pattern[i])});
    }
  }
}

// A character that is missing, or one too many, leaves at least the pairs that another character leaves.
TypoFilterQuery::TypoFilterQuery(std::string_view pattern) {
  pattern = pattern.substr(0, text::TypoMatcher::kMaxPattern);
  const std::size_t size = pattern.size();
  for (std::size_t i = 0; i < size; ++i) {
    letters_ |= class_bit(pattern[i]);
    if (i > 0) pairs_ |= pair_bit(pattern[i - 1], pattern[i]);
  }
  for (std::size_t wrong = 0; wrong < size; ++wrong) {
    Mistake other;
    Mistake exchanged{0, letters_, class_bit(pattern[wrong == 0 && size > 1 ? 1 : 0])};
    if (wrong > 0) other.head = class_bit(pattern[0]);
    for (std::size_t i = 0; i < size; ++i) {
      if (i != wrong) other.letters |= class_bit(pattern[i]);
      if (i == 0) continue;
      const std::uint64_t pair = pair_bit(pattern[i - 1], pattern[i]);
      if (i != wrong && i != wrong + 1) other.pairs |= pair;
      if (i != wrong && i != wrong + 1 && i != wrong + 2) exchanged.pairs |= pair;
    }
    if (wrong > 0 || size >= text::TypoMatcher::kFreeFirst) mistakes_.push_back(other);
    if (wrong + 1 == size) break;
    if (wrong > 0) exchanged.pairs |= pair_bit(pattern[wrong - 1], pattern[wrong + 1]);
    exchanged.pairs |= pair_bit(pattern[wrong + 1], pattern[wrong]);
    if (wrong + 2 < size) exchanged.pairs |= pair_bit(pattern[wrong], pattern[wrong + 2]);
    mistakes_.push_back(exchanged);
  }
}

}  // namespace cairn::store
