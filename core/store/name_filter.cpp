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

TypoFilterQuery::TypoFilterQuery(std::string_view pattern) {
  pattern = pattern.substr(0, text::TypoMatcher::kMaxPattern);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    letters_ |= class_bit(pattern[i]);
    if (i > 0) pairs_.push_back(pair_bit(pattern[i - 1], pattern[i]));
  }
  if (!pattern.empty() && pattern.size() < text::TypoMatcher::kFreeFirst) first_ = class_bit(pattern[0]);
}

}  // namespace cairn::store
