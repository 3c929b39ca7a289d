#include "core/clang/indexer/unit_rows.h"

#include "platform/base/hash.h"

namespace cairn::clang {
namespace {

constexpr std::uint64_t kOddFactor = 0x9E3779B97F4A7C15;  // mixes: 2^64 over the golden ratio

}  // namespace

model::SymbolKind mentioned_kind(model::SymbolKind kind) {
  return kind == model::SymbolKind::kStruct ? model::SymbolKind::kClass : kind;
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
  symbol.digest = (symbol.id * kOddFactor ^ base::hash64(name)) + static_cast<std::uint64_t>(mentioned_kind(kind));
  symbol.scope_hash = base::hash64(scope);
  numbers_.emplace(symbol.usr, number);
  return number;
}

}  // namespace cairn::clang
