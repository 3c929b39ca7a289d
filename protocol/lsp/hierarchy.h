// textDocument/prepareCallHierarchy, callHierarchy/…, textDocument/prepareTypeHierarchy,
// typeHierarchy/…; the prepare requests take TextDocumentPositionParams.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/lsp/basic.h"
#include "protocol/lsp/symbols.h"

namespace cairn::lsp {

// CallHierarchyItem and TypeHierarchyItem, which have the same members. Clients refuse one
// whose `selection_range` is not inside `range`.
struct HierarchyItem {
  std::string name;
  SymbolKind kind = SymbolKind::kFunction;
  std::optional<std::string> detail;
  DocumentUri uri;
  Range range;
  Range selection_range;
  std::string usr;  // data.usr: comes back in the next question
};
Json to_json(const HierarchyItem& value);

// Params of the questions about an item. Of the item `data` says what it is about; what else it says, a client may have
// got long ago, and it only helps to find the files in which to look.
struct HierarchyItemParams {
  std::string usr;
  std::optional<std::string> name;
  std::optional<std::uint32_t> kind;  // SymbolKind
  std::optional<DocumentUri> uri;
};
bool read(Reader reader, HierarchyItemParams& out);

// CallHierarchyIncomingCall and CallHierarchyOutgoingCall.
struct HierarchyCall {
  HierarchyItem item;
  std::vector<Range> from_ranges;
};
Json to_json(const HierarchyCall& value, std::string_view member);  // "from" or "to"

}  // namespace cairn::lsp
