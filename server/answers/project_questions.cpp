#include "server/answers/project_questions.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/query/calls.h"
#include "core/query/file_symbols.h"
#include "core/query/relations.h"
#include "core/text/comment.h"
#include "core/text/comment_above.h"
#include "platform/base/utf.h"
#include "platform/fs/path.h"

namespace cairn::server {
namespace {

constexpr model::Roles kAnyRole = 0xFFFF;
constexpr std::size_t kMaxCallers = 20'000;
constexpr std::size_t kMaxCommentBytes = 8000;
constexpr std::string_view kMacroMark = "@macro@";

// Names of the symbols, for checking that a text still spells them.
std::vector<std::string> names_of(const Locator& locator, const Usrs& usrs) {
  std::vector<std::string> names;
  for (const std::string& usr : usrs) {
    if (auto symbol = query::describe_symbol(*locator.view().snapshot, usr)) names.push_back(std::move(symbol->name));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Locations places_with(Locator& locator, const Usrs& usrs, model::Roles roles, model::Roles excluded) {
  Locations found;
  const std::vector<std::string> names = names_of(locator, usrs);
  for (const query::FilePlaces& file : query::find_places(*locator.view().snapshot, {usrs, roles, excluded})) {
    const LocatedFile located = locator.locate(file, names);
    found.is_stale = found.is_stale || located.is_stale;
    for (const LocatedPlace& place : located.places) found.list.push_back({located.path, place.range});
  }
  put_in_order(found);
  return found;
}

HierarchyItem make_item(query::SymbolInfo symbol, const std::string& path, const LocatedPlace& place) {
  HierarchyItem item{std::move(symbol), path, place.extent, place.range};
  // Clients refuse an item whose name is not inside of it.
  if (place.range.start < place.extent.start || place.extent.end < place.range.end) item.range = place.range;
  return item;
}

// The file itself, for calls at its own level.
HierarchyItem file_item(const query::SymbolInfo& symbol, const std::string& path) { return {symbol, path, {}, {}}; }

HierarchyItems related_items(Locator& locator, const std::string& usr, query::Direction direction) {
  HierarchyItems items;
  const query::Related related =
      query::directly_related(*locator.view().snapshot, usr, model::RelationKind::kBaseOf, direction);
  items.is_complete = related.is_complete;
  for (const std::string& each : related.usrs) {
    if (auto item = item_of(locator, each, items.is_stale)) items.list.push_back(*std::move(item));
  }
  return items;
}

// A call of what a method overrides may be a call of the method.
Usrs overridden_by(const Locator& locator, const Usrs& usrs) {
  Usrs found;
  for (const std::string& usr : usrs) {
    query::Related related = query::transitively_related(
        *locator.view().snapshot, usr, model::RelationKind::kOverriddenBy, query::Direction::kToSubjects);
    found.insert(found.end(), related.usrs.begin(), related.usrs.end());
  }
  return found;
}

// Constructors or destructors of classes: where they are declared, the class is named.
Usrs makers_of(const Locator& locator, const Usrs& usrs, model::SymbolKind kind) {
  Usrs found;
  for (const std::string& usr : usrs) {
    const auto type = query::describe_symbol(*locator.view().snapshot, usr);
    if (!type || !query::is_type_kind(type->kind) || type->name.empty()) continue;
    const char* mark = kind == model::SymbolKind::kDestructor ? "~" : "";
    const std::string name = "::" + type->scope + type->name + "::" + mark + type->name;
    for (query::SymbolInfo& each : query::symbols_named(*locator.view().snapshot, name)) {
      // Another class of that name, a specialisation, say, has other ones.
      if (each.kind == kind && each.usr.starts_with(usr)) found.push_back(std::move(each.usr));
    }
  }
  return found;
}

// A destructor's name behind its '~', as a mention of the class.
Locations names_of_destroyed(Locator& locator, const Usrs& destructors) {
  Locations found = places_with(locator, destructors, model::kDeclares | model::kDefines, model::kImplicit);
  for (model::Location& each : found.list) {
    const text::TextBuffer* text = locator.text_of(each.path);
    if (text == nullptr) continue;
    const auto offset = text->offset_at(each.range.start, locator.view().encoding);
    if (!offset || text->text().compare(*offset, 1, "~") != 0) continue;
    const std::size_t name = text->text().find_first_not_of(" \t", *offset + 1);
    if (name != std::string::npos) each.range.start = text->position_at(name, locator.view().encoding);
  }
  return found;
}

// Adds as many of `list` as there is room for, and hands on what was added.
void add_within(std::size_t limit, std::vector<model::Location> list, Locations& found,
                const std::function<void(std::vector<model::Location>)>& take) {
  const std::size_t room = limit - std::min(limit, found.list.size());
  if (list.size() > room) {
    list.resize(room);
    found.is_cut = true;
  }
  found.list.insert(found.list.end(), list.begin(), list.end());
  if (take && !list.empty()) take(std::move(list));
}

const char* word_for(model::SymbolKind kind) {
  using Kind = model::SymbolKind;
  switch (kind) {
    case Kind::kNamespace:
      return "namespace ";
    case Kind::kClass:
      return "class ";
    case Kind::kStruct:
      return "struct ";
    case Kind::kUnion:
      return "union ";
    case Kind::kEnum:
      return "enum ";
    case Kind::kConcept:
      return "concept ";
    case Kind::kMacro:
      return "#define ";
    default:
      return "";
  }
}

// What the declaration looks like, as far as rows tell.
std::string declaration_line(const query::SymbolInfo& symbol) {
  const std::string& signature = symbol.signature;
  if (signature.find(symbol.name) != std::string::npos && !symbol.name.empty()) return signature;
  if (query::is_function_kind(symbol.kind) && !signature.starts_with('(')) return signature + " " + symbol.name;
  return word_for(symbol.kind) + symbol.name + signature;
}

std::string comment_of(Locator& locator, const std::string& usr) {
  for (const model::Roles roles : {model::kDeclares, model::kDefines}) {
    const Usrs usrs = {usr};
    for (const query::FilePlaces& file : query::find_places(*locator.view().snapshot, {usrs, roles, 0})) {
      const std::vector<std::string> names = names_of(locator, usrs);
      const LocatedFile located = locator.locate(file, names);
      if (located.places.empty()) continue;
      const text::TextBuffer* text = locator.text_of(located.path);
      if (text == nullptr) continue;
      const std::uint32_t line = located.places.front().extent.start.line;
      std::string comment = text::comment_of_declaration(text->text(), line, kMaxCommentBytes);
      if (!comment.empty()) return text::comment_to_markdown(base::to_valid_utf8(comment));
    }
  }
  return {};
}

}  // namespace

void put_in_order(Locations& locations) {
  std::sort(locations.list.begin(), locations.list.end());
  locations.list.erase(std::unique(locations.list.begin(), locations.list.end()), locations.list.end());
}

Usrs with_twins(Usrs usrs) {
  for (std::size_t i = 0, count = usrs.size(); i < count; ++i) {
    const std::size_t mark = usrs[i].rfind(kMacroMark);
    if (mark == std::string::npos) continue;
    std::string nameless = "c:" + usrs[i].substr(mark);
    if (std::find(usrs.begin(), usrs.end(), nameless) == usrs.end()) usrs.push_back(std::move(nameless));
  }
  return usrs;
}

Locations definitions_of(Locator& locator, const Usrs& usrs) {
  return places_with(locator, usrs, model::kDefines, model::kImplicit);
}

Locations declarations_of(Locator& locator, const Usrs& usrs) {
  return places_with(locator, usrs, model::kDeclares, model::kDefines | model::kImplicit);
}

Locations implementations_of(Locator& locator, const Usrs& usrs) {
  using query::Direction;
  Usrs wanted;
  bool is_complete = true;
  for (const std::string& usr : usrs) {
    const std::size_t before = wanted.size();
    for (const auto kind :
         {model::RelationKind::kOverriddenBy, model::RelationKind::kBaseOf, model::RelationKind::kSpecialisedBy}) {
      query::Related related = query::transitively_related(*locator.view().snapshot, usr, kind, Direction::kToObjects);
      is_complete = is_complete && related.is_complete;
      wanted.insert(wanted.end(), related.usrs.begin(), related.usrs.end());
    }
    if (wanted.size() == before) wanted.push_back(usr);
  }
  Locations found = definitions_of(locator, wanted);
  // What is declared only, as far as the index knows, is still an implementation.
  for (const std::string& usr : wanted) {
    const Usrs one = {usr};
    if (!query::find_places(*locator.view().snapshot, {one, model::kDefines, model::kImplicit}).empty()) continue;
    const bool is_asked_itself = std::find(usrs.begin(), usrs.end(), usr) != usrs.end();
    if (is_asked_itself) continue;
    const Locations declared = declarations_of(locator, one);
    found.list.insert(found.list.end(), declared.list.begin(), declared.list.end());
    found.is_stale = found.is_stale || declared.is_stale;
  }
  found.is_complete = is_complete;
  put_in_order(found);
  return found;
}

Locations references_to(Locator& locator, const Usrs& usrs, const ReferencesWanted& wanted, const std::stop_token& stop,
                        const std::function<void(std::vector<model::Location>)>& take) {
  Locations found;
  constexpr model::Roles kIntroduces = model::kDeclares | model::kDefines;
  const Usrs own = with_twins(usrs);
  const Usrs bases = overridden_by(locator, usrs);
  const Usrs constructors =
      wanted.include_declarations ? makers_of(locator, usrs, model::SymbolKind::kConstructor) : Usrs();
  Usrs all = own;
  all.insert(all.end(), bases.begin(), bases.end());
  all.insert(all.end(), constructors.begin(), constructors.end());
  const std::vector<std::string> names = names_of(locator, all);
  model::Roles excluded = model::kImplicit;
  if (!wanted.include_declarations) excluded |= kIntroduces | model::kOverrides;
  const query::PlacesWanted groups[] = {
      {own, kAnyRole, excluded},
      {bases, kAnyRole, static_cast<model::Roles>(excluded | model::kOverrides)},
      {constructors, kIntroduces, model::kImplicit},
  };
  const bool is_whole = query::visit_places(*locator.view().snapshot, groups, stop, [&](query::FilePlaces&& file) {
    if (!wanted.but_not_in.empty() && fs::join_path(locator.view().root, file.path) == wanted.but_not_in) return true;
    const LocatedFile located = locator.locate(file, names);
    found.is_stale = found.is_stale || located.is_stale;
    std::vector<model::Location> list;
    for (const LocatedPlace& place : located.places) list.push_back({located.path, place.range});
    add_within(wanted.limit, std::move(list), found, take);
    return !found.is_cut;
  });
  found.is_complete = is_whole && !found.is_cut;
  if (!wanted.include_declarations || found.is_cut) return found;
  Locations destroyed = names_of_destroyed(locator, makers_of(locator, usrs, model::SymbolKind::kDestructor));
  std::erase_if(destroyed.list, [&](const model::Location& each) { return each.path == wanted.but_not_in; });
  found.is_stale = found.is_stale || destroyed.is_stale;
  add_within(wanted.limit, std::move(destroyed.list), found, take);
  found.is_complete = found.is_complete && !found.is_cut;
  put_in_order(found);
  return found;
}

std::optional<HierarchyItem> item_of(Locator& locator, const std::string& usr, bool& is_stale) {
  auto symbol = query::describe_symbol(*locator.view().snapshot, usr);
  if (!symbol) return std::nullopt;
  const Usrs usrs = {usr};
  for (const model::Roles roles : {model::kDefines, model::kDeclares}) {
    for (const query::FilePlaces& file : query::find_places(*locator.view().snapshot, {usrs, roles, 0})) {
      const LocatedFile located = locator.locate(file, std::span(&symbol->name, 1));
      is_stale = is_stale || located.is_stale;
      if (!located.places.empty()) return make_item(*std::move(symbol), located.path, located.places.front());
    }
  }
  return std::nullopt;
}

HierarchyCalls incoming_calls(Locator& locator, const std::string& usr, const std::stop_token& stop) {
  HierarchyCalls calls;
  const Usrs usrs = {usr};
  const std::vector<std::string> names = names_of(locator, usrs);
  const query::CallSites sites = query::find_callers(*locator.view().snapshot, usrs, kMaxCallers, stop);
  calls.is_complete = sites.is_complete;
  for (const query::CallSite& site : sites.sites) {
    const LocatedFile located = locator.locate({site.path, {{site.text, site.calls}}}, names);
    calls.is_stale = calls.is_stale || located.is_stale;
    if (located.places.empty()) continue;
    std::optional<HierarchyItem> item;
    if (site.symbol.usr.empty()) {
      item = file_item(site.symbol, located.path);
    } else if (const auto place =
                   locator.locate(site.path, site.text, site.container, site.symbol.name, calls.is_stale)) {
      item = make_item(site.symbol, located.path, *place);
    }
    if (!item) continue;
    std::vector<text::Range> ranges;
    for (const LocatedPlace& place : located.places) ranges.push_back(place.range);
    // Two texts of one file have one caller.
    const auto same = std::find_if(calls.list.begin(), calls.list.end(), [&](const HierarchyCall& each) {
      return each.item.path == item->path && each.item.symbol.usr == item->symbol.usr;
    });
    if (same == calls.list.end()) {
      calls.list.push_back({*std::move(item), std::move(ranges)});
    } else {
      same->ranges.insert(same->ranges.end(), ranges.begin(), ranges.end());
    }
  }
  return calls;
}

HierarchyCalls outgoing_calls(Locator& locator, const std::string& usr, const std::stop_token& stop) {
  HierarchyCalls calls;
  const query::CallSites sites = query::find_callees(*locator.view().snapshot, usr, kMaxCallers, stop);
  calls.is_complete = sites.is_complete;
  std::map<std::string, std::size_t> known;
  for (const query::CallSite& site : sites.sites) {
    const LocatedFile located = locator.locate({site.path, {{site.text, site.calls}}}, std::span(&site.symbol.name, 1));
    calls.is_stale = calls.is_stale || located.is_stale;
    if (located.places.empty()) continue;
    const auto [entry, is_new] = known.emplace(site.symbol.usr, calls.list.size());
    if (is_new) {
      auto item = item_of(locator, site.symbol.usr, calls.is_stale);
      // What no indexed file declares, a built-in say, cannot be shown.
      if (!item) {
        known.erase(entry);
        continue;
      }
      calls.list.push_back({*std::move(item), {}});
    }
    for (const LocatedPlace& place : located.places) calls.list[entry->second].ranges.push_back(place.range);
  }
  return calls;
}

HierarchyItems supertypes_of(Locator& locator, const std::string& usr) {
  return related_items(locator, usr, query::Direction::kToSubjects);
}

HierarchyItems subtypes_of(Locator& locator, const std::string& usr) {
  return related_items(locator, usr, query::Direction::kToObjects);
}

std::optional<model::Hover> hover_of(Locator& locator, const std::string& usr) {
  const auto symbol = query::describe_symbol(*locator.view().snapshot, usr);
  if (!symbol) return std::nullopt;
  model::Hover hover;
  hover.markdown = fmt::format("```cpp\n{}\n```", declaration_line(*symbol));
  if (symbol->scope.ends_with("::")) {
    hover.markdown += fmt::format("\n\nin `{}`", symbol->scope.substr(0, symbol->scope.size() - 2));
  }
  if (const std::string comment = comment_of(locator, usr); !comment.empty()) hover.markdown += "\n\n" + comment;
  return hover;
}

}  // namespace cairn::server
