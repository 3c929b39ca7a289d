// Random operations on a store, against a model of plain maps.
#include <cstdlib>
#include <random>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "core/store/lookup.h"
#include "core/store/segment_builder.h"
#include "core/store/store.h"
#include "tests/support/temp_dir.h"
#include "tests/support/store_model.h"

namespace cairn::store {
namespace {

using testing::Model;

constexpr std::uint32_t kLayer = 1;
constexpr test::WorkspaceShape kShape{40, 6, 8, 30};
constexpr std::size_t kKeptSnapshots = 4;

// One sequence of operations: a store, its model, and older states of both.
class Sequence {
 public:
  explicit Sequence(std::uint64_t seed) : random_(seed), generator_(seed, kShape) { reopen(); }

  void step() {
    switch (pick(10)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return publish();
      case 4:
        return remove();
      case 5:
        return merge();
      case 6:
        return keep_snapshot();
      case 7:
        return set_overlay();
      case 8:
        return clear_overlay();
      default:
        if (pick(4) == 0) reopen();
    }
  }

  void check() {
    CHECK(testing::difference(model_, *store_->snapshot(), kLayer) == "");
    for (const auto& [model, snapshot] : kept_) CHECK(testing::difference(model, *snapshot, kLayer) == "");
    check_lookups();
  }

 private:
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }

  Model::Rows make_rows() {
    auto rows = std::make_shared<test::OwnedRows>();
    generator_.fill(pick(kShape.files), pick(1000), *rows);
    return rows;
  }

  void reopen() {
    store_.reset();
    StoreOptions options;
    options.merge_width = 2 + pick(3);
    options.on_problem = [](const std::string& message) { FAIL(message); };
    auto opened = Store::open(directory_.file("store"), options);
    REQUIRE(opened.has_value());
    store_ = *std::move(opened);
    REQUIRE(store_->is_writer());
    for (const std::string& path : overlaid_) model_.clear_overlay(path);  // they live in the process only
    overlaid_.clear();
  }

  // Sometimes with a generation taken long ago, as a slow worker's result has.
  void publish() {
    const std::uint64_t generation = store_->take_generation().value_or(0);
    REQUIRE(generation != 0);
    generations_.push_back(generation);
    const std::uint64_t used = pick(5) == 0 ? generations_[pick(generations_.size())] : generation;
    SegmentBuilder builder(kLayer, used);
    std::set<std::string_view> paths;
    std::vector<Model::Rows> all;
    for (std::uint64_t i = 1 + pick(6); i > 0; --i) {
      Model::Rows rows = make_rows();
      if (!paths.insert(rows->rows.path).second) continue;
      REQUIRE(builder.add(rows->rows).has_value());
      all.push_back(std::move(rows));
    }
    const std::string path = store_->new_segment_path();
    REQUIRE(builder.write(path).has_value());
    REQUIRE(store_->publish(path).has_value());
    for (const Model::Rows& rows : all) model_.publish(used, rows);
  }

  void remove() {
    std::vector<std::string> paths;
    for (std::uint64_t i = pick(3); i > 0; --i) paths.push_back(test::RowsGenerator::path(pick(kShape.files)));
    REQUIRE(store_->remove_files(kLayer, paths).has_value());
    for (const std::string& path : paths) model_.remove(path);
  }

  void merge() {
    while (true) {
      auto merged = store_->merge_once({});
      REQUIRE(merged.has_value());
      if (!*merged || pick(2) == 0) return;
    }
  }

  void keep_snapshot() {
    if (kept_.size() == kKeptSnapshots) kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(pick(kKeptSnapshots)));
    kept_.emplace_back(model_, store_->snapshot());
  }

  void set_overlay() {
    const Model::Rows rows = make_rows();
    REQUIRE(store_->set_overlay(kLayer, rows->rows).has_value());
    model_.set_overlay(rows);
    overlaid_.emplace(rows->rows.path);
  }

  void clear_overlay() {
    if (overlaid_.empty()) return;
    const std::string path = *overlaid_.begin();
    overlaid_.erase(path);
    store_->clear_overlay(kLayer, path);
    model_.clear_overlay(path);
  }

  void check_lookups() {
    const auto snapshot = store_->snapshot();
    const std::uint64_t symbol = pick(kShape.files * kShape.own_symbols);
    const std::string usr = generator_.symbol_usr(symbol);
    std::set<std::string> found;
    for (const SymbolRef& each : find_symbols(*snapshot, kLayer, symbol_id(usr))) {
      CHECK(each.facts.usr == usr);
      visit_occurrences(each, 0xFFFF, [&](std::string_view path, const Mention& mention) {
        found.insert(fmt::format("{}:{}:{}", path, mention.start.line, mention.start.column));
        return true;
      });
    }
    CHECK(std::vector<std::string>(found.begin(), found.end()) == model_.occurrences_of(usr));
    const std::string name = generator_.symbol_name(symbol);
    CHECK(files_mentioning(*snapshot, kLayer, name) == model_.files_mentioning(name));
    const bool is_introduced = [&] {
      for (const SymbolRef& each : find_symbols(*snapshot, kLayer, symbol_id(usr))) return each.is_introduced;
      return false;
    }();
    const NameSearch search = search_names(*snapshot, kLayer, name, 1000, {});
    const auto hit =
        std::find_if(search.hits.begin(), search.hits.end(), [&](const auto& each) { return each.name == name; });
    if (is_introduced) CHECK(hit != search.hits.end());
  }

  std::mt19937_64 random_;
  test::RowsGenerator generator_;
  test::TempDir directory_;
  std::unique_ptr<Store> store_;
  Model model_;
  std::set<std::string> overlaid_;
  std::vector<std::uint64_t> generations_;
  std::vector<std::pair<Model, std::shared_ptr<const Snapshot>>> kept_;
};

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

TEST_CASE("a store says what a model of maps says after random changes", "[store][model]") {
  const std::uint64_t seed = from_environment("CAIRN_SEED", 1);
  const std::uint64_t steps = from_environment("CAIRN_SOAK", 300);
  INFO("CAIRN_SEED=" << seed);
  Sequence sequence(seed);
  for (std::uint64_t i = 0; i < steps; ++i) {
    INFO("step " << i);
    sequence.step();
    if (i % 5 == 0) sequence.check();
  }
  sequence.check();
}

}  // namespace
}  // namespace cairn::store
