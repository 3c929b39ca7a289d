// A statement is read without knowing any type or macro, so each question is decided by shape: what precedes a name,
// what follows it, whether it is spelled in capitals, as macros are. Attributes and macros that stand in front are
// stepped over, then either a head (namespace, class, enum, using, concept) is recognised or declarators are read.
#include "core/lexical/declaration_reader.h"

namespace cairn::lexical {

Reading DeclarationReader::read(const Statement& statement, char terminator, std::uint32_t class_id,
                                const IdentifierTable& identifiers, std::string_view text) {
  statement_ = &statement;
  identifiers_ = &identifiers;
  text_ = text;
  size_ = statement.size();
  at_ = 0;
  terminator_ = terminator;
  class_id_ = class_id;
  angles_failed_ = false;
  is_typed_ = is_surely_typed_ = false;
  path_first_ = path_last_ = 0;
  path_next_ = static_cast<std::size_t>(-1);
  reading_ = {};
  declarators_.clear();
  read_statement();
  if (reading_.form == Reading::Form::kNothing && !declarators_.empty()) reading_.form = Reading::Form::kDeclarators;
  return reading_;
}

void DeclarationReader::read_statement() {
  while (has(at_)) {
    if (skip_attribute() || skip_macro()) continue;
    if (!token(at_).is_keyword()) break;
    switch (token(at_).keyword()) {
      case Keyword::k_template:
        if (!read_template_head()) return;
        continue;
      case Keyword::k_extern:
        reading_.is_extern = true;
        ++at_;
        if (has(at_) && token(at_).kind == TokenKind::kString) ++at_;
        if (!has(at_) && terminator_ == '{') reading_.form = Reading::Form::kLinkage;
        continue;
      case Keyword::k_namespace:
        return read_namespace();
      case Keyword::k_using:
        return read_alias();
      case Keyword::k_concept:
        return read_concept();
      case Keyword::k_class:
      case Keyword::k_struct:
      case Keyword::k_union:
        if (read_class_head()) return;
        return read_declarators();
      case Keyword::k_enum:
        if (read_enum_head()) return;
        return read_declarators();
      default:
        if (read_specifier()) continue;
        return read_declarators();
    }
  }
  read_declarators();
}

// Those that may stand before a type and are none. Words that begin no declaration end the statement.
bool DeclarationReader::read_specifier() {
  switch (token(at_).keyword()) {
    case Keyword::k_typedef:
      reading_.is_typedef = true;
      break;
    case Keyword::k_static:
      reading_.is_static = true;
      break;
    case Keyword::k_friend:
      reading_.is_friend = true;
      break;
    case Keyword::k_inline:
    case Keyword::k_constexpr:
      reading_.is_constant_or_inline = true;
      break;
    case Keyword::k_explicit:
      if (is(at_ + 1, '(')) at_ = behind_group(at_ + 1) - 1;
      break;
    case Keyword::k___extension__:
    case Keyword::k___inline:
    case Keyword::k___inline__:
    case Keyword::k___thread:
    case Keyword::k__Noreturn:
    case Keyword::k__Thread_local:
    case Keyword::k_const:
    case Keyword::k___const:
    case Keyword::k_consteval:
    case Keyword::k_constinit:
    case Keyword::k_export:
    case Keyword::k_mutable:
    case Keyword::k_register:
    case Keyword::k_thread_local:
    case Keyword::k_virtual:
    case Keyword::k_volatile:
    case Keyword::k___volatile__:
      break;
    case Keyword::k__Static_assert:
    case Keyword::k_static_assert:
    case Keyword::k_asm:
    case Keyword::k___asm:
    case Keyword::k___asm__:
    case Keyword::k_break:
    case Keyword::k_case:
    case Keyword::k_catch:
    case Keyword::k_continue:
    case Keyword::k_default:
    case Keyword::k_delete:
    case Keyword::k_do:
    case Keyword::k_else:
    case Keyword::k_for:
    case Keyword::k_goto:
    case Keyword::k_if:
    case Keyword::k_new:
    case Keyword::k_return:
    case Keyword::k_sizeof:
    case Keyword::k_switch:
    case Keyword::k_this:
    case Keyword::k_throw:
    case Keyword::k_try:
    case Keyword::k_while:
      stop();
      return true;
    default:
      return false;
  }
  ++at_;
  return true;
}

// [[…]], __attribute__((…)), __declspec(…), alignas(…)
bool DeclarationReader::skip_attribute() {
  if (is(at_, '[') && is(at_ + 1, '[')) {
    at_ = behind_group(at_);
    return true;
  }
  const bool is_word = is(at_, Keyword::k___attribute__) || is(at_, Keyword::k___attribute) ||
                       is(at_, Keyword::k___declspec) || is(at_, Keyword::k_alignas) || is(at_, Keyword::k__Alignas);
  if (!is_word) return false;
  ++at_;
  if (is(at_, '(')) at_ = behind_group(at_);
  return true;
}

// A macro in front of a declaration, "EXPORT class X" or "DECLARE(x) int y": nothing else can stand there.
bool DeclarationReader::skip_macro() {
  if (!is_identifier(at_)) return false;
  const std::size_t macro = at_;
  std::size_t behind = at_ + 1;
  const bool may_be_type = !is_shouted(at_);               // "size_t static f();"
  while (is_shouted(at_) && is_shouted(behind)) ++behind;  // "FMT_BEGIN_NAMESPACE FMT_EXPORT class A"
  if (has(behind) && token(behind).is_keyword()) {
    switch (token(behind).keyword()) {
      case Keyword::k_class:
      case Keyword::k_concept:
      case Keyword::k_constexpr:
      case Keyword::k_enum:
      case Keyword::k_explicit:
      case Keyword::k_extern:
      case Keyword::k_friend:
      case Keyword::k_inline:
      case Keyword::k_namespace:
      case Keyword::k_static:
      case Keyword::k_static_assert:
      case Keyword::k_struct:
      case Keyword::k_template:
      case Keyword::k_typedef:
      case Keyword::k_union:
      case Keyword::k_using:
      case Keyword::k_virtual:
        at_ = behind;
        is_typed_ = is_typed_ || may_be_type;
        break;
      default:
        return false;
    }
  } else if (!skip_macro_call()) {
    return false;
  }
  if (has(at_) && token(at_).start.line > token(macro).start.line && reading_.first == macro) reading_.first = at_;
  return true;
}

bool DeclarationReader::skip_macro_call() {
  if (!is(at_ + 1, '(') || token(at_).id == class_id_ || is_old_style(at_ + 1)) return false;
  const std::size_t behind = behind_group(at_ + 1);
  if (!has(behind)) return false;
  const Token& next = token(behind);
  bool is_macro = next.is_identifier() || next.is('~') || next.is('*') || next.is('&') ||
                  (next.is('[') && is(behind + 1, '[')) || is_scope_operator(behind);
  if (next.is_keyword()) {
    switch (next.keyword()) {
      case Keyword::k___attribute:
      case Keyword::k___attribute__:
      case Keyword::k_final:
      case Keyword::k_noexcept:
      case Keyword::k_override:
      case Keyword::k_requires:
      case Keyword::k_throw:
      case Keyword::k_try:
        break;
      default:
        is_macro = true;
    }
  }
  if (!is_macro) return false;
  is_typed_ = true;  // "PyAPI_FUNC(int) f(void);"
  at_ = behind;
  return true;
}

// False for an explicit instantiation, which declares nothing new.
bool DeclarationReader::read_template_head() {
  if (!is(at_ + 1, '<')) return false;
  const std::size_t behind = behind_angles(at_ + 1);
  if (behind == at_ + 1) return false;
  at_ = behind;
  if (is(at_, Keyword::k_requires)) skip_constraint();
  return true;
}

// A requires-clause: primary expressions between && and ||.
void DeclarationReader::skip_constraint() {
  do {
    at_ += is(at_, Keyword::k_requires) ? 1 : 2;
    while (is(at_, '!')) ++at_;
    if (is(at_, Keyword::k_requires)) {
      ++at_;
      if (is(at_, '(')) at_ = behind_group(at_);
      if (has(at_) && token(at_).kind == TokenKind::kBlock) ++at_;
    } else if (is(at_, '(')) {
      at_ = behind_group(at_);
    } else {
      while (is_scope_operator(at_) || is_identifier(at_)) {
        at_ += is_identifier(at_) ? 1 : 2;
        if (is(at_, '<')) at_ = behind_angles(at_);
        if (!is_scope_operator(at_)) break;
      }
    }
  } while ((is(at_, '&') && is(at_ + 1, '&')) || (is(at_, '|') && is(at_ + 1, '|')));
}

void DeclarationReader::read_namespace() {
  if (terminator_ != '{') return stop();
  for (++at_; has(at_);) {
    if (skip_attribute()) continue;
    if (is_identifier(at_)) {
      if (path_next_ != at_) path_first_ = at_;
      reading_.has_name = true;
      reading_.path_first = path_first_;
      reading_.name = at_++;
    } else if (is_scope_operator(at_)) {
      at_ += 2;
      if (is(at_, Keyword::k_inline)) ++at_;
      path_next_ = at_;
    } else if (is(at_, '(')) {
      at_ = behind_group(at_);  // "namespace MACRO(x) {": its name is not known
      reading_.form = Reading::Form::kLinkage;
      return stop();
    } else {
      ++at_;
    }
  }
  reading_.form = Reading::Form::kNamespace;
}

void DeclarationReader::read_alias() {
  const std::size_t name = ++at_;
  if (is(name, Keyword::k_namespace)) return read_using_namespace();
  if (!is_identifier(name)) return stop();
  ++at_;
  while (skip_attribute()) continue;
  if (!is(at_, '=')) return stop();
  reading_.form = Reading::Form::kAlias;
  reading_.has_name = true;
  reading_.path_first = reading_.name = name;
  stop();
}

void DeclarationReader::read_using_namespace() {
  ++at_;
  if (is_scope_operator(at_)) at_ += 2;
  reading_.path_first = at_;
  for (; is_identifier(at_); at_ += 2) {
    reading_.name = at_++;
    reading_.has_name = true;
    if (!is_scope_operator(at_)) break;
  }
  if (reading_.has_name && !has(at_)) reading_.form = Reading::Form::kUsingNamespace;
  stop();
}

void DeclarationReader::read_concept() {
  if (is_identifier(at_ + 1) && is(at_ + 2, '=')) {
    reading_.form = Reading::Form::kConcept;
    reading_.has_name = true;
    reading_.path_first = reading_.name = at_ + 1;
  }
  stop();
}

// Between the key and the body: attributes, macros and the name, which is the last.
void DeclarationReader::read_head_name() {
  head_names_ = 0;
  while (has(at_)) {
    if (skip_attribute()) continue;
    if (is_identifier(at_)) {
      if (is(at_ + 1, '(')) {
        const std::size_t behind = behind_group(at_ + 1);
        if (!is_identifier(behind) || (reading_.has_name && !is_shouted(at_))) return;  // "struct X f(…": no macro
        at_ = behind;
        continue;
      }
      const bool goes_on = path_next_ == at_;
      if (!goes_on) path_first_ = at_;
      reading_.has_name = true;
      reading_.path_first = path_first_;
      reading_.name = at_++;
      if (is(at_, '<')) at_ = behind_angles(at_);
      if (is_scope_operator(at_)) {
        at_ += 2;
        path_next_ = at_;
        if (!goes_on) ++head_names_;
        continue;
      }
      if (!goes_on) ++head_names_;
      if (head_names_ == 1) behind_first_head_name_ = at_;
    } else if (is_scope_operator(at_)) {
      at_ += 2;
    } else {
      return;
    }
  }
}

// False if the class is only mentioned, "struct X *f(void)"; then it has been read as a type.
bool DeclarationReader::read_class_head() {
  reading_.class_key = token(at_++).keyword();
  behind_first_head_name_ = at_;
  const std::size_t first = at_;
  read_head_name();
  reading_.head_end = at_;
  if (is(at_, Keyword::k_final)) ++at_;
  const bool is_whole = !has(at_);
  if (terminator_ == '{' && (is_whole || (is(at_, ':') && !is_scope_operator(at_)))) {
    reading_.form = Reading::Form::kClass;
    return true;
  }
  const bool has_one_name = head_names_ == 1 || (head_names_ == 2 && is_shouted(first));
  if (terminator_ != '{' && is_whole && has_one_name && !reading_.is_typedef) {
    if (!reading_.is_friend) reading_.form = Reading::Form::kClass;
    return true;
  }
  at_ = behind_first_head_name_;
  is_typed_ = is_surely_typed_ = true;
  return false;
}

bool DeclarationReader::read_enum_head() {
  ++at_;
  if (is(at_, Keyword::k_class) || is(at_, Keyword::k_struct)) ++at_;
  behind_first_head_name_ = at_;
  read_head_name();
  reading_.head_end = at_;
  const bool has_base = is(at_, ':') && !is_scope_operator(at_);
  if (terminator_ == '{' && (!has(at_) || has_base)) {
    reading_.form = Reading::Form::kEnum;
    return true;
  }
  if (terminator_ != '{' && head_names_ == 1 && (has_base || !has(at_)) && !reading_.is_typedef) {
    reading_.form = Reading::Form::kEnum;
    return true;
  }
  at_ = behind_first_head_name_;
  is_typed_ = is_surely_typed_ = true;
  return false;
}

bool DeclarationReader::is_scope_operator(std::size_t at) const {
  return is(at, ':') && is(at + 1, ':') && token(at + 1).touches_previous;
}

// Spelled as macros are: capitals, no small letter.
bool DeclarationReader::is_shouted(std::size_t at) const {
  if (!is_identifier(at)) return false;
  bool has_capital = false;
  for (const char c : identifiers_->spelling(token(at).id)) {
    if (c >= 'a' && c <= 'z') return false;
    has_capital = has_capital || (c >= 'A' && c <= 'Z');
  }
  return has_capital;
}

// "…" with something in it, without prefix, suffix and escapes.
bool DeclarationReader::is_plain_string(std::size_t at) const {
  if (!has(at) || token(at).kind != TokenKind::kString || token(at).length <= 2) return false;
  const std::string_view bytes = text_.substr(token(at).offset, token(at).length);
  return bytes.front() == '"' && bytes.back() == '"' && bytes.find_first_of("\\\r\n") == std::string_view::npos;
}

std::size_t DeclarationReader::behind_group(std::size_t open) const {
  const std::size_t close = statement_->close_of(open);
  return close < size_ ? close + 1 : size_;
}

// `open` itself if no > matches the < there. One failure is final: to look again behind each < would take time
// quadratic in their number.
std::size_t DeclarationReader::behind_angles(std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t at = open; !angles_failed_ && at < size_; ++at) {
    const Token& here = token(at);
    if (here.kind != TokenKind::kPunctuation) continue;
    const bool is_comparison = is(at + 1, '=') && token(at + 1).touches_previous;
    if (here.punctuation == '<') {
      const bool is_shift = is(at + 1, '<') && token(at + 1).touches_previous;
      if (is_comparison || is_shift) {
        at += is_comparison && is(at + 2, '>') && token(at + 2).touches_previous ? 2 : 1;  // <=>
      } else {
        ++depth;
      }
    } else if (here.punctuation == '>') {
      const bool is_arrow = here.touches_previous && token(at - 1).is('-');
      if (!is_arrow && !is_comparison && --depth == 0) return at + 1;
    } else if (here.punctuation == '(' || here.punctuation == '[') {
      at = statement_->close_of(at);
    } else if (here.punctuation == ')' || here.punctuation == ']' || here.punctuation == ';') {
      break;
    }
  }
  angles_failed_ = true;
  return open;
}

}  // namespace cairn::lexical
