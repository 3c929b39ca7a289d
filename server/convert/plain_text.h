// Markdown made readable for clients that show plain text only.
#pragma once

#include <string>
#include <string_view>

namespace cairn::server {

// Drops code fences and emphasis marks of the Markdown that Cairn itself writes.
std::string plain_text_from_markdown(std::string_view markdown);

}  // namespace cairn::server
