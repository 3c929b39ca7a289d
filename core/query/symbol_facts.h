// What a symbol is, by its USR or by its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/rows.h"
#include "core/store/lookup.h"

namespace cairn::query {

// model::SymbolFacts with texts of its own.
struct SymbolInfo {
  std::string usr;
  std::string name;
  std::string scope;  // "ns::Class::"
  std::string signature;
  model::SymbolKind kind = model::SymbolKind::kVariable;
  std::uint8_t flags = 0;  // model::SymbolFacts::Flag
};

SymbolInfo own(const model::SymbolFacts& facts);

// The semantic layer's symbol of this USR; none where no live file mentions it.
std::optional<store::SymbolRef> find_symbol(const store::Snapshot& snapshot, std::string_view usr);
std::optional<SymbolInfo> describe_symbol(const store::Snapshot& snapshot, std::string_view usr);

// The semantic layer's symbols of exactly this name, by USR; with "::" in it, of this
// scope (see find_exactly), first those that it names from file level on: with them, others
// that only end so are left out.
std::vector<SymbolInfo> symbols_named(const store::Snapshot& snapshot, std::string_view name);

}  // namespace cairn::query
