// CompletionRun: clang's own list for one place, kept for what is asked about it next.
#pragma once

#include <clang-c/Index.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clang/raii.h"
#include "core/clang/unit.h"

namespace cairn::clang {

// One of clang's results, with what ranking needs of it.
struct Candidate {
  std::uint32_t result = 0;  // index into clang's results
  std::uint32_t name_begin = 0;
  std::uint32_t name_size = 0;  // of the name that is typed to reach it
  std::uint32_t priority = 0;   // clang's; smaller is better
  CXCursorKind kind = CXCursor_NotImplemented;
  bool is_deprecated = false;
  bool needs_fix = false;  // only right with a change of the text before it
};

// The name in what clang calls the typed text, which for the pattern of an overriding
// function goes on to the end: "draw(int a) const override".
std::string_view name_in(std::string_view typed_text);

// A list of thousands of results costs clang a parse of the main file up to the place.
// The next keystroke of the same word, signature help at the same place and the
// documentation of an item are answered from it. Owns clang's results, which stay
// valid when the unit is parsed again. Confined to one thread; at most one list.
class CompletionRun {
 public:
  // The list for byte `at` of `text`, the main file's text now; [at, word_end) is the
  // word that is being typed there and does not matter. False if clang has nothing to say.
  bool ask(const Unit& unit, std::string_view text, std::size_t at, std::size_t word_end);

  // What the list was made from has changed: the next ask() asks clang.
  void forget_place() { place_.reset(); }

  CXCodeCompleteResults* results() const { return results_.get(); }
  // Results that can be offered: available, with a name. In clang's order.
  const std::vector<Candidate>& candidates() const { return candidates_; }
  std::string_view name(const Candidate& candidate) const {
    return std::string_view(names_).substr(candidate.name_begin, candidate.name_size);
  }
  CXCompletionString string(const Candidate& candidate) const {
    return results_->Results[candidate.result].CompletionString;
  }

 private:
  struct Place {
    std::size_t at = 0;
    std::uint64_t before = 0;  // hashes of the text around the word
    std::uint64_t behind = 0;
    bool operator==(const Place&) const = default;
  };
  void read_candidates();

  std::optional<Place> place_;
  CompletionHandle results_;
  std::vector<Candidate> candidates_;
  std::string names_;
};

}  // namespace cairn::clang
