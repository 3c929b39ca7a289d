#include "bench/store/questions.h"

#include <time.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "core/store/lookup.h"

namespace cairn::bench {
namespace {

constexpr std::size_t kLimit = 100;                  // names asked for, as an editor does
constexpr std::uint64_t kWellKnownSymbols = 30'000;  // the first ones stand in the most files
constexpr int kQueries = 600;

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double at_share(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

std::uint64_t visit_all(const store::Snapshot& snapshot, model::SymbolId id) {
  std::uint64_t count = 0;
  for (const store::SymbolRef& symbol : store::find_symbols(snapshot, kLayer, id)) {
    store::visit_occurrences(symbol, 0xFFFF, [&](std::string_view, const store::Mention&) { return ++count, true; });
  }
  return count;
}

// Symbols of the workspace whose number of occurrences is near `wanted`, by the number of
// files that mention them: a mention by a file comes with a few occurrences.
std::vector<model::SymbolId> symbols_near(const store::Snapshot& snapshot, const Asked& asked, std::uint64_t wanted) {
  const test::RowsGenerator generator(asked.seed, asked.shape);
  const std::uint64_t all = asked.shape.files * asked.shape.own_symbols;
  const std::uint64_t step = wanted < 100 ? std::max<std::uint64_t>(1, all / 5000) : 1;
  std::vector<std::pair<double, model::SymbolId>> found;
  for (std::uint64_t symbol = 0; symbol < all && symbol / step < kWellKnownSymbols; symbol += step) {
    const model::SymbolId id = store::symbol_id(generator.symbol_usr(symbol));
    for (const store::SymbolRef& each : store::find_symbols(snapshot, kLayer, id)) {
      const double occurrences = each.file_count * 3.4;
      found.emplace_back(std::abs(std::log(occurrences / static_cast<double>(wanted))), id);
    }
    if (wanted >= 100 && symbol > 3000 && found.size() > 3000) break;
  }
  std::sort(found.begin(), found.end());
  found.resize(std::min<std::size_t>(found.size(), wanted < 100 ? 400 : wanted < 10'000 ? 20 : 1));
  std::vector<model::SymbolId> ids;
  for (const auto& [distance, id] : found) ids.push_back(id);
  return ids;
}

// What somebody may type to find `name`: its beginning, the beginnings of its words, or
// either with a slip.
std::string query_for(const std::string& name, std::size_t length, std::mt19937_64& random) {
  std::string query = name.substr(0, length);
  if (random() % 3 == 0) {
    std::string humps;
    for (std::size_t i = 0; i < name.size(); ++i) {
      const bool begins = i == 0 || name[i - 1] == '_' || (name[i] >= 'A' && name[i] <= 'Z');
      if (begins && name[i] != '_') humps += name.substr(i, 1 + random() % 3);
    }
    query = humps.substr(0, length);
  }
  if (query.size() > 3 && random() % 4 == 0) std::swap(query[query.size() / 2], query[query.size() / 2 - 1]);
  return query;
}

}  // namespace

std::unique_ptr<store::Store> open_store(const std::string& directory) {
  store::StoreOptions options;
  options.on_problem = [](const std::string& message) { fmt::print(stderr, "bench_store: {}\n", message); };
  return must(store::Store::open(directory, options));
}

double median(std::vector<double> values) { return at_share(std::move(values), 0.5); }

Figures size_figures(const std::string& directory) {
  const auto opened = open_store(directory);
  Figures figures;
  double occurrences = 0;
  double both_orders = 0;
  for (const store::SegmentStatus& segment : opened->status()) {
    figures["segments"] += 1;
    figures["bytes of all segments"] += static_cast<double>(segment.file_bytes);
    for (const auto& section : segment.sections) {
      figures["MB of " + section.kind] += static_cast<double>(section.bytes) / 1e6;
      if (section.kind == "occurrences") occurrences += static_cast<double>(section.rows);
      if (section.kind == "symbols") figures["symbols (by segment)"] += static_cast<double>(section.rows);
      if (section.kind == "names") figures["names (by segment)"] += static_cast<double>(section.rows);
      if (section.kind == "occurrences" || section.kind == "postings")
        both_orders += static_cast<double>(section.bytes);
    }
  }
  figures["occurrences"] = occurrences;
  figures["bytes per occurrence, both orders"] = both_orders / occurrences;
  figures["bytes per occurrence, whole segments"] = figures["bytes of all segments"] / occurrences;
  return figures;
}

Figures open_figures(const Asked& asked, std::uint64_t round) {
  const test::RowsGenerator generator(asked.seed, asked.shape);
  const std::string usr = generator.symbol_usr(round * 1'000'003 % (asked.shape.files * asked.shape.own_symbols));
  const double start = thread_seconds();
  const auto opened = open_store(asked.directory);
  const double open = thread_seconds();
  const std::uint64_t count = visit_all(*opened->snapshot(), store::symbol_id(usr));
  const double first = thread_seconds();
  if (count == 0) throw std::runtime_error(usr + " does not occur");
  return {{"open", (open - start) * 1e3}, {"first", (first - start) * 1e3}};
}

Figures lookup_figures(const Asked& asked) {
  const auto opened = open_store(asked.directory);
  const auto snapshot = opened->snapshot();
  Figures figures;
  figures["anonymous MiB, open"] = static_cast<double>(anonymous_bytes()) / 1048576;
  for (const std::uint64_t wanted : {10U, 1000U, 100'000U}) {
    const std::vector<model::SymbolId> ids = symbols_near(*snapshot, asked, wanted);
    std::vector<double> times;
    std::vector<double> counts;
    for (int round = 0; round < (wanted > 10'000 ? 15 : 5); ++round) {
      for (const model::SymbolId id : ids) {
        const double start = thread_seconds();
        counts.push_back(static_cast<double>(visit_all(*snapshot, id)));
        if (round > 0) times.push_back((thread_seconds() - start) * 1e6);
      }
    }
    figures[fmt::format("lookup {}, us", wanted)] = median(times);
    figures[fmt::format("lookup {}, occurrences", wanted)] = median(counts);
  }
  figures["anonymous MiB, after lookups"] = static_cast<double>(anonymous_bytes()) / 1048576;
  return figures;
}

Figures search_figures(const Asked& asked) {
  const auto opened = open_store(asked.directory);
  const auto snapshot = opened->snapshot();
  const test::RowsGenerator generator(asked.seed, asked.shape);
  std::mt19937_64 random(asked.seed);
  Figures figures;
  std::vector<double> all;
  std::array<std::vector<double>, 3> by_length;  // 1-2, 3-5, 6-12
  std::uint64_t hits = 0;
  for (int i = 0; i < kQueries; ++i) {
    const std::string name = generator.symbol_name(random() % (asked.shape.files * asked.shape.own_symbols));
    const std::string query = query_for(name, static_cast<std::size_t>(i % 12) + 1, random);
    const double start = thread_seconds();
    const store::NameSearch search = store::search_names(*snapshot, kLayer, query, kLimit, {});
    const double ms = (thread_seconds() - start) * 1e3;
    hits += search.hits.size();
    if (i < 12) continue;  // the first ones check checksums
    all.push_back(ms);
    by_length[query.size() < 3 ? 0 : query.size() < 6 ? 1 : 2].push_back(ms);
  }
  figures["search p50, ms"] = at_share(all, 0.5);
  figures["search p99, ms"] = at_share(all, 0.99);
  figures["search of 1-2 characters p50, ms"] = at_share(by_length[0], 0.5);
  figures["search of 3-5 characters p50, ms"] = at_share(by_length[1], 0.5);
  figures["search of 6-12 characters p50, ms"] = at_share(by_length[2], 0.5);
  figures["search, hits of a query"] = static_cast<double>(hits) / kQueries;
  figures["anonymous MiB, after searches"] = static_cast<double>(anonymous_bytes()) / 1048576;
  return figures;
}

}  // namespace cairn::bench
