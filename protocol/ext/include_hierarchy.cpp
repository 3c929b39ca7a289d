#include "protocol/ext/include_hierarchy.h"

#include <optional>

#include "protocol/lsp/uri.h"

namespace cairn::ext {

bool read(rpc::Reader reader, IncludeHierarchyParams& out) {
  std::string direction;
  if (!reader.required("uri", out.uri) || !reader.required("direction", direction)) return false;
  out.wants_includers = direction == "includers";
  return out.wants_includers || direction == "includes" ||
         reader.fail_member("direction", "expected includers or includes");
}

rpc::Json to_json(const IncludeHierarchyItem& value) {
  return {{"uri", lsp::uri_from_path(value.path)}, {"lines", value.lines}, {"exact", value.is_exact}};
}

bool read(rpc::Reader reader, DependenciesParams& out) {
  if (!reader.json().is_object()) return true;
  return reader.optional("limit", out.limit) && reader.optional("unused", out.wants_unused);
}

}  // namespace cairn::ext
