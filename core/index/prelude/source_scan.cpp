// The scanner of core/lexical says which names stand in the text and whether it is guarded; a
// second pass over its tokens tells under which conditions, and between which braces, each
// include and each definition stands.
#include "core/index/prelude/source_scan.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_set>
#include <utility>

#include "core/lexical/identifier_table.h"
#include "core/lexical/keyword.h"
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
  std::vector<Condition> now() const { return of(frames_.size()); }
  std::size_t depth() const { return frames_.size(); }
  // Where the expression of the innermost's next branch is read: clang evaluates it if no branch before was taken, and
  // tells of it too if the one just before was.
  std::vector<Condition> at_next_branch() const {
    if (frames_.empty()) return {};
    std::vector<Condition> all = of(frames_.size() - 1);
    const std::vector<Condition>& before = frames_.back().before;
    if (!before.empty()) all.insert(all.end(), before.begin(), before.end() - 1);
    return all;
  }

 private:
  struct Frame {
    std::vector<Condition> now;
    std::vector<Condition> before;  // what holds where no branch so far was taken
  };
  std::vector<Condition> of(std::size_t count) const {
    std::vector<Condition> all;
    for (std::size_t i = 0; i < count; ++i) all.insert(all.end(), frames_[i].now.begin(), frames_[i].now.end());
    return all;
  }
  std::vector<Frame> frames_;
};

class Reader {
 public:
  Reader(std::string_view text, SourceScan& scan, bool is_guarded_by_name)
      : lexer_(text, identifiers_, arena_), scan_(scan), is_guarded_by_name_(is_guarded_by_name) {
    identifiers_.start_file();
  }

