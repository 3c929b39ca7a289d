#include "core/clang/indexer/unit_rows.h"

#include <algorithm>

#include "platform/base/hash.h"

namespace cairn::clang {

text::Position UnitFile::position(std::uint32_t offset) const {
  const auto after = std::upper_bound(line_starts.begin(), line_starts.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - line_starts.begin()) - 1;
  return {line, offset - line_starts[line]};
}

std::string_view UnitRows::keep(std::string_view text) {
  if (text.empty()) return {};
  if (const auto found = texts_.find(text); found != texts_.end()) return found->first;
  return texts_.emplace(arena_.copy(text), true).first->first;
}

void UnitRows::close() {
  numbers_ = {};
  texts_ = {};
}

std::uint32_t UnitRows::add_symbol(std::string_view usr, std::string_view name, std::string_view scope,
                                   model::SymbolKind kind) {
  if (const auto found = numbers_.find(usr); found != numbers_.end()) return found->second;
  const auto number = static_cast<std::uint32_t>(symbols.size());
  UnitSymbol& symbol = symbols.emplace_back();
  symbol.usr = arena_.copy(usr);
  symbol.name = keep(name);
  symbol.scope = keep(scope);
  symbol.id = base::hash64(usr);
  symbol.kind = kind;
  numbers_.emplace(symbol.usr, number);
  return number;
}

}  // namespace cairn::clang
