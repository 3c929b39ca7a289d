#include "core/query/symbol_facts.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/index/semantic_status.h"

namespace cairn::query {

SymbolInfo own(const model::SymbolFacts& facts) {
  return {std::string(facts.usr),
          std::string(facts.name),
          std::string(facts.scope),
          std::string(facts.signature),
          facts.kind,
          facts.flags};
}

std::optional<store::SymbolRef> find_symbol(const store::Snapshot& snapshot, std::string_view usr) {
  for (store::SymbolRef& symbol : store::find_symbols(snapshot, index::kSemanticLayer, store::symbol_id(usr))) {
    if (symbol.facts.usr == usr) return std::move(symbol);
  }
  return std::nullopt;
}

std::optional<SymbolInfo> describe_symbol(const store::Snapshot& snapshot, std::string_view usr) {
  const auto symbol = find_symbol(snapshot, usr);
  return symbol ? std::optional(own(symbol->facts)) : std::nullopt;
}

std::vector<SymbolInfo> symbols_named(const store::Snapshot& snapshot, std::string_view name) {
  const std::size_t colons = name.rfind("::");
  const std::string_view last = colons == std::string_view::npos ? name : name.substr(colons + 2);
  std::string scope(colons == std::string_view::npos ? std::string_view() : name.substr(0, colons + 2));
  const bool is_global = scope.starts_with("::");
  if (is_global) scope.erase(0, 2);
  std::map<std::string, SymbolInfo> whole;
  std::map<std::string, SymbolInfo> partial;
  for (const store::NameHit& hit : store::names_equal_to(snapshot, index::kSemanticLayer, last)) {
    for (const auto& [part, ordinal] : hit.symbols) {
      const model::SymbolFacts facts = part->segment->facts(ordinal);
      if (part->segment->is_damaged()) continue;
      const std::string_view found = facts.scope;
      const bool ends_so = found.ends_with(scope) && (found.size() == scope.size() || scope.empty() ||
                                                      found[found.size() - scope.size() - 1] == ':');
      if (found == scope) {
        whole.emplace(facts.usr, own(facts));
      } else if (ends_so && !is_global) {
        partial.emplace(facts.usr, own(facts));
      }
    }
  }
  std::vector<SymbolInfo> symbols;
  // A bare name says nothing of the scope.
  const bool takes_all = scope.empty() && !is_global;
  if (takes_all || whole.empty()) whole.merge(partial);
  for (auto& [usr, info] : whole) symbols.push_back(std::move(info));
  return symbols;
}

}  // namespace cairn::query
