// PasteMatcher: whether ## can put a name together of given words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::query {

// For one name. A part of it is had if it is one of the words, a number (whatever begins with a digit), a keyword,
// which no index lists, or if a pattern makes it of parts that are had; arguments may be empty. So names that are put
// together in several steps are found too. Pure; time about cubic in the name's length.
class PasteMatcher {
 public:
  explicit PasteMatcher(std::string name);

  // Parts of the name, shorter than it, that may be words: each a [begin, end).
  struct Part {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  // Whether the pattern could make a part of the name if all of its parts were had.
  bool may_help(std::string_view pattern) const;
  // Whether one of the patterns makes the whole name.
  bool can_paste(const std::vector<Part>& had, const std::vector<std::string_view>& patterns) const;

 private:
  class Table;

  std::string name_;
};

}  // namespace cairn::query
