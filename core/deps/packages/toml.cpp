#include "core/deps/packages/toml.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cairn::deps {
namespace {

using project::DocumentTree;
using Kind = DocumentTree::Kind;

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// Stops at the first thing it cannot read: `failed` says so, and nothing that is parsed after it counts.
class TomlParser {
 public:
  TomlParser(std::string_view text, project::DocumentProblem& problem) : text_(text), problem_(problem) {
    root_.kind = Kind::kTable;
  }

  bool run() {
    std::vector<std::string> table;
    DocumentTree* current = &root_;
    while (!failed_) {
      skip_blank_lines();
      if (at_ == text_.size() || failed_) break;
      if (peek() == '[') {
        current = header();
      } else {
        pair(*current);
      }
      end_of_line();
    }
    return !failed_;
  }
  DocumentTree take() { return std::move(root_); }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool starts(std::string_view word) const { return text_.substr(at_).starts_with(word); }
  char next() {
    const char c = peek();
    if (c == '\n') ++line_;
    if (at_ < text_.size()) ++at_;
    return c;
  }
  void fail(std::string message) {
    if (failed_) return;
    failed_ = true;
    problem_ = {line_, std::move(message)};
  }
  void skip_spaces() {
    while (peek() == ' ' || peek() == '\t') next();
  }
  void skip_comment() {
    if (peek() != '#') return;
    while (at_ < text_.size() && peek() != '\n') next();
  }
  void skip_blank_lines() {
    for (;;) {
      skip_spaces();
      skip_comment();
      if (peek() == '\r' && peek(1) == '\n') next();
      if (at_ == text_.size() || peek() != '\n') return;
      next();
    }
  }
  void end_of_line() {
    skip_spaces();
    skip_comment();
    if (peek() == '\r') next();
    if (at_ == text_.size()) return;
    if (next() != '\n') fail("this is not valid TOML here: the file is damaged or half-written");
  }

  DocumentTree& member(DocumentTree& table, const std::string& name, Kind kind) {
    for (auto& [known, value] : table.members) {
      if (known != name) continue;
      // An array of tables stands for its last one.
      if (kind == Kind::kTable && value.is_list() && !value.members.empty()) return value.members.back().value;
      return value;
    }
    count();
    table.members.push_back({name, DocumentTree{kind, line_, {}, {}}});
    return table.members.back().value;
  }
  void count() {
    if (++count_ > project::kMaxDocumentValues) {
      fail(fmt::format("there are more than {} values", project::kMaxDocumentValues));
    }
  }

  std::vector<std::string> dotted_name() {
    std::vector<std::string> names;
    do {
      skip_spaces();
      std::string name;
      if (peek() == '"' || peek() == '\'') {
        name = string();
      } else {
        while (is_bare(peek())) name += next();
        if (name.empty()) fail("a name is missing here: the file is damaged or half-written");
      }
      names.push_back(std::move(name));
      skip_spaces();
    } while (!failed_ && names.size() <= project::kMaxDocumentDepth && peek() == '.' && next() == '.');
    if (names.size() > project::kMaxDocumentDepth) fail("it is nested too deeply");
    return names;
  }

  DocumentTree* header() {
    next();
    const bool is_array = peek() == '[';
    if (is_array) next();
    const std::vector<std::string> names = dotted_name();
    for (int i = is_array ? 2 : 1; i > 0; --i) {
      if (next() != ']') fail("a ] is missing here: the file is damaged or half-written");
    }
    DocumentTree* table = &root_;
    for (std::size_t i = 0; i + 1 < names.size() && !failed_; ++i)
      table = as_table(member(*table, names[i], Kind::kTable));
    if (failed_) return &root_;
    if (!is_array) return as_table(member(*table, names.back(), Kind::kTable));
    DocumentTree* list = nullptr;
    for (auto& [known, value] : table->members) {
      if (known == names.back() && value.is_list()) list = &value;
    }
    if (list == nullptr) list = &member(*table, names.back(), Kind::kList);
    count();
    list->kind = Kind::kList;
    list->members.push_back({std::string(), DocumentTree{Kind::kTable, line_, {}, {}}});
    return &list->members.back().value;
  }
  DocumentTree* as_table(DocumentTree& value) {
    if (!value.is_table()) fail("this name stands for a value already");
    return &value;
  }

