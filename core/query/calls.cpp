// Rows name no caller: a definition's extent and a call's position say the same, and so
// rows of a file need no second copy of its nesting. The price is that each file with
// calls is decoded whole; a decode costs some 20 ns an occurrence.
#include "core/query/calls.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "core/query/file_symbols.h"
#include "core/query/variants.h"

namespace cairn::query {
namespace {

struct Definition {
  const store::Part* part = nullptr;
  store::Ordinal symbol = 0;
  Place place;
};

bool may_contain_calls(model::SymbolKind kind) {
  using Kind = model::SymbolKind;
  return is_function_kind(kind) || kind == Kind::kVariable || kind == Kind::kConstant || kind == Kind::kField ||
         kind == Kind::kEnumMember;
}

// What a text of a file defines that may contain calls.
std::vector<Definition> definitions_in(std::span<const Variant> variants) {
  std::vector<Definition> found;
  for (const Variant& variant : variants) {
    const std::size_t before = found.size();
    const store::Segment& segment = *variant.part->segment;
    segment.visit_occurrences(variant.file, [&](store::Ordinal symbol, const store::Mention& mention) {
      if ((mention.roles & (model::kDefines | model::kDeclares)) == 0 || mention.extent == text::Range()) return;
      if (may_contain_calls(static_cast<model::SymbolKind>(segment.symbol(symbol).kind))) {
        found.push_back({variant.part, symbol, place_of(mention)});
      }
    });
    if (segment.is_damaged()) found.resize(before);
  }
  return found;
}

// The innermost: the last to start, the first to end.
const Definition* innermost(const std::vector<Definition>& definitions, const text::Range& call) {
  const Definition* best = nullptr;
  for (const Definition& each : definitions) {
    if (call.start < each.place.extent.start || each.place.extent.end <= call.start) continue;
    if (best == nullptr || best->place.extent.start < each.place.extent.start ||
        (best->place.extent.start == each.place.extent.start && each.place.extent.end < best->place.extent.end)) {
      best = &each;
    }
  }
  return best;
}

void add_callers(const store::Snapshot& snapshot, const std::string& path, const TextPlaces& calls,
                 std::vector<CallSite>& sites) {
  const auto variants = current_variants(snapshot, path, calls.text.content_hash);
  const std::vector<Definition> definitions = definitions_in(variants);
  std::map<std::pair<text::Position, std::string>, CallSite> by_caller;  // in the file's order
  for (const Place& call : calls.places) {
    CallSite site;
    if (const Definition* caller = innermost(definitions, call.range)) {
      site.symbol = own(caller->part->segment->facts(caller->symbol));
      site.container = caller->place;
    } else {
      site.symbol.name = path.substr(path.rfind('/') + 1);
      site.symbol.kind = model::SymbolKind::kFile;
    }
    site.path = path;
    site.text = calls.text;
    const auto key = std::pair(site.container.range.start, site.symbol.usr);
    by_caller.emplace(key, std::move(site)).first->second.calls.push_back(call);
  }
  for (auto& [key, site] : by_caller) sites.push_back(std::move(site));
}

void add_callees(const store::Snapshot& snapshot, const std::string& path, const TextPlaces& definitions,
                 std::vector<CallSite>& sites) {
  std::map<std::string, CallSite> by_callee;
  for (const Variant& variant : current_variants(snapshot, path, definitions.text.content_hash)) {
    const store::Segment& segment = *variant.part->segment;
    std::vector<std::tuple<store::Ordinal, Place, Place>> calls;
    segment.visit_occurrences(variant.file, [&](store::Ordinal symbol, const store::Mention& mention) {
      if ((mention.roles & model::kCalls) == 0) return;
      for (const Place& definition : definitions.places) {
        if (mention.start < definition.extent.start || definition.extent.end <= mention.start) continue;
        calls.emplace_back(symbol, definition, place_of(mention));
        break;
      }
    });
    for (const auto& [symbol, definition, call] : calls) {
      const model::SymbolFacts facts = segment.facts(symbol);
      if (segment.is_damaged()) break;
      CallSite& site = by_callee[std::string(facts.usr)];
      if (site.calls.empty()) site = {own(facts), path, definitions.text, definition, {}};
      site.calls.push_back(call);
    }
  }
  for (auto& [usr, site] : by_callee) {
    merge_places(site.calls);
    // A user may know what a file only mentions by less than the symbol's own file does.
    if (auto known = describe_symbol(snapshot, usr)) site.symbol = *std::move(known);
    sites.push_back(std::move(site));
  }
}

bool by_place(const CallSite& a, const CallSite& b) {
  return std::tuple(std::string_view(a.path), a.calls.front().range, std::string_view(a.symbol.usr)) <
         std::tuple(std::string_view(b.path), b.calls.front().range, std::string_view(b.symbol.usr));
}

}  // namespace

CallSites find_callers(const store::Snapshot& snapshot, std::span<const std::string> usrs, std::size_t limit,
                       const std::stop_token& stop) {
  CallSites result;
  const PlacesWanted wanted{usrs, model::kCalls, 0};
  result.is_complete = visit_places(snapshot, wanted, stop, [&](FilePlaces&& file) {
    for (const TextPlaces& text : file.texts) add_callers(snapshot, file.path, text, result.sites);
    return result.sites.size() < limit;
  });
  return result;
}

CallSites find_callees(const store::Snapshot& snapshot, std::string_view usr, std::size_t limit,
                       const std::stop_token& stop) {
  CallSites result;
  const std::string owned(usr);
  const PlacesWanted wanted{std::span(&owned, 1), model::kDefines, 0};
  result.is_complete = visit_places(snapshot, wanted, stop, [&](FilePlaces&& file) {
    for (const TextPlaces& text : file.texts) add_callees(snapshot, file.path, text, result.sites);
    return result.sites.size() < limit;
  });
  std::stable_sort(result.sites.begin(), result.sites.end(), by_place);
  return result;
}

}  // namespace cairn::query
