// textDocument/documentSymbol and workspace/symbol.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

enum class SymbolKind {
  kFile = 1,
  kModule = 2,
  kNamespace = 3,
  kPackage = 4,
  kClass = 5,
  kMethod = 6,
  kProperty = 7,
  kField = 8,
  kConstructor = 9,
  kEnum = 10,
  kInterface = 11,
  kFunction = 12,
  kVariable = 13,
  kConstant = 14,
  kString = 15,
  kNumber = 16,
  kBoolean = 17,
  kArray = 18,
  kObject = 19,
  kKey = 20,
  kNull = 21,
  kEnumMember = 22,
  kStruct = 23,
  kEvent = 24,
  kOperator = 25,
  kTypeParameter = 26,
};

struct DocumentSymbolParams {
  TextDocumentIdentifier text_document;
};
bool read(Reader reader, DocumentSymbolParams& out);

// For clients with hierarchicalDocumentSymbolSupport. Clients drop the whole answer
// if `selection_range` is not inside `range`, or if `name` is empty.
struct DocumentSymbol {
  std::string name;
  std::optional<std::string> detail;
  SymbolKind kind = SymbolKind::kVariable;
  bool deprecated = false;
  Range range;
  Range selection_range;
  std::vector<DocumentSymbol> children;
};
Json to_json(const DocumentSymbol& value);

struct WorkspaceSymbolParams {
  std::string query;
};
bool read(Reader reader, WorkspaceSymbolParams& out);

// The flat form, for all other clients; also the answer of workspace/symbol.
struct SymbolInformation {
  std::string name;
  SymbolKind kind = SymbolKind::kVariable;
  bool deprecated = false;
  Location location;
  std::optional<std::string> container_name;
};
Json to_json(const SymbolInformation& value);

}  // namespace cairn::lsp
