#include "tests/support/generated_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace cairn::test {
namespace {

constexpr std::array<std::string_view, 128> kWords = {
    "read",   "write",  "file",   "name",   "node",   "list",   "map",    "set",    "get",     "find",   "make",
    "build",  "parse",  "token",  "type",   "value",  "index",  "count",  "size",   "begin",   "end",    "next",
    "last",   "first",  "add",    "remove", "insert", "erase",  "clear",  "reset",  "init",    "close",  "open",
    "lock",   "unlock", "wait",   "notify", "thread", "task",   "job",    "queue",  "stack",   "heap",   "pool",
    "cache",  "block",  "page",   "buffer", "stream", "socket", "client", "server", "request", "reply",  "error",
    "status", "result", "option", "config", "path",   "dir",    "entry",  "table",  "row",     "column", "key",
    "hash",   "sort",   "merge",  "split",  "join",   "copy",   "move",   "swap",   "load",    "store",  "save",
    "flush",  "sync",   "update", "delete", "create", "alloc",  "free",   "ref",    "ptr",     "const",  "local",
    "global", "scope",  "symbol", "decl",   "def",    "expr",   "stmt",   "call",   "arg",     "param",  "return",
    "branch", "loop",   "check",  "test",   "assert", "debug",  "trace",  "log",    "print",   "format", "encode",
    "decode", "utf",    "ascii",  "line",   "word",   "char",   "byte",   "bit",    "mask",    "flag",   "mode",
    "state",  "event",  "timer",  "clock",  "date",   "graph",  "edge",
};

// SplitMix64: a small generator whose every output depends on all of the state.
class Random {
 public:
  explicit Random(std::uint64_t state) : state_(state) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
    return z ^ z >> 31;
  }
  std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : next() % limit; }
  // Small numbers are much more likely than large ones (the logarithm is uniform).
  std::uint64_t small_below(std::uint64_t limit) {
    const double u = static_cast<double>(next() >> 11) * 0x1p-53;
    return std::min(limit - 1, static_cast<std::uint64_t>(std::exp(u * std::log(static_cast<double>(limit)))) - 1);
  }

 private:
  std::uint64_t state_;
};

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) { return Random(Random(a).next() ^ b).next(); }

constexpr std::array kKinds = {model::SymbolKind::kFunction,   model::SymbolKind::kMethod,
                               model::SymbolKind::kField,      model::SymbolKind::kClass,
                               model::SymbolKind::kEnumMember, model::SymbolKind::kVariable};

}  // namespace

std::string RowsGenerator::path(std::uint64_t file) { return fmt::format("src/d{}/module_{}.cpp", file % 97, file); }

std::string RowsGenerator::symbol_name(std::uint64_t symbol) const {
  Random random(mixed(seed_, symbol));
  const std::uint64_t style = random.below(3);
  std::string name;
  const std::uint64_t words = 2 + random.below(3);
  for (std::uint64_t i = 0; i < words; ++i) {
    std::string word(kWords[random.below(kWords.size())]);
    if (style == 0 && i > 0) name += '_';
    if ((style == 1 && i > 0) || style == 2) word[0] = static_cast<char>(word[0] - 'a' + 'A');
    name += word;
  }
  return name;
}

std::string RowsGenerator::symbol_usr(std::uint64_t symbol) const {
  return fmt::format("c:@N@ns{}@F@{}#{}#", symbol / shape_.own_symbols % 53, symbol_name(symbol), symbol);
}

void RowsGenerator::add_symbol(std::uint64_t symbol, bool is_own, OwnedRows& out) const {
  const std::string_view usr = out.keep(symbol_usr(symbol));
  for (const model::SymbolFacts& each : out.rows.symbols) {
    if (each.usr == usr) return;
  }
  model::SymbolFacts facts;
  facts.usr = usr;
  facts.name = out.keep(symbol_name(symbol));
  facts.kind = kKinds[symbol % kKinds.size()];
  if (is_own) {
    facts.scope = out.keep(fmt::format("ns{}::", symbol / shape_.own_symbols % 53));
    facts.signature = out.keep(fmt::format("(int a, const T{} &b)", symbol % 1000));
  } else {
    facts.flags = model::SymbolFacts::kMentionedOnly;
  }
  out.rows.symbols.push_back(facts);
}

