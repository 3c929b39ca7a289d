#include "core/query/workspace_symbols.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/index/lexical_index.h"
#include "core/index/semantic_status.h"
#include "core/query/variants.h"

namespace cairn::query {
namespace {

// Where most files have semantic rows, most lexical symbols drop out, so more are looked at.
constexpr std::size_t kMaxLexicalFactor = 64;

StoredSymbols find_lexical(const store::Snapshot& snapshot, std::string_view query, std::size_t limit,
                           std::size_t wanted, const std::stop_token& stop) {
  std::map<std::string, bool, std::less<>> known;
  const auto has_only_lexical_rows = [&](std::string_view path) {
    auto file = known.find(path);
    if (file == known.end()) file = known.emplace(path, !has_variants(snapshot, path)).first;
    return file->second;
  };
  for (std::size_t factor = 1;; factor *= 8) {
    StoredSymbols found =
        find_by_name(snapshot, index::kLexicalLayer, query, limit * factor, stop, has_only_lexical_rows);
    if (found.is_complete || found.symbols.size() >= wanted || factor == kMaxLexicalFactor) return found;
  }
}

std::string full_name(const StoredSymbol& symbol) { return symbol.scope + symbol.name; }

// A declaration in a file that is not indexed, of what the index has, says nothing new; the
// definition there of something that the index knows the declaration of is its better place.
void add_lexical(StoredSymbols lexical, WorkspaceSymbols& result) {
  std::multimap<std::string, std::size_t> semantic;
  for (std::size_t i = 0; i < result.found.symbols.size(); ++i) {
    semantic.emplace(full_name(result.found.symbols[i]), i);
  }
  for (StoredSymbol& symbol : lexical.symbols) {
    const auto [first, last] = semantic.equal_range(full_name(symbol));
    if (first != last && !symbol.is_definition) continue;
    result.has_lexical = true;
    if (first != last && std::next(first) == last && !result.found.symbols[first->second].is_definition) {
      result.found.symbols[first->second] = std::move(symbol);
    } else {
      result.found.symbols.push_back(std::move(symbol));
    }
  }
}

}  // namespace

WorkspaceSymbols find_in_workspace(const store::Snapshot& snapshot, std::string_view query, std::size_t limit,
                                   const std::stop_token& stop) {
  WorkspaceSymbols result;
  result.found = find_by_name(snapshot, index::kSemanticLayer, query, limit, stop);
  result.has_semantic = !result.found.symbols.empty();
  const std::size_t wanted = limit - result.found.symbols.size();
  StoredSymbols lexical = find_lexical(snapshot, query, limit, wanted, stop);
  result.found.is_complete = result.found.is_complete && lexical.is_complete;
  add_lexical(std::move(lexical), result);
  auto& symbols = result.found.symbols;
  std::stable_sort(symbols.begin(), symbols.end(),
                   [](const StoredSymbol& a, const StoredSymbol& b) { return a.score > b.score; });
  if (symbols.size() > limit) {
    symbols.resize(limit);
    result.found.is_complete = false;
  }
  return result;
}

}  // namespace cairn::query
