#include "server/answers/unit_places.h"

#include <algorithm>
#include <map>

#include "core/query/file_symbols.h"
#include "core/query/variants.h"
#include "platform/base/hash.h"

namespace cairn::server {
namespace {

std::vector<query::SymbolAt> rows_at(Locator& locator, const model::Location& place) {
  const ProjectView& view = locator.view();
  const text::TextBuffer* text = locator.text_of(place.path);
  if (text == nullptr) return {};
  const auto offset = text->offset_at(place.range.start, view.encoding);
  if (!offset) return {};
  const text::Position position = text->position_at(*offset, base::TextEncoding::kUtf8);
  const auto rows = query::current_variants(*view.snapshot, view.store_path(place.path), base::hash64(text->text()));
  return query::symbols_at(rows, position, word_around(text->text(), *offset));
}

}  // namespace

void add_unit_places(const ProjectView& view, const Subject& subject, const std::vector<model::Location>& unit,
                     Locations& found) {
  // Nobody parsed the text if rows are asked: then there are no places of a unit.
  if (!subject.has_fresh_rows && !subject.is_from_rows) {
    std::erase_if(found.list, [&](const model::Location& each) { return each.path == subject.path; });
  }
  std::map<std::string, bool> has_rows = {{subject.path, subject.has_fresh_rows}};
  for (const model::Location& each : unit) {
    auto known = has_rows.find(each.path);
    if (known == has_rows.end()) {
      known = has_rows.emplace(each.path, query::has_variants(*view.snapshot, view.store_path(each.path))).first;
    }
    if (!known->second) found.list.push_back(each);
  }
  std::sort(found.list.begin(), found.list.end());
  found.list.erase(std::unique(found.list.begin(), found.list.end()), found.list.end());
}

std::vector<model::NamedSymbol> symbols_at_place(Locator& locator, const model::Location& place) {
  std::vector<model::NamedSymbol> symbols;
  for (const query::SymbolAt& each : rows_at(locator, place)) {
    symbols.push_back({each.symbol.usr, each.symbol.name, each.symbol.kind, false});
  }
  return symbols;
}

Usrs usrs_declared_at(Locator& locator, const model::Location& place) {
  Usrs usrs;
  for (const query::SymbolAt& each : rows_at(locator, place)) {
    if ((each.place.roles & (model::kDeclares | model::kDefines)) != 0) usrs.push_back(each.symbol.usr);
  }
  return usrs;
}

}  // namespace cairn::server
