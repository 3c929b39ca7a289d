// What the outline reports of the statements it has read.
#include "core/lexical/outline.h"

#include <algorithm>
#include <array>

#include "core/lexical/signature.h"

namespace cairn::lexical {
namespace {

using model::SymbolKind;

constexpr std::uint32_t kMaxSignatureInput = 4096;  // bytes looked at: many declarators may share a long beginning

text::Position end_of(const Token& token) { return {token.start.line, token.start.column + token.length}; }

}  // namespace

void Outline::add_declarators(const Reading& reading, bool has_body, const Token& end) {
  for (const Declarator& declarator : reader_.declarators()) {
    // A friend is declared where it lives, and there it is found.
    if (reading.is_friend) break;
    add_declarator(reading, declarator, has_body, end);
  }
}

std::size_t Outline::add_declarator(const Reading& reading, const Declarator& declarator, bool has_body,
                                    const Token& end) {
  const Token& name = statement_[declarator.name_first];
  const Token& last = statement_[declarator.name_last];
  const bool is_qualified = declarator.path_first != declarator.name_first;
  const ScopeId outer = reading.is_friend ? enclosing_namespace() : frames_.back().scope;
  const bool in_class = frames_.back().kind == FrameKind::kClass && !reading.is_friend;
  Found found;
  found.name = name_of(declarator);
  found.kind = kind_of(reading, declarator, is_qualified);
  found.scope = scope_of_path(root_of_path(outer, declarator.path_first, declarator.name_first), declarator.path_first,
                              declarator.name_first);
  found.is_local = (reading.is_static && !in_class && !is_qualified && !reading.is_typedef) ||
                   declarator.form == NameForm::kMacroArgument;
  bool is_definition = has_body || declarator.is_defined;
  if (reading.is_typedef) {
    is_definition = true;
  } else if (!declarator.is_function) {
    const bool only_declares = reading.is_extern || (in_class && reading.is_static && !reading.is_constant_or_inline);
    is_definition = is_definition || !only_declares;
  }
  found.roles = is_definition ? model::kDefines : model::kDeclares;
  found.start = name.start;
  Token whole = name;
  whole.length = last.end_offset() - name.offset;
  found.length = name.start.line == last.start.line ? whole.length_on_line(text_) : name.length_on_line(text_);
  found.extent = {statement_[reading.first].start, end_of(end)};
  const std::size_t end_index = declarator.is_function ? declarator.end : std::min(declarator.end, statement_.size());
  found.signature = signature(reading.first, end_index, end);
  if (name.kind == TokenKind::kString) {
    found.start.column += 1;
    found.length -= std::min(found.length, 2U);
  }
  if (has_unnamed_ && !declarator.is_function) {
    rows_.name_scope(unnamed_, found.name);
    has_unnamed_ = false;
  }
  return rows_.add(found);
}

std::size_t Outline::add_named(const Reading& reading, SymbolKind kind, model::Roles roles, std::size_t head_end,
                               const Token& end) {
  const Token& name = statement_[reading.name];
  if (reading.path_first == reading.name) note_root(reading.name);
  Found found;
  found.name = spelling(name);
  found.scope = scope_of_named(reading);
  found.kind = kind;
  found.roles = roles;
  found.start = name.start;
  found.length = name.length_on_line(text_);
  found.extent = {statement_[reading.first].start, end_of(end)};
  found.signature = signature(reading.first, head_end, end);
  return rows_.add(found);
}

// "class X final : public A, virtual b::C<int> {": each base is a mention of a class.
void Outline::add_bases(const Reading& reading, std::size_t derived) {
  std::size_t at = reading.head_end;
  while (at < statement_.size() && !statement_[at].is(':')) ++at;
  while (++at < statement_.size()) {
    std::size_t path = 0;
    std::size_t name = 0;
    bool is_usable = true;
    bool is_rooted = false;
    std::size_t depth = 0;
    for (; at < statement_.size() && (depth > 0 || !statement_[at].is(',')); ++at) {
      const Token& token = statement_[at];
      if (token.is('(') || token.is('[')) {
        is_usable = is_usable && depth > 0;
        at = std::min(statement_.close_of(at), statement_.size() - 1);
      } else if (token.is('<')) {
        ++depth;
      } else if (token.is('>') && depth > 0) {
        --depth;
      } else if (depth == 0 && token.is(':') && path == 0) {
        is_rooted = true;
      } else if (depth == 0 && token.is_identifier()) {
        if (path == 0) path = at;
        // "MACRO Base": the name begins anew.
        if (path != 0 && name != 0 && !statement_[at - 1].is(':')) path = at;
        name = at;
      }
    }
    if (is_usable && name != 0) add_base(path, name, is_rooted, derived);
  }
}

// Which class is meant is only known if this file says so; else it is taken for one of the innermost namespace, or for
// one of the whole program if it is spelled with its namespace, as headers mostly have it.
void Outline::add_base(std::size_t path_first, std::size_t name, bool is_rooted, std::size_t derived) {
  if (is_template_parameter(statement_[path_first])) return;
  constexpr std::size_t kMaxLevels = 8;
  std::array<ScopeId, kMaxLevels> levels{};
  std::size_t count = 0;
  for (ScopeId scope = frames_.back().scope; !is_rooted && scope != ScopeId::kFile && count + 1 < kMaxLevels;
       scope = rows_.parent(scope)) {
    levels[count++] = scope;
  }
  levels[count++] = ScopeId::kFile;
  const bool is_qualified = path_first != name;
  ScopeId guess = is_qualified ? ScopeId::kFile : enclosing_namespace();
  if (is_qualified) {
    for (std::size_t i = count; i-- > 0;) {
      if (levels[i] != ScopeId::kFile && rows_.name(levels[i]) == spelling(statement_[path_first])) {
        guess = rows_.parent(levels[i]);
      }
    }
  }
  while (rows_.is_local(guess)) guess = rows_.parent(guess);
  if (is_rooted) guess = ScopeId::kFile;
  const Token& token = statement_[name];
  RowBuilder::Base base;
  base.derived = derived;
  base.name = spelling(token);
  base.guess = scope_of_path(guess, path_first, name);
  base.start = token.start;
  base.length = token.length_on_line(text_);
  for (std::size_t i = 0; i < count; ++i) levels[i] = scope_of_path(levels[i], path_first, name);
  rows_.add_base(base, {levels.data(), count});
}

// "template <class T, class... U> struct X : T, U…".
bool Outline::is_template_parameter(const Token& name) const {
  for (std::size_t at = 1; at < statement_.size() && statement_[at].offset < name.offset; ++at) {
    const Token& before = statement_[at - 1];
    const bool is_key = before.is(Keyword::k_class) || before.is(Keyword::k_typename) || before.is('.');
    if (is_key && statement_[at].is_identifier() && statement_[at].id == name.id) return true;
  }
  return false;
}

SymbolKind Outline::kind_of(const Reading& reading, const Declarator& declarator, bool is_qualified) const {
  if (reading.is_typedef) return SymbolKind::kTypeAlias;
  const bool in_class = frames_.back().kind == FrameKind::kClass && !reading.is_friend;
  if (!declarator.is_function) {
    return in_class && !reading.is_static ? SymbolKind::kField : SymbolKind::kVariable;
  }
  switch (declarator.form) {
    case NameForm::kConstructor:
      return SymbolKind::kConstructor;
    case NameForm::kDestructor:
      return SymbolKind::kDestructor;
    case NameForm::kConversion:
      return SymbolKind::kConversion;
    case NameForm::kOperator:
      return SymbolKind::kOperator;
    case NameForm::kMacroArgument:
      return SymbolKind::kFunction;
    case NameForm::kPlain:
      break;
  }
  return in_class || is_qualified ? SymbolKind::kMethod : SymbolKind::kFunction;
}

void Outline::use_namespace(const Reading& reading) {
  if (frames_.back().scope != ScopeId::kFile) return;
  note_root(reading.path_first);
  if (used_namespace_ != ScopeId::kFile || spelling(statement_[reading.path_first]) == "std") return;
  used_namespace_ = rows_.add_scope(scope_of_path(ScopeId::kFile, reading.path_first, reading.name),
                                    spelling(statement_[reading.name]));
}

// A type or namespace that is declared here, if here is outside of all namespaces or in one without a name there.
void Outline::note_root(std::size_t name) {
  const ScopeId scope = frames_.back().scope;
  const bool is_unnamed = scope != ScopeId::kFile && rows_.is_local(scope) && rows_.name(scope).empty() &&
                          rows_.parent(scope) == ScopeId::kFile;
  if (scope != ScopeId::kFile && !is_unnamed) return;
  const std::uint32_t id = statement_[name].id;
  if (roots_.size() <= id) roots_.resize(id + 1, kUnknownRoot);
  if (roots_[id] != ScopeId::kFile) roots_[id] = scope;
}

ScopeId Outline::scope_of_named(const Reading& reading) {
  const ScopeId root = root_of_path(frames_.back().scope, reading.path_first, reading.name);
  return scope_of_path(root, reading.path_first, reading.name);
}

// Where "A::B::f" begins that stands in `scope`. Outside of namespaces A is the one that the file shows; behind "using
// namespace x;" one that it does not show is taken for x::A, as in most sources of a header that puts A into x.
ScopeId Outline::root_of_path(ScopeId scope, std::size_t first, std::size_t last) const {
  const bool is_rooted = first > 0 && statement_[first - 1].is(':');
  if (first >= last || scope != ScopeId::kFile || is_rooted) return scope;
  const std::uint32_t id = statement_[first].id;
  return id < roots_.size() && roots_[id] != kUnknownRoot ? roots_[id] : used_namespace_;
}

// Of "A::B<int>::f" the names before f; what stands in angles is left out.
ScopeId Outline::scope_of_path(ScopeId scope, std::size_t first, std::size_t last) {
  std::size_t depth = 0;
  for (std::size_t at = first; at < last; ++at) {
    const Token& token = statement_[at];
    if (token.is('<')) ++depth;
    if (token.is('>') && depth > 0) --depth;
    if (depth == 0 && token.is_identifier()) scope = rows_.add_scope(scope, spelling(token));
  }
  return scope;
}

ScopeId Outline::enclosing_namespace() const {
  std::size_t at = frames_.size() - 1;
  while (at > 0 && frames_[at].kind != FrameKind::kNamespace) --at;
  return frames_[at].scope;
}

// Of an operator the tokens without white space, but between words: "operator==", "operator const char *".
std::string_view Outline::name_of(const Declarator& declarator) {
  const Token& first = statement_[declarator.name_first];
  if (first.kind == TokenKind::kString) return text_.substr(first.offset + 1, first.length - 2);
  if (declarator.name_first == declarator.name_last) return spelling(first);
  std::string_view name;
  for (std::size_t at = declarator.name_first; at <= declarator.name_last; ++at) {
    const Token& token = statement_[at];
    const std::string_view piece =
        token.kind == TokenKind::kName ? spelling(token) : text_.substr(token.offset, token.length);
    const bool is_pointer = declarator.form == NameForm::kConversion && (token.is('*') || token.is('&'));
    const bool behind_word = at > declarator.name_first && statement_[at - 1].kind == TokenKind::kName;
    const bool has_space = behind_word && (token.kind == TokenKind::kName || is_pointer);
    name = arena_.join({name, has_space ? " " : "", piece});
    if (name.size() > kMaxSignatureBytes) break;
  }
  return name;
}

// From the token `first` to before the token `end`; `behind` is what follows the statement.
std::string_view Outline::signature(std::size_t first, std::size_t end, const Token& behind) {
  const std::uint32_t from = statement_[first].offset;
  const std::uint32_t to = end < statement_.size() ? statement_[end].offset : behind.offset;
  std::string_view bytes = text_.substr(from, std::min(std::max(from, to) - from, kMaxSignatureInput));
  while (!bytes.empty() && (bytes.back() == ' ' || bytes.back() == '\n' || bytes.back() == '\r')) {
    bytes.remove_suffix(1);
  }
  return one_line(bytes, arena_);
}

}  // namespace cairn::lexical
