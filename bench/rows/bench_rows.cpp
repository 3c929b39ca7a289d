// bench_rows: the index's rows against an independent walk of the AST, what they cost beyond
// the parse, and how many sets of rows one file has.
//
//   bench_rows TREE [--match TEXT] [--every N] [--examples N] [--cost]
//
// TREE has a compile_commands.json; of its units sorted by path, those whose path contains TEXT,
// every Nth. Without --cost: names at places that only one side has, by class, each place of all
// units once. With --cost: CPU seconds of a bare parse and its freeing, of index() (parse, walks, hashes) and of
// deliver() of all files, alternating within each unit; then files by their number of variants.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/rows/ast_walk.h"
#include "core/clang/indexer/unit_indexer.h"
#include "core/clang/indexer/unit_parse.h"
#include "core/project/normalise.h"
#include "platform/fs/path.h"
#include "tests/support/temp_dir.h"

namespace {

using cairn::bench::Naming;
using cairn::worker::IndexUnitRequest;

struct Options {
  std::string tree;
  std::string match;
  std::size_t every = 1;
  std::size_t examples = 3;
  bool is_cost = false;
};

double cpu_s() {
  timespec now = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::vector<IndexUnitRequest> read_units(const Options& options) {
  std::ifstream stream(options.tree + "/compile_commands.json");
  const auto database = nlohmann::json::parse(stream);
  std::map<std::string, IndexUnitRequest> units;
  for (const auto& entry : database) {
    const std::string directory = entry["directory"].get<std::string>();
    const std::string file = entry["file"].get<std::string>();
    const std::string path = cairn::fs::join_path(directory, file);
    if (path.find(options.match) == std::string::npos) continue;
    const auto argv = entry.contains("arguments") ? entry["arguments"].get<std::vector<std::string>>()
                                                  : cairn::project::split_command(entry["command"].get<std::string>());
    units[path] = {path, directory, cairn::project::normalise_arguments(argv, directory, file), options.tree};
  }
  std::vector<IndexUnitRequest> chosen;
  std::size_t number = 0;
  for (auto& [path, unit] : units) {
    if (number++ % options.every == 0) chosen.push_back(std::move(unit));
  }
  return chosen;
}

std::string role_names(cairn::model::Roles roles) {
  constexpr const char* kNames[] = {"declares", "defines",  "refers",    "reads",      "writes", "calls",
                                    "address",  "implicit", "overrides", "from-macro", "tests"};
  std::string text;
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    if ((roles >> i & 1) != 0) text += (text.empty() ? "" : "+") + std::string(kNames[i]);
  }
  return text;
}

// Names at places, by the class that they are in.
class Classes {
 public:
  void add(const std::string& name, const Naming& place) { classes_[name].insert(place); }
  void print(std::size_t examples) const {
    std::vector<std::pair<std::size_t, std::string>> order;
    for (const auto& [name, places] : classes_) order.emplace_back(places.size(), name);
    std::sort(order.rbegin(), order.rend());
    for (const auto& [count, name] : order) {
      fmt::print("  {:8} {}\n", count, name);
      std::size_t shown = 0;
      const std::set<Naming>& places = classes_.at(name);
      const std::size_t step = std::max<std::size_t>(1, count / std::max<std::size_t>(1, examples));
      std::size_t at = 0;
      for (const auto& [path, line, column, entity] : places) {
        if (at++ % step == 0 && shown++ < examples) fmt::print("           {}:{}:{} {}\n", path, line, column, entity);
      }
    }
  }

