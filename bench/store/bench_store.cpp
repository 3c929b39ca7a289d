// bench_store: what the store costs, on made-up workspaces of three sizes.
//
//   bench_store [--files N] [--seed S] [--dir D] [--out F] [--keep]
//
// N files (default 1,000,000), and a hundredth and a tenth of that; ten symbols and a
// hundred occurrences a file. Each store is filled as a server fills one: a segment of
// 1.5 million occurrences, then the merges that the store itself finds due. Every step
// runs in a process of its own. Figures go to F (default build/bench/store.tsv) as they
// are found; a run that was broken off goes on where it was, if D was kept.
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "bench/store/child_run.h"
#include "bench/store/questions.h"
#include "core/store/segment_builder.h"
#include "core/store/store.h"
#include "tests/support/generated_rows.h"

namespace cairn::bench {
namespace {

constexpr std::uint64_t kSegmentFiles = 15'000;
constexpr int kOpenings = 15;

struct Options {
  std::uint64_t files = 1'000'000;
  std::uint64_t seed = 1;
  std::string directory = "build/bench/store";
  std::string out = "build/bench/store.tsv";
  bool keep = false;
};

// The figures that were found, in the file and on the screen.
class Results {
 public:
  explicit Results(std::string path) : path_(std::move(path)) {
    std::ifstream file(path_);
    std::string line;
    while (std::getline(file, line)) done_.insert(line.substr(0, line.rfind('\t')));
  }
  bool has(std::uint64_t files, const std::string& name) const { return done_.contains(key(files, name)); }
  void add(std::uint64_t files, const Figures& figures) {
    std::ofstream file(path_, std::ios::app);
    for (const auto& [name, value] : figures) {
      file << key(files, name) << fmt::format("\t{:.6g}\n", value);
      fmt::print("{:>9} files  {:44} {:>14.6g}\n", files, name, value);
    }
    std::fflush(stdout);
  }

