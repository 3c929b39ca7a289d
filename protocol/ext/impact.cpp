#include "protocol/ext/impact.h"

#include <utility>

#include "protocol/lsp/uri.h"

namespace cairn::ext {
namespace {

std::string shown(const std::string& path, FileForm form) {
  return form == FileForm::kUri ? lsp::uri_from_path(path) : path;
}

rpc::Json unit_json(const ImpactUnit& unit, FileForm form) {
  rpc::Json json = {{"exact", unit.is_exact},
                    {"seconds", unit.seconds},
                    {"cost", unit.cost},
                    {"targets", unit.targets},
                    {"chain", chain_json(unit.chain, form)}};
  add_file(json, unit.path, form);
  if (unit.slot != 0) json["slot"] = unit.slot;
  if (unit.mentions) json["mentions"] = *unit.mentions;
  return json;
}

}  // namespace

rpc::Json chain_json(const std::vector<IncludeLink>& chain, FileForm form) {
  rpc::Json list = rpc::Json::array();
  for (const IncludeLink& link : chain) {
    rpc::Json json = rpc::Json::object();
    add_file(json, link.path, form);
    if (link.line) json["line"] = *link.line;
    list.push_back(std::move(json));
  }
  return list;
}

void add_file(rpc::Json& object, const std::string& path, FileForm form) {
  object[form == FileForm::kUri ? "uri" : "path"] = shown(path, form);
}

rpc::Json file_list(const std::vector<std::string>& paths, FileForm form) {
  rpc::Json list = rpc::Json::array();
  for (const std::string& path : paths) list.push_back(shown(path, form));
  return list;
}

rpc::Json to_json(const ImpactResult& value, FileForm form) {
  rpc::Json units = rpc::Json::array();
  for (const ImpactUnit& unit : value.units) units.push_back(unit_json(unit, form));
  rpc::Json targets = rpc::Json::array();
  for (const ImpactTarget& each : value.targets) {
    targets.push_back({{"name", each.name}, {"kind", each.kind}, {"units", each.units}, {"seconds", each.seconds}});
  }
  return {{"files", file_list(value.files, form)},
          {"unknownFiles", file_list(value.unknown_files, form)},
          {"units", std::move(units)},
          {"unitCount", value.unit_count},
          {"allUnits", value.all_units},
          {"inexactUnits", value.inexact_units},
          {"seconds", value.seconds},
          {"targets", std::move(targets)},
          {"problems", value.problems}};
}

rpc::Json to_json(const RemovalResult& value, FileForm form) {
  rpc::Json units = rpc::Json::array();
  for (const RemovalUnit& unit : value.units) {
    rpc::Json json = {{"files", unit.files},
                      {"bytes", unit.bytes},
                      {"seconds", unit.seconds},
                      {"chain", chain_json(unit.chain, form)}};
    add_file(json, unit.path, form);
    units.push_back(std::move(json));
  }
  return {
      {"includer", shown(value.includer, form)}, {"included", shown(value.included, form)}, {"units", std::move(units)},
      {"unitCount", value.unit_count},           {"unreadUnits", value.unread_units},       {"seconds", value.seconds}};
}

bool read(rpc::Reader reader, ImpactParams::Without& out) {
  return reader.required("includer", out.includer) && reader.required("included", out.included);
}

bool read(rpc::Reader reader, ImpactParams& out) {
  bool ok = reader.optional("uris", out.uris) && reader.optional("symbol", out.symbol) &&
            reader.optional("without", out.without) && reader.optional("limit", out.limit);
  if (ok && reader.json().contains("position")) {
    lsp::TextDocumentPositionParams place;
    ok = read(reader, place);
    out.place = ImpactParams::Place{place.text_document.uri, place.position};
  }
  if (!ok) return false;
  const int said = (out.uris.empty() ? 0 : 1) + (out.symbol ? 1 : 0) + (out.place ? 1 : 0) + (out.without ? 1 : 0);
  return said == 1 || reader.fail("expected one of uris, symbol, textDocument with position, without");
}

}  // namespace cairn::ext