  void pair(DocumentTree& table) {
    const std::uint32_t line = line_;
    const std::vector<std::string> names = dotted_name();
    if (next() != '=') return fail("a = is missing here: the file is damaged or half-written");
    DocumentTree* parent = &table;
    for (std::size_t i = 0; i + 1 < names.size() && !failed_; ++i)
      parent = as_table(member(*parent, names[i], Kind::kTable));
    DocumentTree value = parse_value(0);
    if (failed_) return;
    value.line = line;
    parent->members.push_back({names.back(), std::move(value)});
  }

  DocumentTree parse_value(std::size_t depth) {
    count();
    skip_spaces();
    DocumentTree value{Kind::kScalar, line_, {}, {}};
    if (depth > project::kMaxDocumentDepth) {
      fail("it is nested too deeply");
    } else if (peek() == '"' || peek() == '\'') {
      value.kind = Kind::kText;
      value.text = string();
    } else if (peek() == '[') {
      list(value, depth);
    } else if (peek() == '{') {
      inline_table(value, depth);
    } else {
      while (at_ < text_.size() && std::string_view(",]}#\r\n").find(peek()) == std::string_view::npos)
        value.text += next();
      while (value.text.ends_with(' ') || value.text.ends_with('\t')) value.text.pop_back();
      if (value.text.empty()) fail("a value is missing here: the file is damaged or half-written");
    }
    return value;
  }
  void list(DocumentTree& value, std::size_t depth) {
    value.kind = Kind::kList;
    next();
    for (;;) {
      skip_blank_lines();
      if (failed_ || at_ == text_.size()) return fail("a ] is missing: the file is damaged or half-written");
      if (peek() == ']') break;
      value.members.push_back({std::string(), parse_value(depth + 1)});
      skip_blank_lines();
      if (peek() == ',')
        next();
      else if (peek() != ']')
        return fail("a list goes wrong here: the file is damaged or half-written");
    }
    next();
  }
  void inline_table(DocumentTree& value, std::size_t depth) {
    value.kind = Kind::kTable;
    next();
    skip_spaces();
    while (!failed_ && peek() != '}') {
      const std::vector<std::string> names = dotted_name();
      if (next() != '=') return fail("a = is missing here: the file is damaged or half-written");
      DocumentTree* parent = &value;
      for (std::size_t i = 0; i + 1 < names.size() && !failed_; ++i)
        parent = as_table(member(*parent, names[i], Kind::kTable));
      DocumentTree each = parse_value(depth + 1);
      if (!failed_) parent->members.push_back({names.back(), std::move(each)});
      skip_spaces();
      if (peek() == ',')
        next();
      else if (peek() != '}')
        return fail("a } is missing here: the file is damaged or half-written");
      skip_spaces();
    }
    next();
  }

  std::string string() {
    const char quote = peek();
    const std::string closing(starts(std::string(3, quote)) ? 3 : 1, quote);
    const bool is_long = closing.size() == 3;
    for (std::size_t i = 0; i < closing.size(); ++i) next();
    if (is_long && peek() == '\n') next();
    std::string value;
    while (!starts(closing)) {
      if (at_ == text_.size() || (!is_long && peek() == '\n')) {
        fail("a string does not end: the file is damaged or half-written");
        return value;
      }
      if (quote == '"' && peek() == '\\') {
        escape(value);
      } else {
        value += next();
      }
    }
    for (std::size_t i = 0; i < closing.size(); ++i) next();
    return value;
  }
  // \u and \U stay as they are spelled: no name or version of a package has them.
  void escape(std::string& value) {
    next();
    const char c = next();
    if (c == 'n')
      value += '\n';
    else if (c == 't')
      value += '\t';
    else if (c == 'r')
      value += '\r';
    else if (c == '"' || c == '\\')
      value += c;
    else if (c == '\n')
      while (peek() == ' ' || peek() == '\t' || peek() == '\n') next();
    else
      (value += '\\') += c;
  }

  const std::string_view text_;
  project::DocumentProblem& problem_;
  DocumentTree root_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 0;
  std::size_t count_ = 0;
  bool failed_ = false;
};

}  // namespace

Result<DocumentTree> parse_toml(std::string_view text, project::DocumentProblem& problem) {
  TomlParser parser(text, problem);
  if (!parser.run()) return unexpected(ErrorCode::kCorrupt, problem.message);
  return parser.take();
}

}  // namespace cairn::deps