void RowsGenerator::fill(std::uint64_t file, std::uint64_t revision, OwnedRows& out) const {
  out.rows = {};
  out.texts.clear();
  Random random(mixed(mixed(seed_, file), revision));
  model::FileRows& rows = out.rows;
  rows.path = out.keep(path(file));
  rows.facts = {random.next(),
                random.next(),
                1'700'000'000'000'000'000 + static_cast<std::int64_t>(revision),
                shape_.occurrences * 40,
                static_cast<std::uint32_t>(shape_.occurrences),
                model::FileFacts::kAscii};

  const std::uint64_t all_symbols = shape_.files * shape_.own_symbols;
  for (std::uint64_t i = 0; i < shape_.own_symbols; ++i) add_symbol(file * shape_.own_symbols + i, true, out);
  const std::size_t own = rows.symbols.size();
  for (std::uint64_t i = 0; i < shape_.mentioned_symbols; ++i) {
    const std::uint64_t near = (file + random.below(20)) % shape_.files * shape_.own_symbols;
    const std::uint64_t symbol = i % 2 == 0 ? near + random.below(shape_.own_symbols) : random.small_below(all_symbols);
    if (symbol / shape_.own_symbols != file) add_symbol(symbol, false, out);
  }

  std::uint32_t line = 0;
  for (std::uint64_t i = 0; i < shape_.occurrences; ++i) {
    model::Occurrence occurrence;
    occurrence.symbol = static_cast<std::uint32_t>(i < rows.symbols.size() ? i : random.below(rows.symbols.size()));
    line += static_cast<std::uint32_t>(random.below(3));
    occurrence.start = {line, static_cast<std::uint32_t>(random.below(80))};
    occurrence.length = static_cast<std::uint32_t>(rows.symbols[occurrence.symbol].name.size());
    if (i < own) {
      occurrence.roles = random.below(4) == 0 ? model::kDeclares : model::kDefines;
      occurrence.extent = {{line, 0}, {line + static_cast<std::uint32_t>(random.below(30)), 1}};
    } else if (random.below(5) == 0) {
      occurrence.roles = model::kRefers | model::kCalls;
    }
    rows.occurrences.push_back(occurrence);
  }
  for (std::uint64_t i = 0; i + 1 < own; i += 5) {
    rows.relations.push_back(
        {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + 1), model::RelationKind::kBaseOf});
  }
  for (std::uint64_t i = 0; i < 4; ++i) {
    const std::uint64_t other = i == 0 ? random.below(shape_.files) : random.small_below(shape_.files);
    const std::string_view target = out.keep(path(other));
    rows.includes.push_back({static_cast<std::uint32_t>(i), i % 2 == 0, out.keep(fmt::format("module_{}.h", other)),
                             random.below(8) == 0 ? std::string_view() : target});
  }
  const std::string_view macro = out.keep(fmt::format("MACRO_{}", random.small_below(shape_.files)));
  rows.macros.push_back(
      {line, static_cast<model::MacroAct>(random.below(3)), random.below(9) == 0, macro, {rows.symbols[0].name}});
  for (const model::SymbolFacts& symbol : rows.symbols) rows.identifiers.push_back(symbol.name);
  for (std::uint64_t i = 0; i < 10; ++i) rows.identifiers.push_back(kWords[random.below(kWords.size())]);
  rows.identifiers.push_back(macro);
  std::sort(rows.identifiers.begin(), rows.identifiers.end());
  rows.identifiers.erase(std::unique(rows.identifiers.begin(), rows.identifiers.end()), rows.identifiers.end());
}

}  // namespace cairn::test
