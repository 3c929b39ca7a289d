// Declarators: what follows the specifiers of a declaration, up to each comma.
#include "core/lexical/declaration_reader.h"

namespace cairn::lexical {

void DeclarationReader::read_declarators() {
  while (has(at_)) {
    const Token& here = token(at_);
    if (skip_attribute()) continue;
    const bool is_contextual = here.is(Keyword::k_final) || here.is(Keyword::k_override);
    if (here.is_identifier() || (is_contextual && is(at_ + 1, '('))) {
      read_name();
    } else if (here.is_keyword()) {
      read_keyword();
    } else if (here.kind == TokenKind::kType) {
      is_typed_ = is_surely_typed_ = true;
      ++at_;
    } else if (here.is('(')) {
      read_parenthesised();
    } else if (here.is('[')) {
      read_square();
    } else if (here.is('~')) {
      read_destructor();
    } else if (here.is('<')) {
      const std::size_t behind = behind_angles(at_);
      at_ = behind == at_ ? at_ + 1 : behind;
    } else if (is_scope_operator(at_)) {
      at_ += 2;
    } else if (here.is('.') && !is(at_ + 1, '.') && !(at_ > 0 && is(at_ - 1, '.'))) {
      return stop();  // "list.push_back(x);": a statement, in a file that is included into a function
    } else if (here.is('=') || here.is(':') || here.kind != TokenKind::kPunctuation) {
      ++at_;
      skip_to_comma();
    } else {
      ++at_;
    }
  }
}

void DeclarationReader::read_keyword() {
  switch (token(at_).keyword()) {
    case Keyword::k_operator:
      return read_operator();
    case Keyword::k_class:
    case Keyword::k_enum:
    case Keyword::k_struct:
    case Keyword::k_union:
      return skip_elaborated();
    case Keyword::k_static:
      reading_.is_static = true;
      break;
    case Keyword::k_typedef:
      reading_.is_typedef = true;
      break;
    case Keyword::k_extern:
      reading_.is_extern = true;
      break;
    case Keyword::k__Atomic:
    case Keyword::k___typeof:
    case Keyword::k___typeof__:
    case Keyword::k_decltype:
    case Keyword::k_typeof:
      is_typed_ = is_surely_typed_ = true;
      if (is(at_ + 1, '(')) at_ = behind_group(at_ + 1) - 1;
      break;
    case Keyword::k__Bool:
    case Keyword::k__Complex:
    case Keyword::k_auto:
    case Keyword::k_bool:
    case Keyword::k_char16_t:
    case Keyword::k_char32_t:
    case Keyword::k_char8_t:
    case Keyword::k_char:
    case Keyword::k_double:
    case Keyword::k_float:
    case Keyword::k_int:
    case Keyword::k_long:
    case Keyword::k_short:
    case Keyword::k_signed:
    case Keyword::k_unsigned:
    case Keyword::k_void:
    case Keyword::k_wchar_t:
      is_typed_ = is_surely_typed_ = true;
      break;
    default:
      break;
  }
  ++at_;
}

// "struct X" inside of a declaration.
void DeclarationReader::skip_elaborated() {
  ++at_;
  while (skip_attribute()) continue;
  while (is_identifier(at_) || is_scope_operator(at_)) {
    at_ += is_identifier(at_) ? 1 : 2;
    if (is(at_, '<')) at_ = behind_angles(at_);
    if (!is_scope_operator(at_)) break;
  }
  is_typed_ = is_surely_typed_ = true;
}

void DeclarationReader::read_name() {
  const std::size_t name = at_;
  const bool goes_on = path_next_ == name;
  if (!goes_on) path_first_ = name;
  const std::size_t outer = path_last_;
  path_last_ = name;
  std::size_t behind = name + 1;
  if (is(behind, '<')) behind = behind_angles(behind);
  if (is_scope_operator(behind)) {
    at_ = path_next_ = behind + 2;
    if (is(at_, Keyword::k_template)) at_ = ++path_next_;
    return;
  }
  if (is(behind, '(')) {
    path_last_ = goes_on ? outer : name;
    return read_call(name, behind);
  }
  if (ends_declarator(behind)) {
    if (!is_typed_) return stop();
    return add_variable(name, behind);
  }
  if (is_surely_typed_ && !is_shouted(name) && is_trailing_macro(behind)) {
    // "int f NOMACRO(int x) {"
    const bool is_function = terminator_ == '{' && is(behind + 1, '(') && behind_group(behind + 1) == size_ &&
                             looks_like_parameters(behind + 1);
    return is_function ? add_function(name, name, behind + 1, NameForm::kPlain) : add_variable(name, behind);
  }
  is_typed_ = true;
  is_surely_typed_ = is_surely_typed_ || !is_shouted(name);
  at_ = behind;
}

// A name and parentheses: a function, unless it is a macro, an attribute, a variable with arguments, or a type before
// a declarator in parentheses. path_last_ is the name that qualifies it.
void DeclarationReader::read_call(std::size_t name, std::size_t open) {
  const std::size_t behind = behind_group(open);
  const bool is_qualified = path_first_ != name;
  const bool is_parenthesised_name = is_identifier(open + 1) && behind == open + 3 && is(behind, '(');
  if ((starts_pointer(open + 1) && (is(behind, '(') || is(behind, '['))) ||
      (is_parenthesised_name && !is_qualified && (is_typed_ || !is_shouted(name)))) {
    is_typed_ = is_surely_typed_ = true;
    at_ = open;
    return read_parenthesised();
  }
  const bool is_constructor =
      !is_surely_typed_ && (is_qualified ? token(path_last_).id == token(name).id : token(name).id == class_id_);
  if (is_constructor) return add_function(name, name, open, NameForm::kConstructor);
  if (!is_typed_) {
    // A macro call; or C's implicit int, as in "main() {".
    const bool is_function = class_id_ == kNoClass && !is_qualified && !is_shouted(name) &&
                             ((terminator_ == '{' && behind == size_) || is_old_style(open));
    if (is_function) return add_function(name, name, open, NameForm::kPlain);
    const bool is_defined_by_macro = terminator_ == '{' && behind == size_ && class_id_ == kNoClass && !is_qualified;
    return is_defined_by_macro ? add_macro_function(name, open) : stop();
  }
  if (!is_surely_typed_ && !is_qualified && is_shouted(name)) {
    // "END_OF_SOMETHING" and, on a line of its own, "TEST(suite, name) {"
    const bool begins_line = name > 0 && token(name).start.line > token(name - 1).start.line;
    if (!begins_line || terminator_ != '{' || behind != size_ || class_id_ != kNoClass) return stop();
    reading_.first = name;
    return add_macro_function(name, open);
  }
  if (is_shouted(name) && is_identifier(behind) && !is_shouted(behind) && is(behind + 1, '(')) {
    at_ = behind;  // "int NOTHROW ATTR(1) f(void)"
    return;
  }
  if (terminator_ != '{' && looks_like_values(open + 1)) return add_variable(name, open);
  add_function(name, name, open, NameForm::kPlain);
}

// "(*name)(…)", "(*name(…))(…)", "(name)(…)", "(X::*name)": at the opening parenthesis.
void DeclarationReader::read_parenthesised() {
  const std::size_t behind = behind_group(at_);
  if (!is_typed_) {
    at_ = behind;
    return;
  }
  bool is_pointer = false;
  for (++at_; at_ < behind; ++at_) {
    if (is(at_, '*') || is(at_, '&') || is(at_, '^')) {
      is_pointer = true;
      continue;
    }
    if (is(at_, '(') || token(at_).is_keyword() || is_scope_operator(at_) || (at_ > 0 && is_scope_operator(at_ - 1))) {
      if (token(at_).is_keyword() && is(at_ + 1, '(')) at_ = behind_group(at_ + 1) - 1;
      continue;
    }
    if (!is_identifier(at_)) break;
    std::size_t next = at_ + 1;
    if (is(next, '<')) next = behind_angles(next);
    if (is_scope_operator(next)) {
      at_ = next;
      continue;
    }
    if (is_identifier(next) || is(next, '*')) continue;  // a calling convention
    const std::size_t name = path_first_ = at_;
    if (is(next, '(')) return add_function(name, name, next, NameForm::kPlain);
    if (!is_pointer && is(behind, '(')) return add_function(name, name, behind, NameForm::kPlain);
    std::size_t end = behind;
    while (is(end, '(') || is(end, '[')) end = behind_group(end);
    return add_variable(name, end);
  }
  at_ = behind;
}

void DeclarationReader::read_operator() {
  const std::size_t first = at_;
  if (path_next_ != first) path_first_ = first;
  NameForm form = NameForm::kOperator;
  std::size_t last = first + 1;
  if (!has(last)) return stop();
  if (is(last, '(') || is(last, '[')) {
    last = behind_group(last) - 1;
  } else if (is(last, Keyword::k_new) || is(last, Keyword::k_delete)) {
    if (is(last + 1, '[')) last = behind_group(last + 1) - 1;
  } else if (token(last).kind == TokenKind::kString) {
    if (is_identifier(last + 1)) ++last;
  } else if (token(last).kind == TokenKind::kPunctuation && !is_scope_operator(last)) {
    while (has(last + 1) && token(last + 1).kind == TokenKind::kPunctuation && token(last + 1).touches_previous &&
           !is(last + 1, '(')) {
      ++last;
    }
  } else {
    form = NameForm::kConversion;
    for (std::size_t at = last; has(at) && !is(at, '(');) {
      const std::size_t behind = is(at, '<') ? behind_angles(at) : at;
      at = behind == at ? at + 1 : behind;
      last = at - 1;
    }
  }
  std::size_t open = last + 1;
  if (is(open, '<')) open = behind_angles(open);
  if (!is(open, '(')) return stop();
  add_function(first, last, open, form);
}

void DeclarationReader::read_destructor() {
  const std::size_t first = at_;
  const bool is_qualified = path_next_ == first;
  std::size_t open = first + 2;
  if (is(open, '<')) open = behind_angles(open);
  if (!is_identifier(first + 1) || !is(open, '(') || (!is_qualified && class_id_ == kNoClass)) {
    ++at_;
    return;
  }
  if (!is_qualified) path_first_ = first;
  add_function(first, first + 1, open, NameForm::kDestructor);
}

// An attribute, an array's bounds or structured bindings.
void DeclarationReader::read_square() {
  const std::size_t behind = behind_group(at_);
  const bool binds = at_ > 0 && (is(at_ - 1, Keyword::k_auto) || is(at_ - 1, '&'));
  if (!binds || !is_typed_) {
    at_ = behind;
    return;
  }
  for (std::size_t name = at_ + 1; name + 1 < behind; ++name) {
    if (!is_identifier(name)) continue;
    path_first_ = name;
    add_variable(name, behind);
  }
  at_ = behind;
  skip_to_comma();
}

// "TEST(suite, name) {": people look for the test, not for the macro. Which of the arguments is its name is a matter of
// custom: the second of two, qualified by the first; the first where something is defined (SYSCALL_DEFINE1(close, …)),
// where a description follows (MATCHER_P(name, n, "…")) or in Boost's way; a string where there is nothing else.
void DeclarationReader::add_macro_function(std::size_t macro, std::size_t open) {
  const std::size_t close = behind_group(open) - 1;
  const std::string_view spelling = identifiers_->spelling(token(macro).id);
  const auto ends_argument = [&](std::size_t at) { return at == close || is(at, ','); };
  std::size_t text = open + 1;
  while (text < close && token(text).kind != TokenKind::kString) ++text;
  const bool has_text = text < close && ends_argument(text + 1) && is_plain_string(text);
  const bool is_case = spelling.find("TEST_CASE") != std::string_view::npos;
  std::size_t name = path_first_ = open + 1;
  if (has_text && text == name) return add_function(text, text, open, NameForm::kMacroArgument);
  if (!is_identifier(name)) return stop();
  std::size_t second = name;
  while (second < close && !is(second, ',')) {
    second = is(second, '(') || is(second, '[') ? behind_group(second) : second + 1;
    if (is(second, '<')) second = behind_angles(second);
  }
  ++second;
  if (is_case && has_text && text == second) {
    name = text;
  } else if (!is_case && !has_text && spelling.find("DEFINE") == std::string_view::npos && is_identifier(second) &&
             ends_argument(second + 1)) {
    name = second;
  } else if (!ends_argument(name + 1)) {
    return stop();
  }
  add_function(name, name, open, NameForm::kMacroArgument);
}

void DeclarationReader::add_function(std::size_t name_first, std::size_t name_last, std::size_t open, NameForm form) {
  Declarator& found = declarators_.emplace_back();
  found.is_function = true;
  found.form = form;
  found.path_first = path_first_;
  found.name_first = name_first;
  found.name_last = name_last;
  found.parameters = open;
  at_ = behind_group(open);
  read_function_tail();
}

// What follows the parameters: const, noexcept(…), -> type, = default, a constructor's initialisers.
void DeclarationReader::read_function_tail() {
  Declarator& function = declarators_.back();
  while (has(at_)) {
    if (is(at_, '(') || is(at_, '[')) {
      at_ = behind_group(at_);
    } else if (is(at_, '<')) {
      const std::size_t behind = behind_angles(at_);
      at_ = behind == at_ ? at_ + 1 : behind;
    } else if (is_scope_operator(at_)) {
      at_ += 2;
    } else if (is(at_, ':')) {
      function.has_initialisers = true;
      break;
    } else if (is(at_, '=')) {
      function.is_defined = is(at_ + 1, Keyword::k_default);
      break;
    } else if (is(at_, ',') && terminator_ != '{') {
      break;
    } else {
      ++at_;
    }
  }
  function.end = at_;
  if (terminator_ == '{') return stop();
  skip_to_comma();
}

void DeclarationReader::add_variable(std::size_t name, std::size_t behind) {
  Declarator& found = declarators_.emplace_back();
  found.path_first = path_first_;
  found.name_first = found.name_last = name;
  at_ = behind;
  while (has(at_) && !is(at_, '=') && !is(at_, ',') && token(at_).kind != TokenKind::kBlock) {
    at_ = is(at_, '(') || is(at_, '[') ? behind_group(at_) : at_ + 1;
  }
  found.end = at_;
  found.is_defined = has(at_) && !is(at_, ',');
  skip_to_comma();
}

void DeclarationReader::skip_to_comma() {
  while (has(at_) && !is(at_, ',')) {
    if (is(at_, '(') || is(at_, '[')) {
      at_ = behind_group(at_);
    } else if (is(at_, '<')) {
      const std::size_t behind = behind_angles(at_);
      at_ = behind == at_ ? at_ + 1 : behind;
    } else {
      ++at_;
    }
  }
}

// What may stand behind a variable's name.
bool DeclarationReader::ends_declarator(std::size_t at) {
  const std::size_t here = at_;
  at_ = at;
  while (skip_attribute()) continue;
  while (is(at_, Keyword::k___asm__) || is(at_, Keyword::k___asm) || is(at_, Keyword::k_asm)) {
    ++at_;
    if (is(at_, '(')) at_ = behind_group(at_);
    while (skip_attribute()) continue;
  }
  at = at_;
  at_ = here;
  return !has(at) || is(at, '=') || is(at, ',') || is(at, '[') || (is(at, ':') && !is_scope_operator(at)) ||
         token(at).kind == TokenKind::kBlock;
}

// "int x GUARDED_BY(mutex);"
bool DeclarationReader::is_trailing_macro(std::size_t at) {
  if (!is_shouted(at)) return false;
  return ends_declarator(is(at + 1, '(') ? behind_group(at + 1) : at + 1);
}

bool DeclarationReader::starts_pointer(std::size_t at) const {
  if (is(at, '*') || is(at, '^') || is(at, '&')) return true;
  return is_identifier(at) && (is(at + 1, '*') || (is_scope_operator(at + 1) && is(at + 3, '*')));
}

// The first of the arguments of a constructor rather than of a function's parameters.
bool DeclarationReader::looks_like_values(std::size_t at) const {
  if (!has(at)) return false;
  const Token& first = token(at);
  return first.kind == TokenKind::kNumber || first.kind == TokenKind::kString || first.kind == TokenKind::kCharacter ||
         first.kind == TokenKind::kBlock || first.is('&') || first.is('-') || first.is('!') || first.is('*') ||
         first.is('(') || first.is(Keyword::k_this) || first.is(Keyword::k_new) || first.is(Keyword::k_sizeof);
}

// "()", "(...)", "(void)", "(T x", "(int": and not the argument of an attribute, "(mutex)".
bool DeclarationReader::looks_like_parameters(std::size_t open) const {
  const std::size_t first = open + 1;
  if (is(first, ')') || is(first, '.') || (has(first) && token(first).is_keyword())) return true;
  return is_identifier(first) && (is_identifier(first + 1) || is(first + 1, '*') || is(first + 1, '&'));
}

// Whether "(a, b)" at `open` is followed by declarations of a or b, as in C before 1989.
bool DeclarationReader::is_old_style(std::size_t open) const {
  const std::size_t behind = behind_group(open);
  if (behind + 1 >= size_ || token(behind).is(':')) return false;
  if (terminator_ == '{' && !is(size_ - 1, ';')) return false;
  for (std::size_t at = open + 1; at + 1 < behind; ++at) {
    if (!is_identifier(at) && !is(at, ',')) return false;
  }
  std::size_t last = size_ - 1;
  if (is(last, ';')) --last;
  while (last > behind && !is_identifier(last)) --last;
  if (last == behind) return false;
  for (std::size_t at = open + 1; at + 1 < behind; ++at) {
    if (token(at).kind == TokenKind::kName && token(at).id == token(last).id) return true;
  }
  return false;
}

bool DeclarationReader::is_old_style_head() const {
  return declarators_.size() >= 1 && declarators_.front().is_function && class_id_ == kNoClass &&
         is_old_style(declarators_.front().parameters);
}

}  // namespace cairn::lexical
