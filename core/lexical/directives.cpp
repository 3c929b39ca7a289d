#include "core/lexical/directives.h"

#include <algorithm>
#include <utility>

#include "core/lexical/signature.h"

namespace cairn::lexical {
namespace {

constexpr std::uint32_t kMaxSignatureInput = 4096;  // bytes looked at

bool is_ordinary(const Token& token) { return token.kind == TokenKind::kName && token.id >= kSharedKeywordCount; }

bool asks_for_header(std::string_view word) {
  return word == "__has_include" || word == "__has_include_next" || word == "__has_embed";
}

}  // namespace

void Directives::start_file(model::FileRows& rows) {
  rows_ = &rows;
  for (model::MacroLine& macro : rows.macros) {
    if (macro.body.capacity() == 0) continue;
    macro.body.clear();
    spare_bodies_.push_back(std::move(macro.body));
  }
  rows.macros.clear();
  depth_ = dead_depth_ = 0;
  was_true_.clear();
  purpose_ = 0;
  guard_ = Guard::kExpected;
}

void Directives::read(Lexer& lexer, const Token& hash) {
  const std::string_view word = lexer.read_directive_name();
  if (guard_ == Guard::kClosed || (guard_ == Guard::kTested && word != "define")) guard_ = Guard::kNone;
  const bool may_begin_guard = guard_ == Guard::kExpected;
  if (word != "pragma" && may_begin_guard) guard_ = Guard::kNone;
  ++purpose_;
  if (word == "if") {
    may_begin_guard_ = may_begin_guard;
    open_if(read_condition(lexer, hash));
  } else if (word == "ifdef" || word == "ifndef") {
    const Token name = read_name_test(lexer, hash);
    if (word == "ifndef" && may_begin_guard) expect_guard(name);
    open_if(Truth::kUnknown);
  } else if (word == "elif") {
    read_else(read_condition(lexer, hash));
  } else if (word == "elifdef" || word == "elifndef") {
    read_name_test(lexer, hash);
    read_else(Truth::kUnknown);
  } else if (word == "else") {
    read_else(Truth::kUnknown);
  } else if (word == "endif") {
    read_endif();
  } else if (word == "include" || word == "include_next" || word == "import") {
    read_include(lexer, hash);
  } else if (word == "embed") {
    lexer.read_header_name();
  } else if (word == "define") {
    read_define(lexer, hash);
  } else if (word == "undef") {
    read_undefine(lexer, hash);
  } else if (word == "pragma") {
    read_pragma(lexer);
  } else if (word == "error" || word == "warning") {
    lexer.skip_message();
  }
  while (lexer.next().kind != TokenKind::kEnd) continue;
  lexer.end_directive();
}

void Directives::read_include(Lexer& lexer, const Token& hash) {
  const std::string_view name = lexer.read_header_name();
  if (name.empty() || is_dead()) return;
  rows_->includes.push_back({.line = hash.start.line,
                             .is_angled = name.front() == '<',
                             .spelled = name.substr(1, name.size() - 2),
                             .resolved = {}});
}

model::MacroLine& Directives::add_macro(const Token& name, const Token& hash, model::MacroAct act) {
  model::MacroLine& macro = rows_->macros.emplace_back();
  macro.line = hash.start.line;
  macro.act = act;
  macro.name = identifiers_.spelling(name.id);
  return macro;
}

void Directives::read_define(Lexer& lexer, const Token& hash) {
  const Token name = lexer.next();
  if (name.kind != TokenKind::kName) return;
  if (guard_ == Guard::kTested) guard_ = name.id == guard_name_ ? Guard::kInside : Guard::kNone;
  if (is_dead()) return;
  model::MacroLine& macro = add_macro(name, hash, model::MacroAct::kDefine);
  if (!spare_bodies_.empty()) {
    macro.body = std::move(spare_bodies_.back());
    spare_bodies_.pop_back();
  }
  std::uint32_t end_offset = name.end_offset();
  text::Position end = lexer.position();
  const auto next = [&](const Token& read) {
    end_offset = read.end_offset();
    end = lexer.position();
    return lexer.next();
  };
  parameters_.clear();
  Token token = lexer.next();
  if (token.is('(') && token.touches_previous) {
    // Parameters are no identifiers of the body.
    for (; token.kind != TokenKind::kEnd && !token.is(')'); token = lexer.next()) {
      if (token.kind == TokenKind::kName && identifiers_.mark(token.id, purpose_)) parameters_.push_back(token.id);
    }
    if (token.kind != TokenKind::kEnd) token = next(token);
  }
  bool was_hash = false;
  paste_.start();
  for (; token.kind != TokenKind::kEnd; token = next(token)) {
    if (is_ordinary(token) && identifiers_.mark(token.id, purpose_)) {
      macro.body.push_back(identifiers_.spelling(token.id));
    }
    if (was_hash && token.is('#') && token.touches_previous) {
      macro.pastes = true;
      was_hash = false;
      paste_.join();
      continue;
    }
    // Behind a single # a string is made.
    if (!token.is('#')) paste_.add(was_hash ? std::nullopt : paste_operand(lexer, token), macro.body, arena_);
    was_hash = token.is('#');
  }
  paste_.end(macro.body, arena_);
  const std::string_view text = lexer.text();
  found_.add({.name = macro.name,
              .kind = model::SymbolKind::kMacro,
              .roles = model::kDefines,
              .start = name.start,
              .length = name.length_on_line(text),
              .extent = {hash.start, end},
              .signature =
                  one_line(text.substr(hash.offset, std::min(end_offset - hash.offset, kMaxSignatureInput)), arena_)});
}

// What a token of a body is beside ##: a word, nothing for what arguments say, or none for what makes no name.
std::optional<std::string_view> Directives::paste_operand(const Lexer& lexer, const Token& token) const {
  if (token.kind == TokenKind::kNumber) return lexer.text().substr(token.offset, token.length);
  // __VA_OPT__(…) ends so.
  if (token.is(')')) return std::string_view();
  if (token.kind != TokenKind::kName) return std::nullopt;
  const std::string_view word = identifiers_.spelling(token.id);
  const bool is_free = word == "__VA_ARGS__" || word == "__VA_OPT__" ||
                       std::find(parameters_.begin(), parameters_.end(), token.id) != parameters_.end();
  return is_free ? std::string_view() : word;
}

void Directives::read_undefine(Lexer& lexer, const Token& hash) {
  const Token name = lexer.next();
  if (name.kind == TokenKind::kName && !is_dead()) add_macro(name, hash, model::MacroAct::kUndefine);
}

void Directives::add_test(const Token& name, const Token& hash) {
  if (is_ordinary(name) && !is_dead() && identifiers_.mark(name.id, purpose_)) {
    add_macro(name, hash, model::MacroAct::kTest);
  }
}

Token Directives::read_name_test(Lexer& lexer, const Token& hash) {
  const Token name = lexer.next();
  add_test(name, hash);
  return name;
}

// "#ifndef X" or "#if !defined(X)" before all else.
void Directives::expect_guard(const Token& name) {
  if (name.kind != TokenKind::kName) return;
  guard_ = Guard::kTested;
  guard_name_ = name.id;
}

Directives::Truth Directives::read_condition(Lexer& lexer, const Token& hash) {
  Truth truth = Truth::kUnknown;
  std::size_t count = 0;
  bool is_negated = false;  // it begins with !defined
  bool is_guard = true;
  Token guard;
  bool wants_header = false;
  const auto next = [&] {
    const Token token = lexer.next();
    if (wants_header && token.is('(')) lexer.read_header_name();
    wants_header = token.kind == TokenKind::kName && asks_for_header(identifiers_.spelling(token.id));
    return token;
  };
  for (Token token = next(); token.kind != TokenKind::kEnd; token = next(), ++count) {
    const std::string_view word = token.kind == TokenKind::kName ? identifiers_.spelling(token.id) : std::string_view();
    if (count == 0 && token.kind == TokenKind::kNumber) {
      const std::string_view number = lexer.text().substr(token.offset, token.length);
      if (number == "0") truth = Truth::kNever;
      if (number == "1") truth = Truth::kAlways;
    } else if (count > 0) {
      truth = Truth::kUnknown;
    }
    if (word == "defined") {
      is_negated = is_negated && count == 1;
    } else if (word.starts_with("__has_")) {
      // Its argument is a header or an attribute, no macro.
      while (token.kind != TokenKind::kEnd && !token.is(')')) token = next();
      if (token.kind == TokenKind::kEnd) return Truth::kUnknown;
    } else if (!word.empty()) {
      add_test(token, hash);
      is_guard = is_guard && guard.kind == TokenKind::kEnd;
      guard = token;
    } else if (token.is('!') && count == 0) {
      is_negated = true;
    } else if (!token.is('(') && !token.is(')')) {
      is_guard = false;
    }
  }
  if (may_begin_guard_ && is_negated && is_guard) expect_guard(guard);
  may_begin_guard_ = false;
  return truth;
}

void Directives::open_if(Truth truth) {
  ++depth_;
  was_true_.push_back(truth == Truth::kAlways);
  if (is_dead()) return;
  outline_.open_branch(truth == Truth::kNever);
  if (truth == Truth::kNever) dead_depth_ = depth_;
}

// #else and #elif.
void Directives::read_else(Truth truth) {
  if (depth_ == 0 || (is_dead() && dead_depth_ < depth_)) return;
  if (depth_ == 1) guard_ = Guard::kNone;
  const bool is_branch_dead = was_true_.back() || truth == Truth::kNever;
  outline_.switch_branch(is_branch_dead);
  dead_depth_ = is_branch_dead ? depth_ : 0;
  if (truth == Truth::kAlways) was_true_.back() = true;
}

void Directives::read_endif() {
  if (depth_ == 0) return;
  const bool was_outline_told = !is_dead() || dead_depth_ >= depth_;
  if (was_outline_told) outline_.close_branch();
  if (dead_depth_ >= depth_) dead_depth_ = 0;
  was_true_.pop_back();
  --depth_;
  if (depth_ == 0 && guard_ == Guard::kInside) guard_ = Guard::kClosed;
}

void Directives::read_pragma(Lexer& lexer) {
  const Token token = lexer.next();
  if (token.kind == TokenKind::kName && identifiers_.spelling(token.id) == "once" && !is_dead()) {
    rows_->facts.flags |= model::FileFacts::kPragmaOnce;
  }
}

void Directives::finish() {
  if (guard_ == Guard::kClosed) rows_->facts.flags |= model::FileFacts::kIncludeGuard;
}

}  // namespace cairn::lexical
