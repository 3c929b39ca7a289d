#include "tests/support/store_model.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/store/dump.h"
#include "core/store/lookup.h"

namespace cairn::store::testing {
namespace {

std::string roles_text(model::Roles roles) {
  constexpr const char* kNames[] = {"declares",      "defines",  "refers",    "reads",      "writes", "calls",
                                    "takes-address", "implicit", "overrides", "from-macro", "tests"};
  // The order in which they are shown.
  constexpr int kOrder[] = {0, 1, 2, 3, 4, 5, 7, 6, 8, 9, 10};
  std::string text;
  for (const int bit : kOrder) {
    if ((roles >> bit & 1) != 0) text += (text.empty() ? "" : "+") + std::string(kNames[bit]);
  }
  return text;
}

void add_file_lines(const model::FileRows& rows, std::vector<std::string>& lines) {
  for (const model::IncludeLine& include : rows.includes) {
    const std::string spelled(include.spelled);
    lines.push_back(fmt::format("{}:{} include {} {}", rows.path, include.line + 1,
                                include.is_angled ? "<" + spelled + ">" : '"' + spelled + '"',
                                include.resolved.empty() ? "-" : include.resolved));
  }
  constexpr const char* kActs[] = {"define", "undefine", "test"};
  for (const model::MacroLine& macro : rows.macros) {
    std::string line = fmt::format("{}:{} {} {}{}", rows.path, macro.line + 1, kActs[static_cast<int>(macro.act)],
                                   macro.name, macro.pastes ? " ##" : "");
    for (const std::string_view word : macro.body) line += " " + std::string(word);
    lines.push_back(line);
  }
  std::vector<std::pair<model::Occurrence, std::string_view>> occurrences;
  for (const model::Occurrence& each : rows.occurrences) occurrences.emplace_back(each, rows.symbols[each.symbol].usr);
  const auto key = [](const auto& each) {
    return std::tuple(each.first.start, each.first.length, each.first.roles, each.first.extent, each.second);
  };
  std::sort(occurrences.begin(), occurrences.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  const auto last = std::unique(occurrences.begin(), occurrences.end(),
                                [&](const auto& a, const auto& b) { return key(a) == key(b); });
  occurrences.erase(last, occurrences.end());
  for (const auto& [each, usr] : occurrences) {
    std::string line = fmt::format("{}:{}:{} {} {} {}", rows.path, each.start.line + 1, each.start.column + 1,
                                   each.length, roles_text(each.roles), usr);
    if (each.extent != text::Range()) {
      line += fmt::format(" {}:{}-{}:{}", each.extent.start.line + 1, each.extent.start.column + 1,
                          each.extent.end.line + 1, each.extent.end.column + 1);
    }
    lines.push_back(line);
  }
}

std::set<std::string> words_of(const model::FileRows& rows) {
  std::set<std::string> words(rows.identifiers.begin(), rows.identifiers.end());
  for (const model::MacroLine& macro : rows.macros) {
    words.emplace(macro.name);
    words.insert(macro.body.begin(), macro.body.end());
  }
  return words;
}

}  // namespace

void Model::publish(std::uint64_t generation, const Rows& rows) {
  File& file = files_[std::string(rows->rows.path)];
  if (file.rows && file.generation > generation) return;
  file = {generation, rows};
}

std::map<std::string, Model::Rows> Model::visible() const {
  std::map<std::string, Rows> result = overlays_;
  for (const auto& [path, file] : files_) result.emplace(path, file.rows);
  return result;
}

std::vector<std::string> Model::paths() const {
  std::vector<std::string> result;
  for (const auto& [path, rows] : visible()) result.push_back(path);
  return result;
}

std::vector<std::string> Model::lines() const {
  std::vector<std::string> lines;
  std::map<std::string, std::set<std::string>> words;  // with their files
  struct Symbol {
    std::string line;
    std::set<std::string> relations;
  };
  std::map<std::pair<std::uint64_t, std::string>, Symbol> symbols;
  constexpr const char* kRelations[] = {"base-of", "overridden-by", "contains", "specialised-by"};
  for (const auto& [path, owned] : visible()) {
    const model::FileRows& rows = owned->rows;
    add_file_lines(rows, lines);
    for (const std::string& word : words_of(rows)) words[word].insert(path);
    const auto entry = [&](std::uint32_t index) -> Symbol& {
      const std::string usr(rows.symbols[index].usr);
      return symbols[{static_cast<std::uint64_t>(symbol_id(usr)), usr}];
    };
    for (const model::Occurrence& each : rows.occurrences) {
      const model::SymbolFacts& facts = rows.symbols[each.symbol];
      if ((each.roles & (model::kDeclares | model::kDefines)) == 0) continue;
      entry(each.symbol).line =
          fmt::format("symbol {} kind={} flags={} {}{} {}", facts.usr, static_cast<int>(facts.kind), facts.flags,
                      facts.scope, facts.name, facts.signature);
    }
    for (const model::Relation& each : rows.relations) {
      entry(each.subject)
          .relations.insert(fmt::format("relation {} {} {} {}", rows.symbols[each.subject].usr,
                                        kRelations[static_cast<int>(each.kind)], rows.symbols[each.object].usr, path));
    }
  }
  for (const auto& [word, files] : words) {
    for (const std::string& file : files) lines.push_back(fmt::format("identifier {} {}", word, file));
  }
  for (const auto& [id, symbol] : symbols) {
    if (!symbol.line.empty()) lines.push_back(symbol.line);
    lines.insert(lines.end(), symbol.relations.begin(), symbol.relations.end());
  }
  return lines;
}

std::vector<std::string> Model::occurrences_of(std::string_view usr) const {
  std::set<std::string> found;
  for (const auto& [path, owned] : visible()) {
    for (const model::Occurrence& each : owned->rows.occurrences) {
      if (owned->rows.symbols[each.symbol].usr != usr) continue;
      found.insert(fmt::format("{}:{}:{}", path, each.start.line, each.start.column));
    }
  }
  return {found.begin(), found.end()};
}

std::vector<std::string> Model::files_mentioning(std::string_view identifier) const {
  std::vector<std::string> found;
  for (const auto& [path, owned] : visible()) {
    if (words_of(owned->rows).contains(std::string(identifier))) found.push_back(path);
  }
  return found;
}

std::vector<std::string> dump(const Snapshot& snapshot, std::uint32_t layer) {
  std::vector<std::string> lines;
  dump_rows(snapshot, layer, [&](std::string_view line) { lines.emplace_back(line); });
  return lines;
}

std::string difference(const Model& model, const Snapshot& snapshot, std::uint32_t layer) {
  const std::vector<std::string> expected = model.lines();
  const std::vector<std::string> actual = dump(snapshot, layer);
  const auto [there, here] = std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end());
  if (there == expected.end() && here == actual.end()) return {};
  return fmt::format("line {}: expected '{}', found '{}' ({} lines expected, {} found)", there - expected.begin(),
                     there == expected.end() ? "the end" : *there, here == actual.end() ? "the end" : *here,
                     expected.size(), actual.size());
}

}  // namespace cairn::store::testing
