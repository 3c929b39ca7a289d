// What names in a source text are, for editors that colour them.
#pragma once

#include <compare>
#include <cstdint>

namespace cairn::model {

// Numbered as they stand in the legend that clients get (server/convert).
enum class SemanticTokenKind : std::uint8_t {
  kNamespace,
  kType,  // neither class, struct nor enumeration: an alias of a built-in or dependent type
  kClass,
  kStruct,  // and unions
  kEnum,
  kTypeParameter,  // any template parameter
  kParameter,
  kVariable,
  kProperty,  // data members
  kEnumMember,
  kFunction,
  kMethod,
  kMacro,
  kModifier,  // `override`, `final`
  kComment,   // also code that the preprocessor leaves out
  kOperator,  // overloaded
  kConcept,
  kLabel,
  kKeyword,
  kString,
  kNumber,
};

// Bit numbers of SemanticToken::modifiers, in the order of the legend.
enum class SemanticTokenModifier : std::uint8_t {
  kDeclaration,
  kDefinition,
  kDeprecated,
  kDeduced,
  kReadonly,
  kStatic,
  kAbstract,
  kVirtual,
  kDependentName,
  kDefaultLibrary,
  kConstructorOrDestructor,
  kFunctionScope,
  kClassScope,
  kFileScope,
  kGlobalScope,
};

constexpr std::uint32_t bit(SemanticTokenModifier modifier) { return 1U << static_cast<unsigned>(modifier); }

// What is wanted besides names.
struct SemanticTokenChoice {
  bool inactive_as_comments = false;  // lines that the preprocessor leaves out
  bool syntax = false;                // keywords, literals, comments
  auto operator<=>(const SemanticTokenChoice&) const = default;
};

// Never goes over the end of a line.
struct SemanticToken {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t length = 0;  // in the unit of columns
  SemanticTokenKind kind = SemanticTokenKind::kVariable;
  std::uint32_t modifiers = 0;
  auto operator<=>(const SemanticToken&) const = default;
};

}  // namespace cairn::model
