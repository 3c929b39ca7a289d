#include "server/answers/symbol_files.h"

#include <limits>
#include <set>
#include <utility>

#include "core/index/lexical_index.h"
#include "core/query/stored_symbols.h"
#include "core/query/symbol_facts.h"
#include "core/store/lookup.h"
#include "core/store/variant_path.h"

namespace cairn::server {
namespace {

// Of names that only the scan knows; more places are many symbols.
constexpr std::size_t kMaxPlaces = 1000;

std::vector<std::string> listed(const std::set<std::string>& files) { return {files.begin(), files.end()}; }

}  // namespace

SymbolFiles files_of_symbols(const store::Snapshot& snapshot, const Usrs& usrs) {
  std::set<std::string> introducing;
  std::set<std::string> mentioning;
  for (const std::string& usr : usrs) {
    const auto symbol = query::find_symbol(snapshot, usr);
    if (!symbol) continue;
    constexpr auto kAny = std::numeric_limits<model::Roles>::max();
    store::visit_occurrences(*symbol, kAny, [&](std::string_view path, const store::Mention& mention) {
      const std::string file(store::own_path(path));
      if ((mention.roles & (model::kDeclares | model::kDefines)) != 0) introducing.insert(file);
      mentioning.insert(file);
      return true;
    });
  }
  return {listed(introducing), listed(mentioning)};
}

SymbolFiles files_of_name(const store::Snapshot& snapshot, const std::string& name) {
  Usrs usrs;
  for (const query::SymbolInfo& each : query::symbols_named(snapshot, name)) usrs.push_back(each.usr);
  SymbolFiles files = files_of_symbols(snapshot, usrs);
  if (!files.introducing.empty()) return files;
  std::set<std::string> introducing;
  for (const auto& each : query::find_exactly(snapshot, index::kLexicalLayer, name, kMaxPlaces).symbols) {
    introducing.insert(each.path);
  }
  return {listed(introducing), {}};
}

}  // namespace cairn::server
