// The scanner of core/lexical says which names stand in the text and whether it is guarded; a
// second pass over its tokens tells under which conditions, and between which braces, each
// include and each definition stands.
#include "core/index/prelude/source_scan.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "core/lexical/identifier_table.h"
#include "core/lexical/lexer.h"
#include "core/lexical/scan.h"
#include "core/lexical/string_arena.h"
#include "platform/base/hash.h"

namespace cairn::index {
namespace {

using lexical::Token;
using lexical::TokenKind;

constexpr std::size_t kMaxDepth = 1000;  // of #if; what is deeper counts

// The branches that are open.
class Branches {
 public:
  void open(std::string expression) {
    Frame& frame = frames_.emplace_back();
    if (frames_.size() < kMaxDepth) frame.now.push_back({expression, false});
    frame.before.push_back({std::move(expression), true});
  }
  // #elif; #else without an expression.
  void switch_to(std::string expression) {
    if (frames_.empty()) return;
    Frame& frame = frames_.back();
    if (frames_.size() >= kMaxDepth) return;
    frame.now = frame.before;
    if (expression.empty()) return;
    frame.now.push_back({expression, false});
    frame.before.push_back({std::move(expression), true});
  }
  void close() {
    if (!frames_.empty()) frames_.pop_back();
  }
  std::vector<Condition> now() const {
    std::vector<Condition> all;
    for (const Frame& frame : frames_) all.insert(all.end(), frame.now.begin(), frame.now.end());
    return all;
  }

 private:
  struct Frame {
    std::vector<Condition> now;
    std::vector<Condition> before;  // what holds where no branch so far was taken
  };
  std::vector<Frame> frames_;
};

class Reader {
 public:
  Reader(std::string_view text, SourceScan& scan) : lexer_(text, identifiers_, arena_), scan_(scan) {
    identifiers_.start_file();
  }

  void read() {
    for (Token token = lexer_.next(); token.kind != TokenKind::kEnd; token = lexer_.next()) {
      if (token.kind == TokenKind::kDirective) {
        read_directive();
      } else if (token.is('{')) {
        ++depth_;
      } else if (token.is('}') && depth_ > 0) {
        --depth_;
      }
    }
  }

 private:
  void read_directive() {
    const std::string_view word = lexer_.read_directive_name();
    if (word == "include" || word == "include_next" || word == "import") {
      const std::string_view name = lexer_.read_header_name();
      if (name.size() > 2) {
        scan_.includes.push_back({std::string(name.substr(1, name.size() - 2)), name.front() == '<',
                                  word == "include_next", depth_ > 0, branches_.now()});
      }
    } else if (word == "define") {
      const Token name = lexer_.next();
      if (name.kind == TokenKind::kName)
        scan_.definitions.emplace_back(name_hash_of(identifiers_.spelling(name.id)), branches_.now());
    } else if (word == "undef") {
      const Token name = lexer_.next();
      if (name.kind == TokenKind::kName) scan_.undefined.push_back(name_hash_of(identifiers_.spelling(name.id)));
    } else if (word == "ifdef" || word == "ifndef") {
      branches_.open(read_name(word == "ifdef"));
    } else if (word == "if") {
      branches_.open(read_expression());
    } else if (word == "elifdef" || word == "elifndef") {
      branches_.switch_to(read_name(word == "elifdef"));
    } else if (word == "elif") {
      branches_.switch_to(read_expression());
    } else if (word == "else") {
      branches_.switch_to({});
    } else if (word == "endif") {
      branches_.close();
    } else if (word == "error" || word == "warning") {
      lexer_.skip_message();
    }
    while (lexer_.next().kind != TokenKind::kEnd) continue;
    lexer_.end_directive();
  }

  std::string read_name(bool is_defined) {
    const Token token = lexer_.next();
    if (token.kind != TokenKind::kName) return "?";  // is not understood
    return (is_defined ? "defined(" : "!defined(") + std::string(identifiers_.spelling(token.id)) + ")";
  }

  // Its tokens with blanks between them where they had any.
  std::string read_expression() {
    std::string text;
    for (Token token = lexer_.next(); token.kind != TokenKind::kEnd; token = lexer_.next()) {
      if (!token.touches_previous && !text.empty()) text += ' ';
      text += token.kind == TokenKind::kName ? identifiers_.spelling(token.id)
                                             : lexer_.text().substr(token.offset, token.length);
    }
    return text.empty() ? "?" : text;
  }

  lexical::IdentifierTable identifiers_;
  lexical::StringArena arena_;
  lexical::Lexer lexer_;
  SourceScan& scan_;
  Branches branches_;
  std::size_t depth_ = 0;
};

void sort_once(std::vector<NameHash>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  names.shrink_to_fit();
}

}  // namespace

NameHash name_hash_of(std::string_view name) { return static_cast<NameHash>(base::hash64(name)); }

SourceScan scan_source(std::string_view text) {
  SourceScan result;
  lexical::FileScan scan;
  lexical::scan("", text, scan);
  const model::FileRows& rows = scan.rows();
  result.content_hash = rows.facts.content_hash;
  result.is_guarded = (rows.facts.flags & (model::FileFacts::kIncludeGuard | model::FileFacts::kPragmaOnce)) != 0;
  result.identifiers.reserve(rows.identifiers.size());
  for (const std::string_view name : rows.identifiers) result.identifiers.push_back(name_hash_of(name));
  sort_once(result.identifiers);
  if (text.size() >= std::numeric_limits<std::uint32_t>::max()) return result;
  Reader(text, result).read();
  return result;
}

}  // namespace cairn::index
