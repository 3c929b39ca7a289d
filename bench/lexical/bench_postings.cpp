// bench_postings: which files mention a name, by the index and by a slow tokenizer that shares no code with it.
//
//   bench_postings [--seed S] [--names N] [DIR…]
//
// Each DIR (default: the corpora redis, sqlite3, fmtlib and llvm-toolchain-19) is indexed into a folder of its own in
// /tmp; every file that the walk finds is read by the slow tokenizer too. N names (default 5,000) are drawn by seed
// from those that the tokenizer found, N more from those that the index has; for each the files must be the same. Of
// all other names the number of files is compared. Exit code 1 if anything differs.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/index/lexical_index.h"
#include "core/index/walk.h"
#include "core/store/lookup.h"
#include "core/store/store.h"
#include "platform/fs/file.h"
#include "tests/support/slow_tokenizer.h"
#include "tests/support/temp_dir.h"

namespace cairn::bench {
namespace {

constexpr std::size_t kShown = 20;  // differences that are printed

struct Options {
  std::uint64_t seed = 1;
  std::size_t names = 5000;
  std::vector<std::string> directories;
};

// For each name the files that mention it, as indexes of the walk's, rising.
using Mentions = std::unordered_map<std::string, std::vector<std::uint32_t>>;

template <typename T>
T take(Result<T> result, const char* what) {
  if (!result) throw std::runtime_error(fmt::format("{}: {}", what, result.error().message));
  return *std::move(result);
}

Mentions read_slowly(const std::string& root, const std::vector<index::WalkedFile>& files) {
  Mentions mentions;
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    const std::string text = take(fs::read_file(root + "/" + files[i].path, std::size_t{64} << 20), "reading a file");
    for (std::string& name : test::slow_identifiers(text)) mentions[std::move(name)].push_back(i);
  }
  return mentions;
}

// The names of the index, each with the number of live files that mention it. Without the words that are keywords in
// both languages: they are in it where they are a macro's name, "#define inline".
std::map<std::string, std::uint64_t> names_of(const store::Snapshot& snapshot) {
  std::map<std::string, std::uint64_t> found;
  for (const store::Part& part : snapshot.parts) {
    for (store::Ordinal i = 0; i < part.segment->count(store::Section::kIdentifiers); ++i) {
      const std::string_view name = part.segment->text(store::Section::kIdentifiers, i);
      if (test::slow_identifiers(" " + std::string(name)).empty()) continue;  // a name may begin as a byte order mark
      std::uint64_t live = 0;
      for (const store::Ordinal file : part.segment->mentions(i)) live += part.is_live(file) ? 1 : 0;
      if (live > 0) found[std::string(name)] += live;
    }
  }
  return found;
}

std::vector<std::string> draw(std::vector<std::string> names, std::size_t count, std::uint64_t seed) {
  std::sort(names.begin(), names.end());
  std::mt19937_64 random(seed);
  std::shuffle(names.begin(), names.end(), random);
  names.resize(std::min(names.size(), count));
  return names;
}

class Comparison {
 public:
  Comparison(const store::Snapshot& snapshot, const std::vector<index::WalkedFile>& files, const Mentions& mentions)
      : snapshot_(snapshot), files_(files), mentions_(mentions) {}

  void compare(const std::string& name) {
    std::vector<std::string> expected;
    if (const auto found = mentions_.find(name); found != mentions_.end()) {
      for (const std::uint32_t file : found->second) expected.push_back(files_[file].path);
    }
    std::sort(expected.begin(), expected.end());
    const std::vector<std::string> found = store::files_mentioning(snapshot_, index::kLexicalLayer, name);
    report(name, expected, found, "missing", misses_);
    report(name, found, expected, "extra", extras_);
    pairs_ += expected.size();
  }

  std::uint64_t misses() const { return misses_; }
  std::uint64_t extras() const { return extras_; }
  std::uint64_t pairs() const { return pairs_; }

