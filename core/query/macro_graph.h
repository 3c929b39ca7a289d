// MacroGraph: which macros mention which words, and what their ## put together; in memory for one question.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/query/include_map.h"
#include "core/store/snapshot.h"

namespace cairn::query {

// Words are numbered. Views are valid as long as the snapshot, which has to outlive the graph. Immutable, thread-safe.
class MacroGraph {
 public:
  using Word = std::uint32_t;
  struct Definition {
    Word macro = 0;
    IncludeMap::File file = 0;  // where it stands
  };
  struct Pattern {
    std::string_view text;  // core/lexical/paste_reader.h
    std::vector<Definition> definitions;
  };

  // Of the macros that the files of `counts` (by IncludeMap's numbers) define in a layer of scanned sources.
  MacroGraph(const store::Snapshot& snapshot, std::uint32_t layer, const IncludeMap& map,
             const std::vector<bool>& counts, const std::stop_token& stop);

  std::size_t size() const { return words_.size(); }
  std::string_view text(Word word) const { return words_[word]; }
  // Empty: no macro has it in its body, and none is named so.
  std::optional<Word> find(std::string_view text) const;
  // Definitions whose bodies have the word.
  const std::vector<Definition>& mentioned_by(Word word) const { return mentions_[word]; }
  const std::vector<Pattern>& patterns() const { return patterns_; }

 private:
  Word number(std::string_view text);

  std::vector<std::string_view> words_;
  std::unordered_map<std::string_view, Word> numbers_;
  std::vector<std::vector<Definition>> mentions_;
  std::vector<Pattern> patterns_;
};

}  // namespace cairn::query
