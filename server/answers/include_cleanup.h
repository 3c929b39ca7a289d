// What is done to the includes of a text: some removed, the others sorted. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/model/answers.h"
#include "core/query/header_choice.h"

namespace cairn::server {

// An #include that fills a line, outside of #if but for the file's guard.
struct TextInclude {
  std::uint32_t line = 0;
  std::uint32_t block = 0;  // the same for lines without others in between
  query::HeaderSpelling header;
  // By an IWYU pragma: keep, export, or one of those that begin and end. Lines that are not plain ASCII count as kept.
  bool is_kept = false;
  bool is_main = false;  // the header that is named as the file, in front of all others
};

// By line.
std::vector<TextInclude> read_includes(const std::string& path, const std::string& text);

// Removes the lines, and where nothing is left between two empty lines, one of these. Columns are 0.
std::vector<model::Edit> removal_edits(const std::string& text, const std::set<std::uint32_t>& lines);

// Where the includes of a block would stand if it was sorted, line then by line now, without those of `removed`; empty:
// as they are. The header that is named as the file stays in front, those with the brackets of the first other one come
// before those with the other kind, and then their names decide, by bytes. A block that is in that order but for upper
// and lower case is left as it is, and so is one with an include that an IWYU pragma keeps.
std::map<std::uint32_t, std::uint32_t> sorted_lines(const std::vector<TextInclude>& includes, std::uint32_t block,
                                                    const std::set<std::uint32_t>& removed);

// The edits that move lines within their blocks and remove others.
std::vector<model::Edit> organise_edits(const std::string& text, const std::vector<TextInclude>& includes,
                                        const std::set<std::uint32_t>& removed,
                                        const std::map<std::uint32_t, std::uint32_t>& moved);

}  // namespace cairn::server