 private:
  static void report(const std::string& name, const std::vector<std::string>& in, const std::vector<std::string>& other,
                     const char* what, std::uint64_t& count) {
    std::vector<std::string> only;
    std::set_difference(in.begin(), in.end(), other.begin(), other.end(), std::back_inserter(only));
    for (const std::string& path : only) {
      if (count++ < kShown) fmt::print("  {}: {} in {}\n", what, name, path);
    }
  }

  const store::Snapshot& snapshot_;
  const std::vector<index::WalkedFile>& files_;
  const Mentions& mentions_;
  std::uint64_t misses_ = 0;
  std::uint64_t extras_ = 0;
  std::uint64_t pairs_ = 0;
};

// False if something differs.
bool check(const std::string& root, const Options& options) {
  const test::TempDir folder;
  auto store = take(store::Store::open(folder.path(), {}), "the store");
  index::LexicalIndexOptions index_options;
  index_options.root = root;
  index_options.threads = 2;
  take(index::update_lexical_index(*store, index_options, {}), "indexing");
  const auto snapshot = store->snapshot();
  const index::WalkResult walked = take(index::walk_sources(root, {}, {}), "the walk");
  const Mentions mentions = read_slowly(root, walked.files);
  std::uint64_t slow_pairs = 0;
  std::uint64_t index_pairs = 0;
  std::vector<std::string> slow_names;
  std::vector<std::string> index_names;
  const std::map<std::string, std::uint64_t> counts = names_of(*snapshot);
  Comparison comparison(*snapshot, walked.files, mentions);
  for (const auto& [name, in] : mentions) {
    slow_pairs += in.size();
    slow_names.push_back(name);
    if (const auto found = counts.find(name); found == counts.end() || found->second != in.size()) {
      comparison.compare(name);
    }
  }
  for (const auto& [name, files] : counts) {
    index_pairs += files;
    index_names.push_back(name);
    if (!mentions.contains(name)) comparison.compare(name);
  }
  for (const std::string& name : draw(slow_names, options.names, options.seed)) comparison.compare(name);
  for (const std::string& name : draw(index_names, options.names, options.seed)) comparison.compare(name);
  fmt::print(
      "{}: {} files; seed {}: {} pairs of drawn names and files, {} missing, {} extra; of all names {} pairs, the "
      "tokenizer has {}\n",
      root, walked.files.size(), options.seed, comparison.pairs(), comparison.misses(), comparison.extras(),
      index_pairs, slow_pairs);
  std::fflush(stdout);
  return comparison.misses() == 0 && comparison.extras() == 0 && index_pairs == slow_pairs;
}

Options parse(int count, char** words) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const bool takes_value = word == "--seed" || word == "--names";
    if (takes_value && i + 1 < count) {
      const std::uint64_t value = std::strtoull(words[++i], nullptr, 10);
      (word == "--seed" ? options.seed : options.names) = value;
    } else if (word.starts_with("--")) {
      throw std::runtime_error("usage: bench_postings [--seed S] [--names N] [DIR...]");
    } else {
      options.directories.push_back(word);
    }
  }
  if (!options.directories.empty()) return options;
  const char* const corpora = std::getenv("CAIRN_CORPORA");
  const char* const cache = std::getenv("XDG_CACHE_HOME");
  const char* const home = std::getenv("HOME");
  const std::string folder =
      corpora ? corpora : (cache ? std::string(cache) : std::string(home ? home : "") + "/.cache") + "/cairn-corpora";
  for (const char* const name : {"redis", "sqlite3", "fmtlib", "llvm-toolchain-19"}) {
    if (fs::read_stamp(folder + "/" + name)) options.directories.push_back(folder + "/" + name);
  }
  return options;
}

}  // namespace
}  // namespace cairn::bench

int main(int count, char** words) {
  try {
    const cairn::bench::Options options = cairn::bench::parse(count, words);
    bool is_equal = !options.directories.empty();
    for (const std::string& directory : options.directories)
      is_equal = cairn::bench::check(directory, options) && is_equal;
    return is_equal ? EXIT_SUCCESS : EXIT_FAILURE;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_postings: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
