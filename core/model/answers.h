// What a question about code is answered with: plain records, no LSP in them.
//
// Columns are in units of the encoding that the client agreed on, because whoever
// makes these records (a worker, the store's reader) has the very text that the
// answer is about, and the server may not. Paths are absolute.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/fix.h"
#include "core/text/position.h"

namespace cairn::model {

struct Location {
  std::string path;
  text::Range range;
  auto operator<=>(const Location&) const = default;
};

enum class Severity : std::uint8_t { kError, kWarning, kInformation, kHint };

struct RelatedNote {
  Location location;
  std::string message;
  bool operator==(const RelatedNote&) const = default;
};

// One diagnostic of the main file. A problem inside an included file stands on the
// #include line that leads to it, with the true place as its first note.
struct Diagnostic {
  text::Range range;
  Severity severity = Severity::kError;
  std::string code;  // "-Wunused-variable", or the diagnostic's category for errors
  std::string message;
  bool is_unnecessary = false;  // code the reader may skip: unused, unreachable
  bool is_deprecated = false;
  std::vector<RelatedNote> notes;
  std::vector<Fix> fixes;  // of the main file's text at that parse; each by itself mends it
  bool operator==(const Diagnostic&) const = default;
};

struct Hover {
  std::string markdown;
  std::optional<text::Range> range;  // what the hover is about, in the asked file
};

// The kinds that editors show icons for; a subset of LSP's with its meaning.
enum class SymbolKind : std::uint8_t {
  kNamespace,
  kClass,
  kStruct,
  kUnion,
  kEnum,
  kEnumMember,
  kFunction,
  kMethod,
  kConstructor,
  kDestructor,
  kConversion,
  kOperator,
  kField,
  kVariable,
  kConstant,
  kTypeAlias,
  kTypeParameter,
  kConcept,
  kMacro,
  kFile,
};

struct DocumentSymbol {
  std::string name;
  std::string detail;  // type or signature
  SymbolKind kind = SymbolKind::kVariable;
  bool is_deprecated = false;
  text::Range range;            // the whole declaration
  text::Range selection_range;  // the name; inside `range`
  std::vector<DocumentSymbol> children;
};

enum class HighlightKind : std::uint8_t { kText, kRead, kWrite };

struct Highlight {
  text::Range range;
  HighlightKind kind = HighlightKind::kText;
};

// What a name in an open file means, for questions to the store.
struct NamedSymbol {
  std::string usr;  // normalised, as in the index's rows
  std::string name;
  SymbolKind kind = SymbolKind::kVariable;
  bool is_local = false;  // in no row of the index: a local, a parameter, a label
};

// An #include's operand and the file that it leads to.
struct DocumentLink {
  text::Range range;
  std::string path;
};

// The outcome of parsing one open file.
struct ParseOutcome {
  std::vector<Diagnostic> diagnostics;
  std::vector<std::string> included_files;     // absolute, canonical, each once, without the file itself
  std::vector<std::string> dropped_arguments;  // flags that clang refused and that were left out
  std::vector<text::Range> inactive_regions;   // lines that the preprocessor left out, in order
};

}  // namespace cairn::model
