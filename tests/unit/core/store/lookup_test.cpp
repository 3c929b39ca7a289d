#include "core/store/lookup.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "core/store/dump.h"
#include "core/store/segment_builder.h"
#include "core/store/store.h"
#include "core/text/fuzzy_match.h"
#include "core/text/typo_match.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/core/store/store_bed.h"

namespace cairn::store {
namespace {

using testing::kLayer;

// How well all names that live files introduce fit, best first.
struct Scores {
  std::vector<float> exact;
  std::vector<float> mistyped;  // of those that fit in no other way, by text::TypoMatcher
};

std::vector<float> best_first(const std::map<std::string, float>& scores) {
  std::vector<float> best;
  for (const auto& [name, score] : scores) best.push_back(score);
  std::sort(best.begin(), best.end(), std::greater<>());
  return best;
}

Scores scores_of(const testing::Model& model, std::string_view pattern) {
  std::map<std::string, float> scores;
  std::map<std::string, float> mistyped;
  const text::FuzzyMatcher matcher(pattern);
  const text::TypoMatcher typos(pattern);
  for (const auto& [path, owned] : model.visible()) {
    for (const model::Occurrence& each : owned->rows.occurrences) {
      if ((each.roles & (model::kDeclares | model::kDefines)) == 0) continue;
      const std::string name(owned->rows.symbols[each.symbol].name);
      if (const auto score = matcher.match(name)) {
        scores[name] = *score;
      } else if (const auto typo = typos.match(name)) {
        mistyped[name] = *typo;
      }
    }
  }
  return {best_first(scores), best_first(mistyped)};
}

TEST_CASE("a search finds the best names of all, as scoring each of them does", "[store]") {
  testing::StoreBed bed(8, {120, 8, 8, 20});
  const auto store = bed.open();
  bed.must_publish(*store, 0, 70, 0);
  bed.must_publish(*store, 50, 70, 1);
  bed.remove(*store, 3);
  bed.remove(*store, 90);
  const auto snapshot = store->snapshot();
  std::vector<std::string> names;
  for (const auto& [path, owned] : bed.model.visible()) {
    for (const model::SymbolFacts& symbol : owned->rows.symbols) names.emplace_back(symbol.name);
  }
  std::mt19937_64 random(2);
  std::size_t forgiven = 0;
  for (std::size_t round = 0; round < 360; ++round) {
    const std::size_t length = round % 12 + 1;
    const std::string& name = names[random() % names.size()];
    std::string pattern = name.substr(0, length);
    if (round % 3 == 1) {  // beginnings of words
      pattern.clear();
      for (std::size_t i = 0; i < name.size() && pattern.size() < length; ++i) {
        if (i == 0 || name[i - 1] == '_' || (name[i] >= 'A' && name[i] <= 'Z')) pattern += name.substr(i, 2);
      }
    } else if (round % 3 == 2 && pattern.size() > 2) {
      std::swap(pattern[1], pattern[2]);
    }
    const auto [all, mistyped] = scores_of(bed.model, pattern);
    forgiven += mistyped.size();
    for (const std::size_t limit : {std::size_t{1}, std::size_t{7}, std::size_t{5000}}) {
      const NameSearch search = search_names(*snapshot, kLayer, pattern, limit, {});
      INFO(fmt::format("'{}', {} of {}", pattern, limit, all.size()));
      const std::size_t exact = std::min(limit, all.size());
      const std::size_t room = std::min(limit, std::size_t{50});
      const std::size_t offered = exact < room ? std::min(room - exact, mistyped.size()) : 0;
      std::vector<float> found;
      std::set<std::string_view> once;
      for (const NameHit& hit : search.hits) {
        found.push_back(hit.score);
        once.insert(hit.name);
        REQUIRE_FALSE(hit.symbols.empty());
        for (const SymbolRef::Place& place : hit.symbols)
          CHECK(place.part->segment->name_of(place.ordinal) == hit.name);
      }
      REQUIRE(once.size() == search.hits.size());
      REQUIRE(found.size() == exact + offered);
      for (std::size_t i = 0; i < offered; ++i) {
        CHECK(found[exact + i] == Approx(mistyped[i] * 0.001F));
        if (exact > 0) CHECK(found[exact + i] < found[exact - 1]);
      }
      found.resize(exact);
      // Of one or two characters a full answer is the names that begin with them.
      const bool is_prefix_answer = pattern.size() <= 2 && found.size() == limit;
      if (!is_prefix_answer)
        REQUIRE(found == std::vector<float>(all.begin(), all.begin() + static_cast<int>(found.size())));
      if (limit == 5000) CHECK(search.is_complete);
      if (limit < all.size()) CHECK_FALSE(search.is_complete);
    }
  }
  CHECK(forgiven > 500);
}

TEST_CASE("an empty pattern, a limit of none and a name that nobody has find nothing", "[store]") {
  testing::StoreBed bed;
  const auto store = bed.open();
  bed.must_publish(*store, 0, 5, 0);
  const auto snapshot = store->snapshot();
  CHECK(search_names(*snapshot, kLayer, "", 10, {}).hits.empty());
  CHECK(search_names(*snapshot, kLayer, "r", 0, {}).hits.empty());
  CHECK(search_names(*snapshot, kLayer, "qqqq", 10, {}).hits.empty());
  CHECK(search_names(*snapshot, kLayer + 1, "r", 10, {}).hits.empty());
}

TEST_CASE("a search that is stopped says that it lacks some", "[store]") {
  testing::StoreBed bed;
  const auto store = bed.open();
  bed.must_publish(*store, 0, 30, 0);
  std::stop_source stop;
  stop.request_stop();
  CHECK_FALSE(search_names(*store->snapshot(), kLayer, "read", 10, stop.get_token()).is_complete);
}

}  // namespace
TEST_CASE("what is known of a symbol is what the first file by path says, whatever came first", "[store]") {
  const std::vector<std::vector<std::string>> orders = {{"a.h", "b.cpp"}, {"b.cpp", "a.h"}};
  for (const std::vector<std::string>& order : orders) {
    for (const bool in_one_segment : {true, false}) {
      const test::TempDir folder;
      StoreOptions options;
      options.merge_width = 2;
      const auto store = Store::open(folder.file("store"), options).value();
      auto builder = std::make_unique<SegmentBuilder>(kLayer, store->take_generation().value());
      const auto publish = [&] {
        const std::string path = store->new_segment_path();
        REQUIRE(builder->write(path));
        REQUIRE(store->publish(path));
        builder = std::make_unique<SegmentBuilder>(kLayer, store->take_generation().value());
      };
      for (const std::string& path : order) {
        const std::string signature = "as in " + path;
        model::FileRows rows;
        rows.path = path;
        rows.symbols = {{"c:@F@get", "get", "", signature, model::SymbolKind::kFunction, 0}};
        rows.occurrences = {{0, {1, 4}, 3, model::kDeclares, {}}};
        REQUIRE(builder->add(rows));
        if (!in_one_segment) publish();
      }
      if (in_one_segment) publish();
      const auto signature = [&] {
        const auto snapshot = store->snapshot();
        return std::string(find_symbols(*snapshot, kLayer, symbol_id("c:@F@get")).at(0).facts.signature);
      };
      CHECK(signature() == "as in a.h");
      while (store->merge_once({}).value()) {
      }
      CHECK(signature() == "as in a.h");
      REQUIRE(store->remove_files(kLayer, {"a.h"}));
      if (!in_one_segment && store->snapshot()->parts.size() == 2) CHECK(signature() == "as in b.cpp");
    }
  }
}

TEST_CASE("a relation of a symbol that its file does not mention is found in whichever segment it lies", "[store]") {
  const test::TempDir folder;
  const auto store = Store::open(folder.file("store"), {}).value();
  const auto publish = [&](bool has_template, bool has_instance) {
    SegmentBuilder builder(kLayer, store->take_generation().value());
    model::SymbolFacts trait{"c:@trait", "trait", {}, {}};
    const model::SymbolFacts special{"c:@special", "special", {}, {}};
    model::FileRows rows;
    rows.path = "trait.h";
    rows.symbols = {trait};
    rows.occurrences = {{0, {1, 0}, 5, model::kDefines, {}}};
    if (has_template) REQUIRE(builder.add(rows));
    trait.flags = model::SymbolFacts::kMentionedOnly;
    rows.path = "special.h";
    rows.symbols = {special, trait};
    rows.relations = {{1, 0, model::RelationKind::kSpecialisedBy}};
    if (has_instance) REQUIRE(builder.add(rows));
    const std::string path = store->new_segment_path();
    REQUIRE(builder.write(path));
    REQUIRE(store->publish(path));
  };
  const auto lines = [&] {
    std::vector<std::string> found;
    dump_rows(*store->snapshot(), kLayer, [&](std::string_view line) { found.emplace_back(line); });
    return found;
  };
  publish(true, true);
  const std::vector<std::string> together = lines();
  CHECK(std::count(together.begin(), together.end(), "relation c:@trait specialised-by c:@special special.h") == 1);
  publish(true, false);
  publish(false, true);
  CHECK(lines() == together);
}

}  // namespace cairn::store
