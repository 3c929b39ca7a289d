// Completion and signature help: what they are answered with. Columns are in the
// encoding that the client agreed on, as in answers.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/fix.h"
#include "core/text/position.h"

namespace cairn::model {

enum class CompletionKind : std::uint8_t {
  kText,
  kKeyword,
  kMacro,
  kFile,
  kFolder,
  kNamespace,
  kClass,
  kStruct,
  kUnion,
  kEnum,
  kEnumMember,
  kFunction,
  kMethod,
  kConstructor,
  kField,
  kVariable,
  kTypeAlias,
  kTypeParameter,
  kConcept,
  kSnippet,
};

// A piece of what stands behind a completed name: brackets and commas as they are, or
// an argument that the user fills in.
struct CallPiece {
  std::string text;
  bool is_argument = false;
};

struct CompletionItem {
  std::string label;            // the name as the list shows it
  std::string signature;        // "(int first, char second = 'c')"; empty for what takes no arguments
  std::string result_type;      // of a function, or the type of a value
  std::string filter_text;      // what the user types to reach it
  std::string insert_text;      // plain text, never a snippet
  std::vector<CallPiece> call;  // goes behind insert_text for editors with snippets; empty where no call is wanted
  std::string documentation;    // plain text; only if it was asked for at once
  std::vector<Edit> changes;    // elsewhere in the file: `->` in place of a dot
  CompletionKind kind = CompletionKind::kText;
  std::uint32_t score = 0;  // in thousandths; more is better, comparable within one list
  bool is_deprecated = false;
};

struct Completion {
  text::Range replace;                // the identifier under the cursor, up to the cursor
  text::Position replace_end;         // where that identifier ends behind the cursor
  bool is_incomplete = false;         // cut: typing on can bring items that are not among these
  std::vector<CompletionItem> items;  // best first
};

// What is only worked out for an item that the user looks at.
struct CompletionDetails {
  std::string documentation;  // plain text, may be empty
};

struct ParameterHelp {
  // Bytes of the signature's label.
  std::uint32_t label_begin = 0;
  std::uint32_t label_end = 0;
};

struct SignatureInformation {
  std::string label;  // "over(const char *s, int n) -> int"
  std::string documentation;
  std::vector<ParameterHelp> parameters;
  // The parameter that the cursor is at; none if the signature has no such one.
  std::optional<std::uint32_t> active_parameter;
};

struct SignatureHelp {
  std::vector<SignatureInformation> signatures;
  std::uint32_t active_signature = 0;  // the first that takes as many arguments
};

}  // namespace cairn::model
