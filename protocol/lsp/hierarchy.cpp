#include "protocol/lsp/hierarchy.h"

#include <utility>

namespace cairn::lsp {
namespace {

struct Data {
  std::string usr;
};
bool read(Reader reader, Data& out) { return reader.required("usr", out.usr); }

struct Item {
  Data data;
  std::optional<std::string> name;
  std::optional<std::uint32_t> kind;
  std::optional<DocumentUri> uri;
};
bool read(Reader reader, Item& out) {
  return reader.required("data", out.data) && reader.optional("name", out.name) && reader.optional("kind", out.kind) &&
         reader.optional("uri", out.uri);
}

}  // namespace

Json to_json(const HierarchyItem& value) {
  Json json = {{"name", value.name},
               {"kind", static_cast<int>(value.kind)},
               {"uri", value.uri},
               {"range", to_json(value.range)},
               {"selectionRange", to_json(value.selection_range)},
               {"data", {{"usr", value.usr}}}};
  if (value.detail) json["detail"] = *value.detail;
  return json;
}

bool read(Reader reader, HierarchyItemParams& out) {
  Item item;
  if (!reader.required("item", item)) return false;
  out = {std::move(item.data.usr), std::move(item.name), item.kind, std::move(item.uri)};
  return true;
}

Json to_json(const HierarchyCall& value, std::string_view member) {
  return {{std::string(member), to_json(value.item)}, {"fromRanges", rpc::json_array(value.from_ranges)}};
}

}  // namespace cairn::lsp
