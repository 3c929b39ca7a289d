#include "core/lexical/signature.h"

#include <algorithm>
#include <array>

#include "core/lexical/characters.h"

namespace cairn::lexical {
namespace {

bool is_space(char c) { return is_blank(c) || is_newline(c); }

bool is_one_line(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '/' || c == '\\' || (is_space(c) && (c != ' ' || at + 1 == text.size() || text[at + 1] == ' '))) {
      return false;
    }
  }
  return true;
}

// Behind the comment that begins at `at`, or behind the backslash of a continuation; `at` if neither is there.
std::size_t behind_gap(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("//")) return std::min(text.find_first_of("\r\n", at), text.size());
  if (rest.starts_with("/*")) {
    const std::size_t end = text.find("*/", at + 2);
    return end == std::string_view::npos ? text.size() : end + 2;
  }
  if (rest.starts_with("\\\n") || rest.starts_with("\\\r")) return at + 1;
  return at;
}

}  // namespace

std::string_view one_line(std::string_view text, StringArena& arena) {
  if (text.size() <= kMaxSignatureBytes && is_one_line(text)) return text;
  std::array<char, kMaxSignatureBytes> line;
  std::size_t size = 0;
  bool has_gap = false;
  char quote = '\0';
  std::size_t at = 0;
  while (at < text.size() && size + 1 < line.size()) {
    const std::size_t behind = quote == '\0' ? behind_gap(text, at) : at;
    if (behind != at || is_space(text[at])) {
      has_gap = size > 0;
      at = std::max(behind, at + 1);
      continue;
    }
    if (has_gap) line[size++] = ' ';
    has_gap = false;
    if (quote == '\0' && text[at] == '"') {
      quote = '"';
    } else if (text[at] == quote && text[at - 1] != '\\') {
      quote = '\0';
    }
    line[size++] = text[at++];
  }
  if (at < text.size()) {
    while (size > 0 && (static_cast<unsigned char>(line[size - 1]) & 0xC0) == 0x80) --size;
    if (size > 0 && static_cast<unsigned char>(line[size - 1]) >= 0xC0) --size;
  }
  return arena.copy({line.data(), size});
}

}  // namespace cairn::lexical
