#include "core/query/stored_symbols.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "core/query/variants.h"
#include "core/store/lookup.h"

namespace cairn::query {
namespace {

// With a scope asked for, so many more names are looked at, because most will not have it.
constexpr std::size_t kScopeFactor = 8;

bool same_folded(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// "a::b::c" asks for the name c in a scope that ends with "a::b::".
struct Query {
  std::string_view name;
  std::string_view scope;
  bool is_global = false;

  explicit Query(std::string_view text) {
    const std::size_t colons = text.rfind("::");
    if (colons == std::string_view::npos) {
      name = text;
      return;
    }
    name = text.substr(colons + 2);
    scope = text.substr(0, colons + 2);
    is_global = scope.starts_with("::");
    if (is_global) scope.remove_prefix(2);
  }
  bool accepts(std::string_view found) const {
    if (is_global) return same_folded(found, scope);
    if (found.size() < scope.size() || !same_folded(found.substr(found.size() - scope.size()), scope)) return false;
    return scope.empty() || found.size() == scope.size() || found[found.size() - scope.size() - 1] == ':';
  }
};

// Where a symbol is introduced: definitions, or if there is none declarations; by path and
// position.
std::vector<std::tuple<std::string, store::Mention>> introductions(
    const store::SymbolRef& symbol, const std::function<bool(std::string_view path)>& accepts_file) {
  std::vector<std::tuple<std::string, store::Mention>> found;
  for (const model::Roles roles : {model::kDefines, model::kDeclares}) {
    store::visit_occurrences(symbol, roles, [&](std::string_view path, const store::Mention& mention) {
      if (!accepts_file || accepts_file(path_of_variant(path))) found.emplace_back(path, mention);
      return true;
    });
    if (!found.empty()) break;
  }
  std::sort(found.begin(), found.end());
  return found;
}

// `path` as the layer has it.
StoredSymbol describe(const store::SymbolRef& symbol, const std::string& path, const store::Mention& mention) {
  StoredSymbol result;
  result.usr = symbol.facts.usr;
  result.name = symbol.facts.name;
  result.scope = symbol.facts.scope;
  result.signature = symbol.facts.signature;
  result.kind = symbol.facts.kind;
  result.is_deprecated = (symbol.facts.flags & model::SymbolFacts::kDeprecated) != 0;
  result.is_definition = (mention.roles & model::kDefines) != 0;
  result.path = path_of_variant(path);
  result.name_range = {mention.start, {mention.start.line, mention.start.column + mention.length}};
  result.extent = mention.extent == text::Range() ? result.name_range : mention.extent;
  for (const store::SymbolRef::Place& place : symbol.places) {
    const std::optional<store::Ordinal> file = place.part->segment->find_path(path);
    if (!file || !place.part->is_live(*file)) continue;
    result.text = stamp_of(place.part->segment->file_record(*file));
  }
  return result;
}

// The symbols of hits, each once, that `query` accepts.
template <typename Take>
void visit_symbols(const store::Snapshot& snapshot, std::uint32_t layer, const store::NameHit& hit, const Query& query,
                   Take take) {
  std::set<std::uint64_t> ids;
  for (const store::SymbolRef::Place& place : hit.symbols) ids.insert(place.part->segment->symbol(place.ordinal).id);
  for (const std::uint64_t id : ids) {
    for (const store::SymbolRef& symbol : store::find_symbols(snapshot, layer, static_cast<model::SymbolId>(id))) {
      if (symbol.is_introduced && symbol.facts.name == hit.name && query.accepts(symbol.facts.scope)) take(symbol);
    }
  }
}

}  // namespace

StoredSymbols find_by_name(const store::Snapshot& snapshot, std::uint32_t layer, std::string_view text,
                           std::size_t limit, const std::stop_token& stop,
                           const std::function<bool(std::string_view path)>& accepts_file) {
  const Query query(text);
  const bool has_scope = query.is_global || !query.scope.empty();
  const store::NameSearch search =
      store::search_names(snapshot, layer, query.name, has_scope ? limit * kScopeFactor : limit, stop);
  StoredSymbols result;
  result.is_complete = search.is_complete;
  std::vector<std::pair<float, store::SymbolRef>> found;
  for (const store::NameHit& hit : search.hits) {
    visit_symbols(snapshot, layer, hit, query,
                  [&](const store::SymbolRef& symbol) { found.emplace_back(hit.score, symbol); });
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second.file_count > b.second.file_count;
  });
  for (const auto& [score, symbol] : found) {
    if (result.symbols.size() == limit) {
      result.is_complete = false;
      break;
    }
    const auto places = introductions(symbol, accepts_file);
    if (places.empty()) continue;
    result.symbols.push_back(describe(symbol, std::get<0>(places.front()), std::get<1>(places.front())));
    result.symbols.back().score = score;
  }
  result.is_complete = result.is_complete && !snapshot.is_damaged();
  return result;
}

StoredSymbols find_exactly(const store::Snapshot& snapshot, std::uint32_t layer, std::string_view text,
                           std::size_t limit) {
  const Query query(text);
  StoredSymbols result;
  for (const store::NameHit& hit : store::names_equal_to(snapshot, layer, query.name)) {
    visit_symbols(snapshot, layer, hit, query, [&](const store::SymbolRef& symbol) {
      for (const auto& [path, mention] : introductions(symbol, {})) {
        result.symbols.push_back(describe(symbol, path, mention));
      }
    });
  }
  std::stable_sort(result.symbols.begin(), result.symbols.end(), [](const StoredSymbol& a, const StoredSymbol& b) {
    return std::tuple(!a.is_definition, a.path, a.name_range) < std::tuple(!b.is_definition, b.path, b.name_range);
  });
  // Several variants of a file state the same.
  result.symbols.erase(std::unique(result.symbols.begin(), result.symbols.end(),
                                   [](const StoredSymbol& a, const StoredSymbol& b) {
                                     return std::tie(a.usr, a.path, a.name_range) ==
                                            std::tie(b.usr, b.path, b.name_range);
                                   }),
                       result.symbols.end());
  result.is_complete = result.symbols.size() <= limit && !snapshot.is_damaged();
  if (result.symbols.size() > limit) result.symbols.resize(limit);
  return result;
}

}  // namespace cairn::query
