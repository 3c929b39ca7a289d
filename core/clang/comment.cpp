#include "core/clang/comment.h"

#include <algorithm>

#include <fmt/format.h>

namespace cairn::clang {
namespace {

std::string_view trim_left(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

std::string_view trim_right(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

bool remove_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// One line of a comment without the comment's marks.
std::string_view strip_marks(std::string_view line, bool& in_block) {
  line = trim_right(trim_left(line));
  if (!in_block && line.starts_with("//")) {
    line.remove_prefix(std::min(line.find_first_not_of('/'), line.size()));
    remove_prefix(line, "!");
    remove_prefix(line, "<");
  } else {
    if (!in_block && remove_prefix(line, "/*")) {
      in_block = true;
      line.remove_prefix(std::min(line.find_first_not_of("*!"), line.size()));
      remove_prefix(line, "<");
      if (line == "/") line = {};
    } else if (!line.starts_with("*/")) {
      remove_prefix(line, "*");
    }
    if (line.ends_with("*/")) {
      in_block = false;
      line.remove_suffix(2);
      while (line.ends_with('*')) line.remove_suffix(1);
    }
  }
  remove_prefix(line, " ");
  return trim_right(line);
}

// A rule of dashes or the like, which Markdown would take for a heading.
bool is_rule(std::string_view line) {
  return line.size() >= 3 && line.find_first_not_of(line[0]) == std::string_view::npos &&
         std::string_view("-=*~#/").find(line[0]) != std::string_view::npos;
}

struct Command {
  std::string_view name;
  std::string_view label;
};
constexpr Command kLabelled[] = {{"returns", "Returns: "}, {"return", "Returns: "},
                                 {"result", "Returns: "},  {"note", "Note: "},
                                 {"warning", "Warning: "}, {"see", "See: "},
                                 {"sa", "See: "},          {"throws", "Throws: "},
                                 {"throw", "Throws: "},    {"deprecated", "Deprecated: "},
                                 {"pre", "Requires: "},    {"post", "Ensures: "}};

// A Doxygen command at the start of a line; other lines come back as they are.
std::string convert_line(std::string_view line) {
  std::string_view text = trim_left(line);
  if (text.size() < 2 || (text[0] != '\\' && text[0] != '@')) return std::string(line);
  const std::size_t name_end = std::min(text.find_first_of(" \t["), text.size());
  const std::string_view name = text.substr(1, name_end - 1);
  std::string_view rest = text.substr(name_end);
  if (rest.starts_with('[')) rest.remove_prefix(std::min(rest.find(']'), rest.size() - 1) + 1);
  rest = trim_left(rest);
  if (name == "brief" || name == "short" || name == "details") return std::string(rest);
  if (name == "param" || name == "tparam") {
    const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
    return fmt::format("- `{}`: {}", rest.substr(0, end), trim_left(rest.substr(end)));
  }
  for (const Command& command : kLabelled) {
    if (name == command.name) return fmt::format("\n{}{}", command.label, rest);
  }
  return std::string(line);
}

}  // namespace

std::string comment_to_markdown(std::string_view raw) {
  std::string markdown;
  bool in_block = false;
  bool gap = false;
  while (!raw.empty()) {
    const std::size_t end = std::min(raw.find('\n'), raw.size());
    const std::string_view line = strip_marks(raw.substr(0, end), in_block);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (line.empty() || is_rule(line)) {
      gap = !markdown.empty();
      continue;
    }
    if (!markdown.empty()) markdown += gap ? "\n\n" : "\n";
    gap = false;
    markdown += convert_line(line);
  }
  return markdown;
}

}  // namespace cairn::clang
