#include "core/query/file_symbols.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace cairn::query {
namespace {

constexpr model::Roles kIntroduces = model::kDeclares | model::kDefines;
// What a place's own text does not say.
constexpr model::Roles kUnspelled = model::kImplicit | model::kFromMacro;

bool covers(const store::Mention& mention, text::Position position) {
  return mention.start.line == position.line && mention.start.column <= position.column &&
         position.column <= mention.start.column + mention.length;
}

// Keeps those that `is_better` holds for, if it does for any.
template <typename Predicate>
void prefer(std::vector<SymbolAt>& found, Predicate is_better) {
  if (std::any_of(found.begin(), found.end(), is_better)) {
    std::erase_if(found, [&](const SymbolAt& each) { return !is_better(each); });
  }
}

bool has_name(const SymbolAt& each, std::string_view word) {
  std::string_view name = each.symbol.name;
  if (name.starts_with('~')) name.remove_prefix(1);
  return !word.empty() && name == word;
}

struct OutlineEntry {
  Place place;
  SymbolInfo symbol;
};

bool is_in_outline(const SymbolInfo& symbol, const store::Mention& mention) {
  return (mention.roles & kIntroduces) != 0 && (mention.roles & model::kImplicit) == 0 && mention.length != 0 &&
         symbol.kind != model::SymbolKind::kMacro && symbol.kind != model::SymbolKind::kTypeParameter &&
         symbol.kind != model::SymbolKind::kFile;
}

bool contains(const text::Range& outer, const text::Range& inner) {
  return outer.start <= inner.start && inner.end <= outer.end;
}

// Outer entries before what they contain; one place of one symbol once.
std::vector<OutlineEntry> outline_entries(std::span<const Variant> variants) {
  std::vector<OutlineEntry> entries;
  for (const Variant& variant : variants) {
    const std::size_t before = entries.size();
    const store::Segment& segment = *variant.part->segment;
    segment.visit_occurrences(variant.file, [&](store::Ordinal symbol, const store::Mention& mention) {
      if ((mention.roles & kIntroduces) == 0) return;
      SymbolInfo info = own(segment.facts(symbol));
      if (!is_in_outline(info, mention)) return;
      Place place = place_of(mention);
      if (!contains(place.extent, place.range)) place.extent = place.range;
      entries.push_back({place, std::move(info)});
    });
    if (segment.is_damaged()) entries.resize(before);
  }
  const auto key = [](const OutlineEntry& each) {
    return std::tuple(each.place.extent.start, std::pair(~each.place.extent.end.line, ~each.place.extent.end.column),
                      each.place.range, std::string_view(each.symbol.usr));
  };
  std::sort(entries.begin(), entries.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  entries.erase(
      std::unique(entries.begin(), entries.end(), [&](const auto& a, const auto& b) { return key(a) == key(b); }),
      entries.end());
  return entries;
}

// The entries from `next` on that lie within `around`, with what they contain.
std::vector<model::DocumentSymbol> build_tree(const std::vector<OutlineEntry>& entries, std::size_t& next,
                                              const text::Range* around) {
  std::vector<model::DocumentSymbol> level;
  while (next < entries.size() && (around == nullptr || contains(*around, entries[next].place.extent))) {
    const OutlineEntry& entry = entries[next++];
    model::DocumentSymbol symbol;
    symbol.name = entry.symbol.name.empty() ? "(anonymous)" : entry.symbol.name;
    symbol.detail = entry.symbol.signature;
    symbol.kind = entry.symbol.kind;
    symbol.is_deprecated = (entry.symbol.flags & model::SymbolFacts::kDeprecated) != 0;
    symbol.range = entry.place.extent;
    symbol.selection_range = entry.place.range;
    // A declarator's neighbours ("int a, b") have overlapping extents, but only what has a body has members.
    const bool has_members = is_type_kind(symbol.kind) || symbol.kind == model::SymbolKind::kNamespace;
    if (has_members) {
      symbol.children = build_tree(entries, next, &entry.place.extent);
    } else if (is_function_kind(symbol.kind)) {
      static_cast<void>(build_tree(entries, next, &entry.place.extent));
    }
    level.push_back(std::move(symbol));
  }
  return level;
}

}  // namespace

bool is_function_kind(model::SymbolKind kind) {
  using Kind = model::SymbolKind;
  return kind == Kind::kFunction || kind == Kind::kMethod || kind == Kind::kConstructor || kind == Kind::kDestructor ||
         kind == Kind::kConversion || kind == Kind::kOperator;
}

bool is_type_kind(model::SymbolKind kind) {
  using Kind = model::SymbolKind;
  return kind == Kind::kClass || kind == Kind::kStruct || kind == Kind::kUnion || kind == Kind::kEnum ||
         kind == Kind::kTypeAlias || kind == Kind::kConcept;
}

std::vector<SymbolAt> symbols_at(std::span<const Variant> variants, text::Position position, std::string_view word) {
  std::map<std::pair<std::string, text::Position>, SymbolAt> by_place;
  for (const Variant& variant : variants) {
    const store::Segment& segment = *variant.part->segment;
    std::vector<std::pair<store::Ordinal, Place>> found;
    segment.visit_occurrences(variant.file, [&](store::Ordinal symbol, const store::Mention& mention) {
      if (covers(mention, position)) found.emplace_back(symbol, place_of(mention));
    });
    std::vector<SymbolAt> described;
    for (const auto& [symbol, place] : found) described.push_back({own(segment.facts(symbol)), place});
    if (segment.is_damaged()) continue;
    for (SymbolAt& each : described) {
      const auto key = std::pair(each.symbol.usr, each.place.range.start);
      const auto [known, is_new] = by_place.emplace(key, each);
      if (!is_new) known->second.place.roles |= each.place.roles;
    }
  }
  std::vector<SymbolAt> symbols;
  for (auto& [key, each] : by_place) symbols.push_back(std::move(each));
  prefer(symbols, [&](const SymbolAt& each) { return position < each.place.range.end; });
  prefer(symbols, [&](const SymbolAt& each) { return has_name(each, word); });
  prefer(symbols, [](const SymbolAt& each) { return (each.place.roles & kUnspelled) == 0; });
  prefer(symbols, [](const SymbolAt& each) { return (each.place.roles & kIntroduces) != 0; });
  prefer(symbols, [](const SymbolAt& each) { return each.symbol.kind != model::SymbolKind::kConstructor; });
  return symbols;
}

std::vector<Place> places_in_file(std::span<const Variant> variants, std::span<const std::string> usrs) {
  std::vector<Place> places;
  for (const Variant& variant : variants) {
    const std::size_t before = places.size();
    const store::Segment& segment = *variant.part->segment;
    for (const std::string& usr : usrs) {
      for (const store::Ordinal symbol : segment.find_id(store::symbol_id(usr))) {
        if (segment.usr(symbol) != usr) continue;
        segment.visit_mentions(variant.file, symbol, [&](const store::Mention& mention) {
          if (mention.length != 0 && (mention.roles & kUnspelled) == 0) places.push_back(place_of(mention));
        });
      }
    }
    if (segment.is_damaged()) places.resize(before);
  }
  merge_places(places);
  return places;
}

std::vector<model::DocumentSymbol> outline_of(std::span<const Variant> variants) {
  const std::vector<OutlineEntry> entries = outline_entries(variants);
  std::size_t next = 0;
  return build_tree(entries, next, nullptr);
}

std::string included_at(std::span<const Variant> variants, std::uint32_t line) {
  for (const Variant& variant : variants) {
    const store::Segment& segment = *variant.part->segment;
    for (const store::SegmentInclude& include : segment.includes(variant.file)) {
      if (include.line != line || !include.resolved) continue;
      std::string path(path_of_variant(segment.path(*include.resolved)));
      if (!segment.is_damaged()) return path;
    }
  }
  return {};
}

}  // namespace cairn::query
