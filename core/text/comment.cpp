#include "core/text/comment.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include <fmt/format.h>

namespace cairn::text {
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

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, std::min(text.find_first_of(" \t"), text.size()));
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

struct Replacement {
  std::string_view from;
  std::string_view to;
};
// HTML that comments use, and its Markdown.
constexpr Replacement kTags[] = {{"<tt>", "`"},    {"</tt>", "`"},    {"<code>", "`"}, {"</code>", "`"}, {"<b>", "**"},
                                 {"</b>", "**"},   {"<i>", "*"},      {"</i>", "*"},   {"<em>", "*"},    {"</em>", "*"},
                                 {"<br>", "  \n"}, {"<br/>", "  \n"}, {"<p>", "\n\n"}, {"</p>", ""},     {"<li>", "- "},
                                 {"</li>", ""},    {"<ul>", ""},      {"</ul>", ""},   {"<ol>", ""},     {"</ol>", ""}};

// Appends the tag that `text` begins with as Markdown; a `<` that is none is escaped, as
// `vector<int>` would otherwise vanish. Returns the bytes that were used.
std::size_t convert_tag(std::string_view text, std::string& markdown) {
  for (const Replacement& tag : kTags) {
    if (!text.starts_with(tag.from)) continue;
    markdown += tag.to;
    return tag.from.size();
  }
  const bool looks_like_tag = text.size() > 1 && (is_word_byte(text[1]) || text[1] == '/' || text[1] == '!');
  markdown += looks_like_tag ? "\\<" : "<";
  return 1;
}

// Appends `\p word` and the like, which `text` begins with, as Markdown. Returns the bytes
// that were used, 0 if it is no such command.
std::size_t convert_inline_command(std::string_view text, std::string& markdown) {
  const std::string_view name = first_word(text.substr(1));
  std::string_view mark;
  if (is_one_of(name, {"p", "c", "ref", "link"})) mark = "`";
  if (is_one_of(name, {"a", "e", "em"})) mark = "*";
  if (name == "b") mark = "**";
  if (mark.empty()) return 0;
  const std::size_t start = text.find_first_not_of(" \t", 1 + name.size());
  if (start == std::string_view::npos) return 0;
  std::string_view word = first_word(text.substr(start));
  while (!word.empty() && std::string_view(".,;:!?)").find(word.back()) != std::string_view::npos) {
    if (word.back() == ')' && word.find('(') != std::string_view::npos) break;
    word.remove_suffix(1);
  }
  if (word.empty()) return 0;
  markdown += fmt::format("{}{}{}", mark, word, mark);
  return start + word.size();
}

// A line's running text; what stands between backquotes stays as it is.
std::string convert_text(std::string_view text) {
  std::string markdown;
  bool in_code = false;
  for (std::size_t i = 0; i < text.size();) {
    const bool begins_word = i == 0 || !is_word_byte(text[i - 1]);
    if (text[i] == '`') in_code = !in_code;
    std::size_t used = 0;
    if (!in_code && text[i] == '<') used = convert_tag(text.substr(i), markdown);
    if (!in_code && (text[i] == '\\' || text[i] == '@') && begins_word) {
      used = convert_inline_command(text.substr(i), markdown);
      const bool escapes =
          i + 1 < text.size() && std::string_view("@\\&$#<>%").find(text[i + 1]) != std::string_view::npos;
      if (used == 0 && escapes) {
        markdown += text[i + 1] == '<' ? "\\<" : std::string(1, text[i + 1]);
        used = 2;
      }
    }
    if (used == 0) {
      markdown += text[i];
      used = 1;
    }
    i += used;
  }
  return markdown;
}

constexpr Replacement kLabels[] = {{"returns", "Returns"},
                                   {"return", "Returns"},
                                   {"result", "Returns"},
                                   {"note", "Note"},
                                   {"warning", "Warning"},
                                   {"see", "See"},
                                   {"sa", "See"},
                                   {"deprecated", "Deprecated"},
                                   {"pre", "Requires"},
                                   {"post", "Ensures"},
                                   {"invariant", "Invariant"},
                                   {"todo", "To do"},
                                   {"bug", "Bug"},
                                   {"attention", "Attention"},
                                   {"remark", "Remark"},
                                   {"remarks", "Remark"},
                                   {"since", "Since"},
                                   {"version", "Version"},
                                   {"author", "Author"},
                                   {"date", "Date"},
                                   {"copydoc", "Same as"},
                                   {"copybrief", "Same as"}};

