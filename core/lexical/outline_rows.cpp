// What the outline reports of the statements it has read.
#include "core/lexical/outline.h"

#include <algorithm>

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
  found.scope = scope_of_path(outer, declarator.path_first, declarator.name_first);
  found.is_local = reading.is_static && !in_class && !is_qualified && !reading.is_typedef;
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
  if (has_unnamed_ && !declarator.is_function) {
    rows_.name_scope(unnamed_, found.name);
    has_unnamed_ = false;
  }
  return rows_.add(found);
}

std::size_t Outline::add_named(const Reading& reading, SymbolKind kind, model::Roles roles, std::size_t head_end,
                               const Token& end) {
  const Token& name = statement_[reading.name];
  Found found;
  found.name = spelling(name);
  found.scope = scope_of_path(frames_.back().scope, reading.path_first, reading.name);
  found.kind = kind;
  found.roles = roles;
  found.start = name.start;
  found.length = name.length_on_line(text_);
  found.extent = {statement_[reading.first].start, end_of(end)};
  found.signature = signature(reading.first, head_end, end);
  return rows_.add(found);
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
    case NameForm::kPlain:
      break;
  }
  return in_class || is_qualified ? SymbolKind::kMethod : SymbolKind::kFunction;
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