  void read() {
    for (Token token = lexer_.next(); token.kind != TokenKind::kEnd; token = lexer_.next()) {
      if (token.kind == TokenKind::kDirective) {
        read_directive();
      } else if (token.kind == TokenKind::kName) {
        note_use(token);
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
      read_definition();
    } else if (word == "undef") {
      const Token name = lexer_.next();
      if (name.kind == TokenKind::kName) {
        note_use(name);
        note_act(name, true);
      }
    } else if (word == "ifdef" || word == "ifndef") {
      begin_branch(branches_.now(), read_name(word == "ifdef"), &Branches::open);
    } else if (word == "if") {
      begin_branch(branches_.now(), read_expression(), &Branches::open);
    } else if (word == "elifdef" || word == "elifndef") {
      begin_branch(branches_.at_next_branch(), read_name(word == "elifdef"), &Branches::switch_to);
    } else if (word == "elif") {
      begin_branch(branches_.at_next_branch(), read_expression(), &Branches::switch_to);
    } else if (word == "else") {
      branches_.switch_to({});
      has_region_ = false;
    } else if (word == "endif") {
      branches_.close();
      has_region_ = false;
    } else if (word == "error" || word == "warning") {
      lexer_.skip_message();
    }
    for (Token token = lexer_.next(); token.kind != TokenKind::kEnd; token = lexer_.next()) {
      if (token.kind == TokenKind::kName) note_use(token);
    }
    lexer_.end_directive();
  }

  void read_definition() {
    const Token name = lexer_.next();
    if (name.kind != TokenKind::kName) return;
    scan_.definitions.emplace_back(hash_of(name), branches_.now());
    note_act(name, false);
    Token token = lexer_.next();
    std::vector<std::uint32_t> parameters;
    if (token.is('(') && token.touches_previous) {
      for (token = lexer_.next(); token.kind != TokenKind::kEnd && !token.is(')'); token = lexer_.next()) {
        if (token.kind == TokenKind::kName) parameters.push_back(token.id);
      }
      if (token.kind != TokenKind::kEnd) token = lexer_.next();
    }
    for (; token.kind != TokenKind::kEnd; token = lexer_.next()) {
      if (token.kind != TokenKind::kName) continue;
      if (std::find(parameters.begin(), parameters.end(), token.id) != parameters.end()) continue;
      scan_.bodies.emplace_back(hash_of(name), hash_of(token));
    }
  }

  // `conditions`: under which the expression is read. Its names are in `expression_names_`.
  void begin_branch(std::vector<Condition> conditions, std::string expression, void (Branches::*begin)(std::string)) {
    scan_.regions.push_back({std::move(conditions), expression});
    for (const NameHash name : std::exchange(expression_names_, {})) {
      scan_.uses.emplace_back(name, static_cast<std::uint32_t>(scan_.regions.size() - 1));
    }
    (branches_.*begin)(std::move(expression));
    has_region_ = false;
  }

  std::uint32_t present_region() {
    if (!std::exchange(has_region_, true)) scan_.regions.push_back({branches_.now(), {}});
    return static_cast<std::uint32_t>(scan_.regions.size() - 1);
  }

  void note_act(const Token& name, bool is_undefinition) {
    const auto includes = static_cast<std::uint32_t>(scan_.includes.size());
    scan_.acts.push_back({hash_of(name), is_undefinition, present_region(), includes});
    // Whatever it was before, and whatever comes here: it is what this line makes of it, if the line is read always.
    if (branches_.depth() <= (is_guarded_by_name_ ? 1U : 0U)) own_.insert(name.id);
  }

  // Words that both languages reserve are nobody's macros.
  void note_use(const Token& name) {
    if (name.id < lexical::kSharedKeywordCount) return;
    const std::uint32_t region = present_region();
    if (noted_.size() <= name.id) noted_.resize(name.id + 1, kNoRegion);
    if (std::exchange(noted_[name.id], region) == region) return;
    (own_.contains(name.id) ? scan_.own_uses : scan_.uses).emplace_back(hash_of(name), region);
  }

  NameHash hash_of(const Token& name) {
    if (hashes_.size() <= name.id) hashes_.resize(name.id + 1);
    std::optional<NameHash>& hash = hashes_[name.id];
    if (!hash) hash = name_hash_of(identifiers_.spelling(name.id));
    return *hash;
  }

  std::string read_name(bool is_defined) {
    const Token token = lexer_.next();
    if (token.kind != TokenKind::kName) return "?";  // is not understood
    expression_names_.push_back(hash_of(token));
    return (is_defined ? "defined(" : "!defined(") + std::string(identifiers_.spelling(token.id)) + ")";
  }

  // Its tokens with blanks between them where they had any.
  std::string read_expression() {
    std::string text;
    for (Token token = lexer_.next(); token.kind != TokenKind::kEnd; token = lexer_.next()) {
      if (!token.touches_previous && !text.empty()) text += ' ';
      if (token.kind == TokenKind::kName) expression_names_.push_back(hash_of(token));
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
  static constexpr std::uint32_t kNoRegion = UINT32_MAX;
  const bool is_guarded_by_name_;          // all stands in one #if
  std::unordered_set<std::uint32_t> own_;  // names that it has defined or undefined itself so far
  std::vector<NameHash> expression_names_;
  bool has_region_ = false;                      // the last of scan_.regions is that of what comes next
  std::vector<std::uint32_t> noted_;             // by name: the last region in which it was
  std::vector<std::optional<NameHash>> hashes_;  // by name
};

void sort_once(std::vector<NameHash>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  names.shrink_to_fit();
}

}  // namespace

NameHash name_hash_of(std::string_view name) { return static_cast<NameHash>(base::hash64(name)); }

std::set<NameHash> with_bodies(std::vector<NameHash> names, const MacroBodies& bodies) {
  std::set<NameHash> all(names.begin(), names.end());
  while (!names.empty()) {
    const auto body = bodies.find(names.back());
    names.pop_back();
    if (body == bodies.end()) continue;
    for (const NameHash name : body->second) {
      if (all.insert(name).second) names.push_back(name);
    }
  }
  return all;
}

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
  Reader(text, result, (rows.facts.flags & model::FileFacts::kIncludeGuard) != 0).read();
  std::sort(result.bodies.begin(), result.bodies.end());
  result.bodies.erase(std::unique(result.bodies.begin(), result.bodies.end()), result.bodies.end());
  return result;
}

}  // namespace cairn::index