 private:
  std::map<std::string, std::set<Naming>> classes_;
};

void collect_rows(const cairn::clang::ParsedUnit& unit, const std::string& tree, std::map<Naming, std::string>& rows) {
  for (std::uint32_t i = 0; i < unit.rows.files().size(); ++i) {
    const std::string& path = unit.rows.files()[i].path;
    const std::string absolute = path.starts_with('/') ? path : tree + "/" + path;
    const cairn::model::FileRows file = unit.rows.file_rows(i, path);
    for (const auto& each : file.occurrences) {
      if (each.roles == cairn::model::kOverrides) continue;
      const Naming naming{absolute, each.start.line + 1, each.start.column + 1,
                          std::string(file.symbols[each.symbol].name)};
      std::string& roles = rows[naming];
      if (roles.empty()) roles = role_names(each.roles);
    }
  }
}

void compare(const Options& options, const std::vector<IndexUnitRequest>& units) {
  Classes only_walk;
  Classes only_rows;
  std::set<Naming> both;
  std::set<Naming> any_rows;
  std::set<std::string> failed;
  cairn::clang::SourceTexts texts;
  for (const IndexUnitRequest& unit : units) {
    const auto parsed = cairn::clang::parse_unit(unit, texts);
    const cairn::bench::Walked walked = cairn::bench::walk_unit(unit, true);
    if (!parsed || !walked.is_parsed) {
      failed.insert(unit.path);
      continue;
    }
    std::map<Naming, std::string> rows;
    collect_rows(*parsed, options.tree, rows);
    for (const auto& [naming, kind] : walked.names) {
      if (rows.contains(naming)) {
        both.insert(naming);
      } else {
        only_walk.add(kind, naming);
      }
    }
    for (const auto& [naming, roles] : rows) {
      if (!walked.names.contains(naming) && !std::get<3>(naming).empty()) only_rows.add(roles, naming);
    }
    fmt::print(stderr, ".");
  }
  fmt::print("{}: {} units, {} not parsed; names at places that both have: {}\n", options.tree, units.size(),
             failed.size(), both.size());
  fmt::print(" only the walk has, by node:\n");
  only_walk.print(options.examples);
  fmt::print(" only the rows have, by roles:\n");
  only_rows.print(options.examples);
}

void measure(const std::vector<IndexUnitRequest>& units) {
  cairn::test::TempDir folder;
  cairn::clang::UnitIndexer indexer;
  std::map<std::string, std::set<std::uint64_t>> variants;
  double parse = 0;
  double index = 0;
  double deliver = 0;
  std::uint64_t bytes = 0;
  std::size_t done = 0;
  for (const IndexUnitRequest& unit : units) {
    const double before_parse = cpu_s();
    const cairn::bench::Walked bare = cairn::bench::walk_unit(unit, false);
    const double begin = cpu_s();
    const double bare_cpu_s = begin - before_parse;
    const auto indexed = indexer.index(unit);
    const double middle = cpu_s();
    if (!indexed || !bare.is_parsed) {
      fmt::print("{}: {}\n", unit.path, indexed ? "the bare parse failed" : indexed.error().message);
      continue;
    }
    cairn::worker::DeliverRowsRequest request{folder.file(fmt::format("{}.seg", done++)), 2, 1, {}};
    for (std::uint32_t i = 0; i < indexed->files.size(); ++i) request.files.push_back(i);
    const double before = cpu_s();
    const auto delivered = indexer.deliver(request);
    const double after = cpu_s();
    for (const auto& file : indexed->files) variants[file.path].insert(file.rows_hash);
    parse += bare_cpu_s;
    index += middle - begin;
    deliver += after - before;
    bytes += delivered ? delivered->bytes : 0;
    fmt::print("{:7.3f} {:7.3f} {:7.3f} s  {:4} files {:4} errors  {}\n", bare_cpu_s, middle - begin, after - before,
               indexed->files.size(), indexed->error_count, unit.path);
    std::fflush(stdout);
  }
  fmt::print("parse {:.2f} s, index {:.2f} s ({:+.1f} %), deliver all {:.2f} s ({:+.1f} %), {} bytes\n", parse, index,
             (index / parse - 1) * 100, deliver, deliver / parse * 100, bytes);
  std::map<std::size_t, std::size_t> by_count;
  std::size_t total = 0;
  for (const auto& [path, hashes] : variants) {
    ++by_count[hashes.size()];
    total += hashes.size();
  }
  fmt::print("{} files, {} variants:", variants.size(), total);
  for (const auto& [count, files] : by_count) fmt::print(" {} × {}", files, count);
  fmt::print("\n");
}

int run(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const auto value = [&] { return i + 1 < argc ? argv[++i] : ""; };
    if (argument == "--match") {
      options.match = value();
    } else if (argument == "--every") {
      options.every = std::max(1UL, std::strtoul(value(), nullptr, 10));
    } else if (argument == "--examples") {
      options.examples = std::strtoul(value(), nullptr, 10);
    } else if (argument == "--cost") {
      options.is_cost = true;
    } else {
      options.tree = cairn::fs::real_path(std::string(argument)).value_or("");
    }
  }
  if (options.tree.empty()) {
    fmt::print("usage: bench_rows TREE [--match TEXT] [--every N] [--examples N] [--cost]\n");
    return 2;
  }
  const std::vector<IndexUnitRequest> units = read_units(options);
  if (options.is_cost) {
    measure(units);
  } else {
    compare(options, units);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& exception) {
    fmt::print(stderr, "bench_rows: {}\n", exception.what());
    return 1;
  }
}
