// C++ source text as the rules want to see it: without what only looks like code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::lint {

// Returns `source` with the insides of comments, string, character and raw string literals replaced by spaces.
// Newlines stay, so that line numbers do; the names in #include directives stay too.
std::string blank_comments_and_literals(std::string_view source);

struct IncludeLine {
  int line = 0;            // from 1
  bool is_quoted = false;  // "…" rather than <…>
  std::string name;
};

// The #include directives of `source`, in order.
std::vector<IncludeLine> find_includes(std::string_view source);

}  // namespace cairn::lint
