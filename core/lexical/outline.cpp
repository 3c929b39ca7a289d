// Tokens gather in a statement until a brace or a semicolon says what it is. Bodies of functions and initialisers are
// only counted through: what they declare cannot be named from elsewhere.
#include "core/lexical/outline.h"

namespace cairn::lexical {
namespace {

using model::SymbolKind;

text::Position end_of(const Token& token) { return {token.start.line, token.start.column + token.length}; }

}  // namespace

void Outline::start_file(std::string_view text) {
  text_ = text;
  frames_.assign(1, Frame{});
  roots_.clear();
  used_namespace_ = ScopeId::kFile;
  branch_count_ = 0;
  clear_statement();
}

void Outline::take_declaration(const Token& token) {
  if (frames_.back().kind == FrameKind::kEnum) return take_enumerator(token);
  if (token.kind != TokenKind::kPunctuation) {
    if (begins_behind_initialiser(token)) end_statement(block_end_);
    if (statement_.is_full() && !statement_.is_open() && token.start.column == 0 && token.is_keyword()) {
      clear_statement();  // thousands of macros without a semicolon
    }
    return push(token);
  }
  switch (token.punctuation) {
    case '{':
      return open_brace(token);
    case '}':
      return close_brace(token);
    case ';':
      return end_statement(token);
    case ':':
      if (take_access_label()) return;
      break;
    default:
      break;
  }
  push(token);
}

// "int x MACRO {…}" and then a line that goes on with a name: the braces were no initialiser, or their semicolon is in
// a macro. What follows is read anew, so that nothing behind is lost.
bool Outline::begins_behind_initialiser(const Token& token) const {
  return is_initialised_ && token.kind == TokenKind::kName && !statement_.empty() && !statement_.is_open() &&
         statement_.back().kind == TokenKind::kBlock && token.start.line > block_end_.start.line &&
         !reader_.declarators().empty();
}

void Outline::push(const Token& token) {
  if (is_cut_pending_) {
    statement_.cut_to(cut_to_);
    is_cut_pending_ = false;
  }
  statement_.push(token);
}

void Outline::clear_statement() {
  statement_.clear();
  ++statement_number_;
  is_initialised_ = has_constructor_initialisers_ = is_cut_pending_ = has_unnamed_ = false;
}

// "public:", "Q_SIGNALS:", "private slots:": the statement begins anew, whatever macros stood before.
bool Outline::take_access_label() {
  if (frames_.back().kind != FrameKind::kClass || statement_.empty() || statement_.is_open()) return false;
  const std::size_t size = statement_.size();
  const auto is_access = [&](std::size_t at) {
    return statement_[at].is(Keyword::k_public) || statement_[at].is(Keyword::k_protected) ||
           statement_[at].is(Keyword::k_private);
  };
  // Not any word: "struct A : public n::B" has a colon there too.
  const auto is_slots = [&](std::size_t at) {
    return statement_[at].is_identifier() &&
           (spelling(statement_[at]) == "slots" || spelling(statement_[at]) == "Q_SLOTS");
  };
  const bool is_signals = size == 1 && statement_.back().is_identifier() &&
                          (spelling(statement_.back()) == "signals" || spelling(statement_.back()) == "Q_SIGNALS");
  if (!is_signals && !is_access(size - 1) && (size < 2 || !is_slots(size - 1) || !is_access(size - 2))) return false;
  for (std::size_t at = 0; at < size; ++at) {  // "struct A : public ::n::B"
    if (statement_[at].is(Keyword::k_class) || statement_[at].is(Keyword::k_struct)) return false;
  }
  clear_statement();
  return true;
}

std::uint32_t Outline::class_id() const {
  return frames_.back().kind == FrameKind::kClass ? frames_.back().class_id : DeclarationReader::kNoClass;
}

Reading Outline::read(char terminator) { return reader_.read(statement_, terminator, class_id(), identifiers_, text_); }

// Inside brackets a semicolon ends the statement too: there it is a sign that they do not match.
void Outline::end_statement(const Token& end) {
  if (statement_.empty()) return clear_statement();
  const Reading reading = read(';');
  switch (reading.form) {
    case Reading::Form::kClass:
    case Reading::Form::kEnum: {
      const SymbolKind kind = reading.form == Reading::Form::kEnum     ? SymbolKind::kEnum
                              : reading.class_key == Keyword::k_class  ? SymbolKind::kClass
                              : reading.class_key == Keyword::k_struct ? SymbolKind::kStruct
                                                                       : SymbolKind::kUnion;
      if (reading.has_name) add_named(reading, kind, model::kDeclares, statement_.size(), end);
      break;
    }
    case Reading::Form::kAlias:
      add_named(reading, SymbolKind::kTypeAlias, model::kDefines, statement_.size(), end);
      break;
    case Reading::Form::kConcept:
      add_named(reading, SymbolKind::kConcept, model::kDefines, statement_.size(), end);
      break;
    case Reading::Form::kUsingNamespace:
      use_namespace(reading);
      break;
    case Reading::Form::kDeclarators:
      if (reader_.is_old_style_head()) return push(end);
      add_declarators(reading, false, end);
      break;
    default:
      break;
  }
  clear_statement();
}

void Outline::open_brace(const Token& brace) {
  if (statement_.is_open() || is_initialised_ || ends_with_requires_expression()) {
    return open_block(brace, true, kNothingOpen);
  }
  if (has_constructor_initialisers_) {
    // "A() : a{1}, b(2) {": a body stands behind a closing bracket, an initialiser behind a name.
    const Token& last = statement_.back();
    if (last.kind == TokenKind::kName || last.is('>')) return open_block(brace, true, kNothingOpen);
  }
  const Reading reading = read('{');
  switch (reading.form) {
    case Reading::Form::kLinkage:
      return open_scope(frames_.back().scope, kNothingOpen, brace);
    case Reading::Form::kNamespace:
      return open_namespace(reading, brace);
    case Reading::Form::kClass:
    case Reading::Form::kEnum:
      return open_type(reading, brace);
    case Reading::Form::kDeclarators:
      return open_declared(reading, brace);
    case Reading::Form::kAlias:
    case Reading::Form::kConcept:
      is_initialised_ = true;
      return open_block(brace, true, kNothingOpen);
    case Reading::Form::kUsingNamespace:
    case Reading::Form::kNothing:
      break;
  }
  open_block(brace, false, kNothingOpen);
}

// "requires (T t) {" where an expression stands; behind a declaration it is a clause, and the brace a body.
bool Outline::ends_with_requires_expression() const {
  if (statement_.empty()) return false;
  if (statement_.back().is(Keyword::k_requires)) return true;
  if (!statement_.back().is(')')) return false;
  std::size_t depth = 0;
  std::size_t open = statement_.size();
  do {
    --open;
    if (statement_[open].is(')')) ++depth;
    if (statement_[open].is('(')) --depth;
  } while (depth > 0 && open > 0);
  if (open < 2 || !statement_[open - 1].is(Keyword::k_requires)) return false;
  const Token& before = statement_[open - 2];
  return before.is(Keyword::k_requires) || before.is('=') || before.is('&') || before.is('|') || before.is('!');
}

void Outline::open_block(const Token& brace, bool continues, std::size_t found) {
  Frame& block = frames_.emplace_back();
  block.kind = FrameKind::kBlock;
  block.scope = frames_[frames_.size() - 2].scope;
  block.depth = 1;
  block.continues = continues;
  block.found = found;
  block.first = brace;
}

void Outline::open_namespace(const Reading& reading, const Token& brace) {
  ScopeId scope = frames_.back().scope;
  std::size_t found = kNothingOpen;
  if (reading.has_name) {
    for (std::size_t at = reading.path_first; at <= reading.name; ++at) {
      if (!statement_[at].is_identifier()) continue;
      const Token& name = statement_[at];
      if (at == reading.path_first) note_root(at);
      found = rows_.add({.name = spelling(name),
                         .scope = scope,
                         .kind = SymbolKind::kNamespace,
                         .roles = model::kDefines,
                         .start = name.start,
                         .length = name.length_on_line(text_),
                         .extent = {statement_[reading.first].start, end_of(brace)},
                         .signature = signature(reading.first, statement_.size(), brace)});
      scope = rows_.add_scope(scope, spelling(name));
    }
  } else {
    scope = rows_.add_scope(scope, {}, true);
  }
  open_scope(scope, found, brace);
}

// A namespace, or a linkage block.
void Outline::open_scope(ScopeId scope, std::size_t found, const Token& brace) {
  if (frames_.size() >= kMaxFrames) {
    open_block(brace, false, found);
  } else {
    frames_.push_back({.kind = FrameKind::kNamespace, .scope = scope, .found = found});
  }
  clear_statement();
}

void Outline::open_type(const Reading& reading, const Token& brace) {
  const bool is_enum = reading.form == Reading::Form::kEnum;
  Frame type;
  type.kind = is_enum ? FrameKind::kEnum : FrameKind::kClass;
  type.class_id = DeclarationReader::kUnnamedClass;
  type.is_typedef = reading.is_typedef;
  type.is_extern = reading.is_extern;
  type.first = statement_[reading.first];
  type.is_unnamed = !reading.has_name;
  if (reading.has_name) {
    const SymbolKind kind = is_enum                                  ? SymbolKind::kEnum
                            : reading.class_key == Keyword::k_class  ? SymbolKind::kClass
                            : reading.class_key == Keyword::k_struct ? SymbolKind::kStruct
                                                                     : SymbolKind::kUnion;
    const Token& name = statement_[reading.name];
    type.found = add_named(reading, kind, model::kDefines, statement_.size(), brace);
    type.scope = rows_.add_scope(scope_of_named(reading), spelling(name));
    type.class_id = name.id;
    if (!is_enum) add_bases(reading, type.found);
  } else {
    type.scope = rows_.add_scope(frames_.back().scope, {});
  }
  if (frames_.size() >= kMaxFrames) {
    open_block(brace, false, type.found);
  } else {
    frames_.push_back(type);
  }
  clear_statement();
}

// A function's body, or an initialiser.
void Outline::open_declared(const Reading& reading, const Token& brace) {
  const Declarator& last = reader_.declarators().back();
  if (!last.is_function || last.is_defined || last.end < statement_.size()) {
    const bool may_go_on = last.is_function && last.has_initialisers;
    if (!may_go_on) {
      is_initialised_ = true;
      return open_block(brace, true, kNothingOpen);
    }
    has_constructor_initialisers_ = true;
    const Token& before = statement_.back();
    if (before.kind == TokenKind::kName && !before.is(Keyword::k_try)) {
      return open_block(brace, true, kNothingOpen);
    }
    if (before.is('>')) return open_block(brace, true, kNothingOpen);
  }
  const std::size_t found = add_declarator(reading, last, true, brace);
  open_block(brace, false, found);
  clear_statement();
}

void Outline::close_brace(const Token& brace) {
  if (frames_.size() == 1) return clear_statement();  // one too many
  if (frames_.back().kind == FrameKind::kClass) {
    clear_statement();
    return close_type(brace);
  }
  if (frames_.back().found != kNothingOpen) rows_.close(frames_.back().found, end_of(brace));
  frames_.pop_back();
  clear_statement();
}

void Outline::close_block(const Token& brace) {
  const Frame block = frames_.back();
  frames_.pop_back();
  if (block.continues) {
    Token skipped = block.first;
    skipped.kind = TokenKind::kBlock;
    skipped.length = brace.end_offset() - skipped.offset;
    block_end_ = brace;
    return push(skipped);
  }
  if (block.found != kNothingOpen) rows_.close(block.found, end_of(brace));
  clear_statement();
}

// Behind the body the statement goes on: "typedef struct {…} X;".
void Outline::close_type(const Token& brace) {
  const Frame type = frames_.back();
  frames_.pop_back();
  clear_statement();
  if (type.found != kNothingOpen) rows_.close(type.found, end_of(brace));
  has_unnamed_ = type.is_unnamed;
  unnamed_ = type.scope;
  Token prefix = type.first;
  prefix.kind = TokenKind::kName;
  prefix.id = static_cast<std::uint32_t>(type.is_typedef ? Keyword::k_typedef : Keyword::k_extern);
  if (type.is_typedef || type.is_extern) statement_.push(prefix);
  prefix.kind = TokenKind::kType;
  statement_.push(prefix);
}

void Outline::take_enumerator(const Token& token) {
  Frame& frame = frames_.back();
  const bool opens = token.is('(') || token.is('[') || token.is('{');
  const bool closes = token.is(')') || token.is(']') || token.is('}');
  if (frame.depth > 0) {
    if (opens) ++frame.depth;
    if (closes && --frame.depth == 0 && frame.is_in_macro) frame.expects_name = true;
    return;
  }
  if (frame.has_enumerator) judge_enumerator(token);
  if (token.is('}')) return close_type(token);
  if (token.is(',')) {
    frame.expects_name = true;
  } else if (opens) {
    ++frame.depth;
  } else if (frame.expects_name && token.kind == TokenKind::kName && token.id >= kSharedKeywordCount) {
    frame.has_enumerator = true;
    frame.enumerator = token;
    frame.expects_name = false;
  }
}

// "A(" is a macro, "a>" the end of a template's arguments.
void Outline::judge_enumerator(const Token& next) {
  Frame& frame = frames_.back();
  const bool is_enumerator =
      next.kind != TokenKind::kPunctuation || next.is(',') || next.is('}') || next.is('=') || next.is('[');
  frame.is_in_macro = next.is('(');
  if (is_enumerator) return settle_enumerator();
  frame.has_enumerator = false;
}

void Outline::settle_enumerator() {
  Frame& frame = frames_.back();
  if (!frame.has_enumerator) return;
  frame.has_enumerator = false;
  const Token& name = frame.enumerator;
  rows_.add({.name = spelling(name),
             .scope = frame.scope,
             .kind = SymbolKind::kEnumMember,
             .roles = model::kDefines,
             .start = name.start,
             .length = name.length_on_line(text_),
             .extent = {name.start, {name.start.line, name.start.column + name.length_on_line(text_)}},
             .signature = spelling(name)});
}

void Outline::open_branch(bool is_dead) {
  settle_enumerator();
  if (branch_count_ >= kMaxBranches) {
    ++branch_count_;
    return;
  }
  if (branches_.size() == branch_count_) branches_.emplace_back();
  Branch& branch = branches_[branch_count_++];
  branch.before = frames_;
  branch.has_first = false;
  branch.is_dead = is_dead;
  branch.statement_number = statement_number_;
  branch.statement_size = statement_.size();
}

void Outline::switch_branch(bool is_dead) {
  settle_enumerator();
  if (branch_count_ == 0 || branch_count_ > kMaxBranches) return;
  Branch& branch = branches_[branch_count_ - 1];
  if (!branch.is_dead && !branch.has_first) {
    branch.behind_first = frames_;
    branch.has_first = true;
  }
  frames_ = branch.before;
  branch.is_dead = is_dead;
  if (branch.statement_number != statement_number_) {
    clear_statement();
    branch.statement_number = statement_number_;
    branch.statement_size = 0;
  } else if (statement_.size() > branch.statement_size) {
    is_cut_pending_ = true;
    cut_to_ = branch.statement_size;
  }
}

void Outline::close_branch() {
  settle_enumerator();
  if (branch_count_ == 0) return;
  --branch_count_;
  if (branch_count_ >= kMaxBranches) return;
  Branch& branch = branches_[branch_count_];
  is_cut_pending_ = false;  // nothing came in the place of what the branch before added
  if (branch.has_first) frames_ = branch.behind_first;
}

}  // namespace cairn::lexical
