// The scanner of core/lexical says which names stand in the text and whether it is guarded; a
// second pass over its tokens tells under which conditions, and between which braces, each
// include stands. Conditions are understood as far as they are made of defined(), names, ! and
// either && or ||; what is not understood is taken to be possible.
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

constexpr std::size_t kMaxDepth = 1000;  // of #if; what is deeper is taken to be possible

// A condition that is known as a whole, or only in part.
struct Condition {
  std::vector<MacroClause> clauses;  // all of them hold
  bool is_exact = false;             // and nothing else is asked
};

Condition negated(const Condition& condition) {
  if (!condition.is_exact || condition.clauses.empty()) return {};
  Condition result{{}, true};
  if (condition.clauses.size() == 1) {
    for (const MacroLiteral& literal : condition.clauses.front())
      result.clauses.push_back({{literal.name, !literal.is_defined}});
    return result;
  }
  MacroClause clause;
  for (const MacroClause& each : condition.clauses) {
    if (each.size() != 1) return {};
    clause.push_back({each.front().name, !each.front().is_defined});
  }
  result.clauses.push_back(std::move(clause));
  return result;
}

class Conditions {
 public:
  void open(Condition condition) {
    if (frames_.size() >= kMaxDepth) condition = {};
    frames_.push_back({condition.clauses, negated(condition).clauses});
  }
  void switch_to(const Condition& condition) {
    if (frames_.empty()) return;
    Frame& frame = frames_.back();
    frame.now = frame.before;
    frame.now.insert(frame.now.end(), condition.clauses.begin(), condition.clauses.end());
    const auto rest = negated(condition).clauses;
    frame.before.insert(frame.before.end(), rest.begin(), rest.end());
  }
  void close() {
    if (!frames_.empty()) frames_.pop_back();
  }
  std::vector<MacroClause> now() const {
    std::vector<MacroClause> all;
    for (const Frame& frame : frames_) all.insert(all.end(), frame.now.begin(), frame.now.end());
    return all;
  }

 private:
  struct Frame {
    std::vector<MacroClause> now;
    std::vector<MacroClause> before;  // what holds where no branch so far was taken
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
                                  word == "include_next", depth_ > 0, conditions_.now()});
      }
    } else if (word == "ifdef" || word == "ifndef") {
      conditions_.open(read_name(word == "ifdef"));
    } else if (word == "if") {
      conditions_.open(read_condition());
    } else if (word == "elifdef" || word == "elifndef") {
      conditions_.switch_to(read_name(word == "elifdef"));
    } else if (word == "elif") {
      conditions_.switch_to(read_condition());
    } else if (word == "else") {
      conditions_.switch_to({});
    } else if (word == "endif") {
      conditions_.close();
    } else if (word == "error" || word == "warning") {
      lexer_.skip_message();
    }
    while (lexer_.next().kind != TokenKind::kEnd) continue;
    lexer_.end_directive();
  }

  Condition read_name(bool is_defined) {
    const Token token = lexer_.next();
    if (token.kind != TokenKind::kName) return {};
    return {{{{std::string(identifiers_.spelling(token.id)), is_defined}}}, true};
  }

  Condition read_condition() {
    std::vector<Token> tokens;
    for (Token token = lexer_.next(); token.kind != TokenKind::kEnd; token = lexer_.next()) tokens.push_back(token);
    std::vector<MacroLiteral> literals;
    bool is_exact = true;
    char joint = 0;  // '&' or '|'
    std::size_t at = 0;
    while (true) {
      const auto literal = read_literal(tokens, at, is_exact);
      if (!literal) return {};
      literals.push_back(*literal);
      if (at == tokens.size()) break;
      const char found = tokens[at].kind == TokenKind::kPunctuation ? tokens[at].punctuation : 0;
      if ((found != '&' && found != '|') || at + 1 >= tokens.size() || !tokens[at + 1].is(found) ||
          (joint != 0 && joint != found)) {
        return {};
      }
      joint = found;
      at += 2;
    }
    Condition condition{{}, is_exact};
    if (joint == '|') {
      condition.clauses.push_back(std::move(literals));
    } else {
      for (MacroLiteral& literal : literals) condition.clauses.push_back({std::move(literal)});
    }
    return condition;
  }

  // [!] defined X | [!] defined(X) | X
  std::optional<MacroLiteral> read_literal(const std::vector<Token>& tokens, std::size_t& at, bool& is_exact) const {
    bool is_negated = false;
    if (at < tokens.size() && tokens[at].is('!')) {
      is_negated = true;
      ++at;
    }
    if (at >= tokens.size() || tokens[at].kind != TokenKind::kName) return std::nullopt;
    const std::string_view word = identifiers_.spelling(tokens[at].id);
    if (word != "defined") {
      if (is_negated || word.starts_with("__has_") || (at + 1 < tokens.size() && tokens[at + 1].is('('))) {
        return std::nullopt;
      }
      ++at;
      is_exact = false;  // it may be defined as 0
      return MacroLiteral{std::string(word), true};
    }
    ++at;
    const bool has_bracket = at < tokens.size() && tokens[at].is('(');
    if (has_bracket) ++at;
    if (at >= tokens.size() || tokens[at].kind != TokenKind::kName) return std::nullopt;
    const MacroLiteral literal{std::string(identifiers_.spelling(tokens[at].id)), !is_negated};
    ++at;
    if (has_bracket && (at >= tokens.size() || !tokens[at].is(')'))) return std::nullopt;
    if (has_bracket) ++at;
    return literal;
  }

  lexical::IdentifierTable identifiers_;
  lexical::StringArena arena_;
  lexical::Lexer lexer_;
  SourceScan& scan_;
  Conditions conditions_;
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
  for (const model::MacroLine& macro : rows.macros) {
    if (macro.act == model::MacroAct::kDefine) result.defined.push_back(name_hash_of(macro.name));
  }
  sort_once(result.defined);
  if (rows.includes.empty() || text.size() >= std::numeric_limits<std::uint32_t>::max()) return result;
  Reader(text, result).read();
  return result;
}

bool may_be_active(const std::vector<MacroClause>& conditions,
                   const std::function<bool(const std::string&)>& may_be_defined,
                   const std::function<bool(const std::string&)>& is_always_defined) {
  return std::all_of(conditions.begin(), conditions.end(), [&](const MacroClause& clause) {
    return std::any_of(clause.begin(), clause.end(), [&](const MacroLiteral& literal) {
      return literal.is_defined ? may_be_defined(literal.name) : !is_always_defined(literal.name);
    });
  });
}

}  // namespace cairn::index
