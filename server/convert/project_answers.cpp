#include "server/convert/project_answers.h"

#include <utility>

#include "protocol/lsp/uri.h"
#include "server/convert/answers.h"

namespace cairn::server {

lsp::HierarchyItem to_lsp(const HierarchyItem& item) {
  lsp::HierarchyItem result;
  result.name = item.symbol.name.empty() ? "(anonymous)" : item.symbol.name;
  result.kind = lsp_kind(item.symbol.kind);
  if (item.symbol.scope.ends_with("::")) result.detail = item.symbol.scope.substr(0, item.symbol.scope.size() - 2);
  result.uri = lsp::uri_from_path(item.path);
  result.range = to_lsp(item.range);
  result.selection_range = to_lsp(item.selection_range);
  result.usr = item.symbol.usr;
  return result;
}

lsp::HierarchyCall to_lsp(const HierarchyCall& call) {
  lsp::HierarchyCall result;
  result.item = to_lsp(call.item);
  for (const text::Range& range : call.ranges) result.from_ranges.push_back(to_lsp(range));
  return result;
}

}  // namespace cairn::server
