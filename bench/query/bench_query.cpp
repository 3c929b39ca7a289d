// bench_query: how long questions across a project take, on a made-up index of LLVM's size.
//
//   bench_query [--files N]
//
// N files (default 10,000) of 800 occurrences each; every third has a second variant. The
// store is filled as the background indexer does it, and merged as the store finds due.
// Printed are the first time a question is asked, and the median of 21 more times.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/index/semantic_status.h"
#include "core/query/calls.h"
#include "core/query/file_symbols.h"
#include "core/query/places.h"
#include "core/query/variants.h"
#include "core/query/workspace_symbols.h"
#include "core/store/segment_builder.h"
#include "core/store/store.h"
#include "platform/base/hash.h"
#include "tests/support/generated_rows.h"

namespace cairn::bench {
namespace {

constexpr const char* kDirectory = "build/bench/query";
constexpr std::uint64_t kFilesInSegment = 500;

test::RowsGenerator generator(std::uint64_t files) { return {1, {files, 40, 160, 800}}; }

void fill(store::Store& store, std::uint64_t files) {
  const test::RowsGenerator made = generator(files);
  test::OwnedRows rows;
  for (std::uint64_t first = 0; first < files; first += kFilesInSegment) {
    store::SegmentBuilder builder(index::kSemanticLayer, store.take_generation().value());
    for (std::uint64_t file = first; file < std::min(files, first + kFilesInSegment); ++file) {
      for (std::uint64_t variant = 0; variant < (file % 3 == 0 ? 2U : 1U); ++variant) {
        made.fill(file, variant, rows);
        const std::string path = test::RowsGenerator::path(file) + query::kVariantMark + base::hex64(variant);
        rows.rows.path = path;
        if (!builder.add(rows.rows)) throw std::runtime_error("rows are refused");
      }
    }
    const std::string segment = store.new_segment_path();
    if (!builder.write(segment) || !store.publish(segment)) throw std::runtime_error("the segment is refused");
    while (store.merge_once({}).value_or(false)) {
    }
  }
}

void measure(const std::string& what, const std::function<std::size_t()>& ask) {
  std::vector<double> times;
  std::size_t results = 0;
  for (int i = 0; i < 22; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    results = ask();
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  const double first = times.front();
  std::sort(times.begin() + 1, times.end());
  fmt::print("{:44} {:8} results {:9.2f} ms first {:9.2f} ms median\n", what, results, first, times[11]);
}

std::size_t count_places(const store::Snapshot& snapshot, const std::string& usr) {
  const std::vector<std::string> usrs = {usr};
  std::size_t count = 0;
  for (const query::FilePlaces& file : query::find_places(snapshot, {usrs, 0xFFFF, 0})) {
    for (const query::TextPlaces& text : file.texts) count += text.places.size();
  }
  return count;
}

// A symbol with about that many places.
std::string symbol_with(const store::Snapshot& snapshot, const test::RowsGenerator& made, std::size_t wanted,
                        std::uint64_t files) {
  std::string best = made.symbol_usr(0);
  std::size_t best_count = 0;
  for (std::uint64_t symbol = 0; symbol < std::min<std::uint64_t>(files * 40, 3000); symbol += 7) {
    const std::string usr = made.symbol_usr(symbol);
    const std::size_t count = count_places(snapshot, usr);
    const auto distance = [wanted](std::size_t n) { return n > wanted ? n - wanted : wanted - n; };
    if (distance(count) < distance(best_count)) {
      best = usr;
      best_count = count;
    }
  }
  return best;
}

int run(std::uint64_t files) {
  std::filesystem::remove_all(kDirectory);
  std::filesystem::create_directories(kDirectory);
  auto store = store::Store::open(kDirectory, {});
  if (!store) throw std::runtime_error(store.error().message);
  fill(**store, files);
  const auto snapshot = (*store)->snapshot();
  std::uint64_t bytes = 0;
  for (const store::SegmentStatus& each : (*store)->status()) bytes += each.file_bytes;
  fmt::print("{} files, {} segments, {:.0f} MB\n", files, snapshot->parts.size(), static_cast<double>(bytes) / 1e6);
  const test::RowsGenerator made = generator(files);
  for (const std::size_t wanted : {100U, 2000U, 20'000U}) {
    const std::vector<std::string> usrs = {symbol_with(*snapshot, made, wanted, files)};
    measure(fmt::format("references, about {}", wanted), [&] { return count_places(*snapshot, usrs[0]); });
    measure("its callers", [&] { return query::find_callers(*snapshot, usrs, 1'000'000, {}).sites.size(); });
  }
  const std::string path = test::RowsGenerator::path(files / 2);
  measure("symbols at a place of a file", [&] {
    const auto rows = query::variants_of(*snapshot, path);
    return query::symbols_at(rows, {10, 4}, "").size();
  });
  measure("its outline", [&] { return query::outline_of(query::variants_of(*snapshot, path)).size(); });
  measure("symbols named like \"parsefile\"",
          [&] { return query::find_in_workspace(*snapshot, "parsefile", 200, {}).found.symbols.size(); });
  std::filesystem::remove_all(kDirectory);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace cairn::bench

int main(int argc, char** argv) {
  std::uint64_t files = 10'000;
  if (argc == 3 && std::string_view(argv[1]) == "--files") files = std::strtoull(argv[2], nullptr, 10);
  try {
    return cairn::bench::run(files);
  } catch (const std::exception& exception) {
    fmt::print(stderr, "bench_query: {}\n", exception.what());
    return EXIT_FAILURE;
  }
}