// `name text` as an entry of a list, the name as code.
std::string list_entry(std::string_view rest, std::string_view note) {
  const std::string_view name = first_word(rest);
  const std::string text = convert_text(trim_left(rest.substr(name.size())));
  return fmt::format("- `{}`{}{}{}", name, note, text.empty() ? "" : ": ", text);
}

// Comments are changed line by line; this is what one line may mean for the next.
class Converter {
 public:
  void add(std::string_view line) {
    if (in_code_) return add_code(line);
    if (trim_left(line).starts_with("```")) is_fenced_ = !is_fenced_;
    if (is_fenced_) return append(std::string(line));
    if (line.empty() || is_rule(line)) {
      gap_ = !markdown_.empty();
      return;
    }
    const std::string_view text = trim_left(line);
    const bool is_command = text.size() > 1 && (text[0] == '\\' || text[0] == '@');
    if (is_command && add_command(text.substr(1))) return;
    append(std::string(line.substr(0, line.size() - text.size())) + convert_text(text));
  }

  std::string take() {
    if (in_code_) append("```");
    return std::move(markdown_);
  }

 private:
  void append(const std::string& line) {
    if (!markdown_.empty()) markdown_ += gap_ ? "\n\n" : "\n";
    gap_ = false;
    markdown_ += line;
  }

  void append_paragraph(const std::string& line) {
    gap_ = true;
    append(line);
  }

  void add_code(std::string_view line) {
    const std::string_view text = trim_left(line);
    if (is_one_of(text, {"@endcode", "\\endcode", "@endverbatim", "\\endverbatim"})) {
      in_code_ = false;
      append("```");
      gap_ = true;
    } else {
      append(std::string(line));
    }
  }

  // False if the line is to be taken as it is.
  bool add_command(std::string_view command) {
    const std::string_view name = command.substr(0, std::min(command.find_first_of(" \t[{"), command.size()));
    std::string_view rest = command.substr(name.size());
    std::string_view direction;
    if (rest.starts_with('[') || rest.starts_with('{')) {
      const std::size_t close = std::min(rest.find_first_of("]}"), rest.size() - 1);
      direction = rest.substr(1, close - 1);
      rest.remove_prefix(close + 1);
    }
    rest = trim_left(rest);
    if (name == "code" || name == "verbatim") {
      append_paragraph("```" + std::string(name == "code" ? "cpp" : ""));
      in_code_ = true;
      return true;
    }
    if (name == "brief" || name == "short") return add_words(rest);
    if (name == "details") {
      gap_ = !markdown_.empty();
      return add_words(rest);
    }
    if (name == "param" || name == "tparam") {
      append(
          list_entry(rest, direction.find("out") != std::string_view::npos ? " (" + std::string(direction) + ")" : ""));
      return true;
    }
    if (name == "retval") {
      append(list_entry(rest, ""));
      return true;
    }
    return add_section(name, rest);
  }

  bool add_section(std::string_view name, std::string_view rest) {
    if (is_one_of(name, {"throws", "throw", "exception"})) {
      const std::string_view type = first_word(rest);
      append_paragraph(fmt::format("Throws: `{}`{}", type, convert_text(rest.substr(type.size()))));
      return true;
    }
    if (name == "par") {
      append_paragraph(rest.empty() ? "" : fmt::format("**{}**", rest));
      return true;
    }
    if (name == "li" || name == "arg") {
      append("- " + convert_text(rest));
      return true;
    }
    for (const Replacement& label : kLabels) {
      if (name != label.from) continue;
      append_paragraph(fmt::format("{}: {}", label.to, convert_text(rest)));
      return true;
    }
    // What says where the comment belongs, not what it says.
    return is_one_of(
        name, {"",         "{",        "}",       "file",     "class",       "struct",       "union", "enum",
               "fn",       "var",      "def",     "typedef",  "namespace",   "ingroup",      "name",  "addtogroup",
               "defgroup", "internal", "relates", "memberof", "endinternal", "nosubgrouping"});
  }

  bool add_words(std::string_view rest) {
    if (!rest.empty()) append(convert_text(rest));
    return true;
  }

  std::string markdown_;
  bool gap_ = false;        // an empty line comes before the next one
  bool in_code_ = false;    // between \code and \endcode
  bool is_fenced_ = false;  // between ``` that the comment has itself
};

}  // namespace

std::string comment_to_markdown(std::string_view raw) {
  Converter converter;
  bool in_block = false;
  while (!raw.empty()) {
    const std::size_t end = std::min(raw.find('\n'), raw.size());
    converter.add(strip_marks(raw.substr(0, end), in_block));
    raw.remove_prefix(std::min(end + 1, raw.size()));
  }
  return converter.take();
}

}  // namespace cairn::text
