// CompletionPoint: what the text alone says about a place where completion is asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cairn::clang {

struct CompletionPoint {
  std::size_t word_start = 0;  // of the identifier, or the file name of an #include
  std::size_t offset = 0;      // the cursor
  std::size_t word_end = 0;    // where the identifier goes on behind the cursor
  bool in_include = false;     // in the file name of an #include
  // A name that is chosen here is not going to be called: its arguments are there
  // already, its address is taken, or a `using` names it.
  bool takes_no_call = false;

  std::string_view typed(std::string_view text) const { return text.substr(word_start, offset - word_start); }
};

// `offset` beyond the text counts as its end. Reads backwards only as far as the
// expression or statement goes, at most a few kilobytes.
CompletionPoint locate_completion(std::string_view text, std::uint64_t offset);

}  // namespace cairn::clang
