// Documentation comments as Markdown.
#pragma once

#include <string>
#include <string_view>

namespace cairn::text {

// The text of a comment as clang gives it (// or /* lines, Doxygen or plain) without
// its marks, as Markdown: parameters become list entries, sections (\return, \note, …)
// labelled paragraphs, \code a block, \p and <tt> code. A `<` that would be taken for HTML
// is escaped. Unknown commands stay as they are; paragraphs are kept.
std::string comment_to_markdown(std::string_view raw);

}  // namespace cairn::text
