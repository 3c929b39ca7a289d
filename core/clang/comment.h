// Documentation comments as Markdown.
#pragma once

#include <string>
#include <string_view>

namespace cairn::clang {

// The text of a comment as clang gives it (// or /* lines, Doxygen or plain) without
// its marks. \brief and \p go, \param, \return and the like become list entries or
// labelled lines; other commands stay as they are. Paragraphs are kept.
std::string comment_to_markdown(std::string_view raw);

}  // namespace cairn::clang
