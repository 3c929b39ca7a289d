// Between Markdown and plain text, for clients that know one of them only.
#pragma once

#include <string>
#include <string_view>

namespace cairn::server {

// Drops code fences and emphasis marks of the Markdown that Cairn itself writes.
std::string plain_text_from_markdown(std::string_view markdown);

// Markdown that shows `text` as it is: what has a meaning in Markdown is escaped.
std::string markdown_from_plain_text(std::string_view text);

}  // namespace cairn::server
