// NameFilter: sixteen bytes that say of most names that a query cannot match them.
//
// A fuzzy search looks at the filters of all names, one after the other, and reads a name
// only where its filter lets it pass. One million filters are 16 MB; a search of as many
// names takes about 3 ms (bench/store). The usual alternative, postings of trigrams, has
// some forty entries for each name that every build and merge would have to sort.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace cairn::store {

// Letters count without regard to case. A head is a character at which a run of matched
// characters may begin (text::may_begin_run).
struct NameFilter {
  std::uint32_t letters = 0;  // classes of characters in the name
  std::uint32_t heads = 0;    // of those, what a match may begin with
  std::uint64_t pairs = 0;    // hashes of neighbouring characters
};
static_assert(sizeof(NameFilter) == 16);

NameFilter make_name_filter(std::string_view name);

// What text::FuzzyMatcher asks of a name, as far as filters can tell: the characters are
// there, the first one begins a word, and each further one follows its predecessor
// directly or begins a word itself. Never refuses a name that the matcher accepts.
class NameFilterQuery {
 public:
  explicit NameFilterQuery(std::string_view pattern);

  bool may_match(const NameFilter& filter) const {
    if (((filter.letters & letters_) ^ letters_) | ((filter.heads & first_) ^ first_)) return false;
    for (const Step& step : steps_) {
      if ((filter.pairs & step.pair) == 0 && (filter.heads & step.head) == 0) return false;
    }
    return true;
  }

 private:
  struct Step {
    std::uint64_t pair = 0;
    std::uint32_t head = 0;
  };
  std::uint32_t letters_ = 0;
  std::uint32_t first_ = 0;
  std::vector<Step> steps_;
};

// The same for text::TypoMatcher. Never refuses a name that it accepts.
class TypoFilterQuery {
 public:
  explicit TypoFilterQuery(std::string_view pattern);

  bool may_match(const NameFilter& filter) const {
    const std::uint32_t missing = letters_ & ~filter.letters;
    if ((missing & (missing - 1)) != 0) return false;  // more than one class
    std::uint64_t lacking = pairs_ & ~filter.pairs;
    for (int i = 0; i < kMaxLackingPairs; ++i) lacking &= lacking - 1;
    if (lacking != 0) return false;
    for (const Mistake& mistake : mistakes_) {
      if ((filter.pairs & mistake.pairs) == mistake.pairs && (filter.letters & mistake.letters) == mistake.letters &&
          (filter.heads & mistake.head) == mistake.head) {
        return true;
      }
    }
    return false;
  }

 private:
  // What of the pattern stands in the name if the mistake is in one place.
  struct Mistake {
    std::uint64_t pairs = 0;
    std::uint32_t letters = 0;
    std::uint32_t head = 0;  // none where the first character may be wrong
  };
  static constexpr int kMaxLackingPairs = 3;  // of two characters exchanged
  std::uint32_t letters_ = 0;
  std::uint64_t pairs_ = 0;
  std::vector<Mistake> mistakes_;
};

}  // namespace cairn::store
