// What a statement declares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/lexical/identifier_table.h"
#include "core/lexical/statement.h"

namespace cairn::lexical {

enum class NameForm : std::uint8_t {
  kPlain,
  kConstructor,
  kDestructor,
  kOperator,
  kConversion,
  kMacroArgument,  // TEST(suite, name) {: name, qualified by suite; or the text of a string
};

// Indexes are into the statement.
struct Declarator {
  bool is_function = false;
  bool is_defined = false;  // = default, or a variable with an initialiser
  NameForm form = NameForm::kPlain;
  std::size_t path_first = 0;  // "A::B<int>::f": where A is; equal to name_first if the name is not qualified
  std::size_t name_first = 0;
  std::size_t name_last = 0;      // inclusive: an operator's name has several tokens
  std::size_t parameters = 0;     // of a function: its opening parenthesis
  std::size_t end = 0;            // exclusive, without initialiser or constructor's initialiser list
  bool has_initialisers = false;  // a constructor's
};

struct Reading {
  enum class Form : std::uint8_t {
    kNothing,
    kNamespace,
    kLinkage,
    kClass,
    kEnum,
    kDeclarators,
    kAlias,
    kConcept,
    kUsingNamespace,
  };
  Form form = Form::kNothing;
  Keyword class_key = Keyword::k_class;  // of a kClass
  std::size_t first = 0;                 // without macros on lines of their own before it
  std::size_t path_first = 0;            // as of a Declarator
  std::size_t name = 0;
  bool has_name = false;
  std::size_t head_end = 0;  // kClass, kEnum: before the base clause
  bool is_typedef = false;
  bool is_static = false;
  bool is_extern = false;
  bool is_friend = false;
  bool is_constant_or_inline = false;
};

// Reads statements one after the other. Not thread-safe. Time linear in the statement's length.
class DeclarationReader {
 public:
  // `terminator` is what stands behind the statement: one of { ; }. `class_id` is the name of the class whose body it
  // stands in, kNoClass outside of classes, kUnnamedClass in one without a name. `text` is the file's.
  static constexpr std::uint32_t kNoClass = 0xFFFFFFFF;
  static constexpr std::uint32_t kUnnamedClass = 0xFFFFFFFE;
  Reading read(const Statement& statement, char terminator, std::uint32_t class_id, const IdentifierTable& identifiers,
               std::string_view text);

  // Of the last reading with form kDeclarators, in order.
  const std::vector<Declarator>& declarators() const { return declarators_; }

  // Whether the last reading is the head of an old C function, "f(a) int a", whose parameters' declarations go on.
  bool is_old_style_head() const;

 private:
  // Heads: specifiers, class heads, namespaces. Each moves `at_` forwards.
  void read_statement();
  bool read_specifier();
  bool skip_attribute();
  bool skip_macro();
  bool skip_macro_call();
  bool read_template_head();
  void skip_constraint();
  void read_namespace();
  void read_alias();
  void read_using_namespace();
  void read_concept();
  bool read_class_head();
  bool read_enum_head();
  void read_head_name();

  // Declarators, in declarator_reader.cpp.
  void read_declarators();
  void read_keyword();
  void read_name();
  void read_call(std::size_t name, std::size_t open);
  void read_parenthesised();
  void read_operator();
  void read_destructor();
  void read_square();
  void add_macro_function(std::size_t macro, std::size_t open);
  void add_function(std::size_t name_first, std::size_t name_last, std::size_t open, NameForm form);
  void read_function_tail();
  void add_variable(std::size_t name, std::size_t behind);
  void skip_to_comma();
  void skip_elaborated();
  bool names_class(std::size_t name) const;
  bool ends_declarator(std::size_t at);
  bool is_trailing_macro(std::size_t at);
  bool starts_pointer(std::size_t at) const;
  bool looks_like_values(std::size_t at) const;
  bool looks_like_parameters(std::size_t open) const;
  bool is_old_style(std::size_t open) const;
  void stop() { at_ = size_; }

  bool has(std::size_t at) const { return at < size_; }
  bool is(std::size_t at, char c) const { return at < size_ && (*statement_)[at].is(c); }
  bool is(std::size_t at, Keyword keyword) const { return at < size_ && (*statement_)[at].is(keyword); }
  const Token& token(std::size_t at) const { return (*statement_)[at]; }
  bool is_scope_operator(std::size_t at) const;
  bool is_shouted(std::size_t at) const;
  bool is_plain_string(std::size_t at) const;
  bool is_identifier(std::size_t at) const { return at < size_ && token(at).is_identifier(); }
  std::size_t behind_group(std::size_t open) const;
  std::size_t behind_angles(std::size_t open);

  const Statement* statement_ = nullptr;  // of the caller, during read()
  const IdentifierTable* identifiers_ = nullptr;
  std::string_view text_;
  std::size_t size_ = 0;
  std::size_t at_ = 0;
  char terminator_ = ';';
  std::uint32_t class_id_ = kNoClass;
  bool angles_failed_ = false;
  bool is_typed_ = false;         // a type was seen, or a macro that may stand for one
  bool is_surely_typed_ = false;  // by more than a macro
  std::size_t path_first_ = 0;    // where the qualified name that is being read begins
  std::size_t path_next_ = 0;     // where it goes on
  std::size_t path_last_ = 0;     // its last name so far
  std::size_t head_names_ = 0;    // in a class head
  std::size_t behind_first_head_name_ = 0;
  Reading reading_;
  std::vector<Declarator> declarators_;
};

}  // namespace cairn::lexical