 private:
  static std::string key(std::uint64_t files, const std::string& name) { return fmt::format("{}\t{}", files, name); }
  std::string path_;
  std::set<std::string> done_;
};

test::WorkspaceShape shape_of(std::uint64_t files) { return {files, 10, 20, 100}; }

std::string read_whole(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::uint64_t files_in(store::Store& store) {
  std::uint64_t files = 0;
  for (const store::SegmentStatus& segment : store.status()) files += segment.files - segment.dead_files;
  return files;
}

Figures publish_files(const std::string& directory, const Options& options, std::uint64_t files, std::uint64_t begin) {
  const auto store = open_store(directory);
  const test::RowsGenerator generator(options.seed, shape_of(files));
  store::SegmentBuilder builder(kLayer, must(store->take_generation()));
  test::OwnedRows rows;
  Figures figures;
  const std::uint64_t end = std::min(files, begin + kSegmentFiles);
  for (std::uint64_t file = begin; file < end; ++file) {
    const double start = cpu_seconds();
    generator.fill(file, 0, rows);
    const double filled = cpu_seconds();
    must(builder.add(rows.rows));
    figures["make"] += filled - start;
    figures["build"] += cpu_seconds() - filled;
  }
  figures["rows"] = static_cast<double>(builder.occurrence_count());
  figures["memory"] = static_cast<double>(builder.memory_bytes());
  const double added = cpu_seconds();
  const std::string path = store->new_segment_path();
  must(builder.write(path));
  figures["bytes"] = static_cast<double>(std::filesystem::file_size(path));
  figures["build"] += cpu_seconds() - added;
  const double written = cpu_seconds();
  must(store->publish(path));
  figures["publish"] = cpu_seconds() - written;
  return figures;
}

Figures merge_all(const std::string& directory) {
  const auto store = open_store(directory);
  const AnonymousPeak peak;
  Figures figures;
  std::set<std::uint64_t> known;
  for (const store::SegmentStatus& segment : store->status()) known.insert(segment.id);
  const double start = cpu_seconds();
  while (must(store->merge_once({}))) {
    for (const store::SegmentStatus& segment : store->status()) {
      if (known.insert(segment.id).second) figures["bytes"] += static_cast<double>(segment.file_bytes);
    }
  }
  figures["cpu"] = cpu_seconds() - start;
  figures["anonymous"] = static_cast<double>(peak.bytes());
  return figures;
}

// Fills the store from wherever it stands; what was summed up so far lies beside it.
void fill(const std::string& directory, const Options& options, std::uint64_t files, Results& results) {
  if (results.has(files, "write amplification")) return;
  Figures sums = from_lines(read_whole(directory + ".sums"));
  while (true) {
    const auto begin = static_cast<std::uint64_t>(run_in_child(
        [&] { return Figures{{"files", static_cast<double>(files_in(*open_store(directory)))}}; })["files"]);
    if (begin >= files) break;
    for (const auto& [name, value] : run_in_child([&] { return publish_files(directory, options, files, begin); })) {
      sums["publish " + name] += value;
    }
    const Figures merged = run_in_child([&] { return merge_all(directory); });
    for (const auto& [name, value] : merged) {
      double& sum = sums["merge " + name];
      sum = name == "anonymous" ? std::max(sum, value) : sum + value;
    }
    std::ofstream(directory + ".sums") << to_lines(sums);
    fmt::print(stderr, "{} of {} files, {:.0f} s of CPU\n", begin, files,
               sums["publish make"] + sums["publish build"] + sums["publish publish"] + sums["merge cpu"]);
  }
  Figures found = run_in_child([&] { return size_figures(directory); });
  const double final_bytes = found["bytes of all segments"];
  found["build, occurrences per CPU second"] = sums["publish rows"] / sums["publish build"];
  found["making the rows, CPU seconds"] = sums["publish make"];
  found["build, CPU seconds"] = sums["publish build"];
  found["publish (checks all), CPU seconds"] = sums["publish publish"];
  found["merge, CPU seconds"] = sums["merge cpu"];
  found["merge, MB written per CPU second"] = sums["merge bytes"] / 1e6 / std::max(sums["merge cpu"], 1e-9);
  found["merge, peak anonymous MiB"] = sums["merge anonymous"] / 1048576;
  found["write amplification"] = (sums["publish bytes"] + sums["merge bytes"]) / final_bytes;
  results.add(files, found);
}

void run_scale(const Options& options, std::uint64_t files, Results& results) {
  const std::string directory = fmt::format("{}-{}-{}", options.directory, options.seed, files);
  fill(directory, options, files, results);
  const Asked asked{directory, options.seed, shape_of(files)};
  if (!results.has(files, "open, ms")) {
    std::vector<double> opens;
    std::vector<double> firsts;
    for (int i = 0; i < kOpenings; ++i) {
      Figures one = run_in_child([&] { return open_figures(asked, static_cast<std::uint64_t>(i)); });
      opens.push_back(one["open"]);
      firsts.push_back(one["first"]);
    }
    results.add(files, {{"open, ms", median(opens)}, {"open and first lookup, ms", median(firsts)}});
  }
  if (!results.has(files, "lookup 10, us")) results.add(files, run_in_child([&] { return lookup_figures(asked); }));
  if (!results.has(files, "search p50, ms")) results.add(files, run_in_child([&] { return search_figures(asked); }));
  if (!options.keep && files != options.files) std::filesystem::remove_all(directory);
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&] {
      if (++i >= argc) throw std::runtime_error(fmt::format("{} needs a value", word));
      return std::string(argv[i]);
    };
    if (word == "--files") {
      options.files = std::stoull(value());
    } else if (word == "--seed") {
      options.seed = std::stoull(value());
    } else if (word == "--dir") {
      options.directory = value();
    } else if (word == "--out") {
      options.out = value();
    } else if (word == "--keep") {
      options.keep = true;
    } else {
      throw std::runtime_error(fmt::format("unknown argument {}", word));
    }
  }
  return options;
}

int run(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  std::filesystem::create_directories(std::filesystem::absolute(options.out).parent_path());
  std::filesystem::create_directories(std::filesystem::absolute(options.directory).parent_path());
  fmt::print("seed {}; times are CPU times of one process, medians where several were taken\n", options.seed);
  Results results(options.out);
  for (const std::uint64_t part : {100U, 10U, 1U}) {
    if (options.files / part > 0) run_scale(options, options.files / part, results);
  }
  const std::string last = fmt::format("{}-{}-{}", options.directory, options.seed, options.files);
  if (!options.keep) std::filesystem::remove_all(last);
  return 0;
}

}  // namespace
}  // namespace cairn::bench

int main(int argc, char** argv) {
  try {
    return cairn::bench::run(argc, argv);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench_store: {}\n", failure.what());
    return 1;
  }
}
