#include "server/convert/plain_text.h"

namespace cairn::server {

std::string plain_text_from_markdown(std::string_view markdown) {
  std::string text;
  bool in_code = false;
  while (!markdown.empty()) {
    const std::size_t end = markdown.find('\n');
    std::string_view line = markdown.substr(0, end);
    markdown.remove_prefix(end == std::string_view::npos ? markdown.size() : end + 1);
    if (line.starts_with("```")) {
      in_code = !in_code;
      continue;
    }
    if (in_code) {
      text.append(line);
    } else {
      for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '`' || line.substr(i, 2) == "**") {
          if (line[i] == '*') ++i;
          continue;
        }
        if (line[i] == '\\' && i + 1 < line.size()) ++i;  // an escaped character stands for itself
        text += line[i];
      }
    }
    text += '\n';
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::string markdown_from_plain_text(std::string_view text) {
  std::string markdown;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]<>#|~").find(c) != std::string_view::npos) markdown += '\\';
    markdown += c;
  }
  return markdown;
}

}  // namespace cairn::server
