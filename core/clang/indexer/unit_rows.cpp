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
  const std::uint64_t hash = base::hash64(text);
  std::uint32_t& known = text_numbers_.find(
      hash, [&](std::uint32_t n) { return texts_[n].hash; }, [&](std::uint32_t n) { return texts_[n].text == text; });
  if (known == 0) {
    texts_.push_back({arena_.copy(text), hash});
    known = static_cast<std::uint32_t>(texts_.size());
  }
  return texts_[known - 1].text;
}

void UnitRows::close() {
  numbers_ = {};
  texts_ = {};
  text_numbers_ = {};
}

std::uint32_t UnitRows::add_symbol(std::string_view usr, std::string_view name, std::string_view scope,
                                   model::SymbolKind kind) {
  const std::uint64_t id = base::hash64(usr);
  std::uint32_t& known = numbers_.find(
      id, [&](std::uint32_t n) { return symbols[n].id; }, [&](std::uint32_t n) { return symbols[n].usr == usr; });
  if (known != 0) return known - 1;
  const auto number = static_cast<std::uint32_t>(symbols.size());
  known = number + 1;
  UnitSymbol& symbol = symbols.emplace_back();
  symbol.usr = arena_.copy(usr);
  symbol.name = keep(name);
  symbol.scope = keep(scope);
  symbol.id = id;
  symbol.kind = kind;
  symbol.digest = (symbol.id * kOddFactor ^ base::hash64(name)) + static_cast<std::uint64_t>(mentioned_kind(kind));
  symbol.scope_hash = base::hash64(scope);
  return number;
}

}  // namespace cairn::clang
