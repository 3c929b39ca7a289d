#include "core/query/including_units.h"

#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/store/segment_builder.h"
#include "core/store/store.h"
#include "tests/support/temp_dir.h"

namespace cairn::query {
namespace {

constexpr std::uint32_t kLayer = 1;

// A store of files and what they include, each file in a segment of its own.
class Graph {
 public:
  Graph() {
    auto opened = store::Store::open(directory_.file("store"), {});
    REQUIRE(opened.has_value());
    store_ = *std::move(opened);
  }
  void add(std::string_view path, const std::vector<std::string>& includes) {
    model::FileRows rows;
    rows.path = path;
    for (const std::string& include : includes) {
      rows.includes.push_back({.line = 0, .is_angled = false, .spelled = include, .resolved = include});
    }
    store::SegmentBuilder builder(kLayer, store_->take_generation().value_or(0));
    REQUIRE(builder.add(rows).has_value());
    const std::string segment = store_->new_segment_path();
    REQUIRE(builder.write(segment).has_value());
    REQUIRE(store_->publish(segment).has_value());
  }
  std::vector<std::string> units(std::string_view header, std::size_t limit = 10) {
    return including_units(*store_->snapshot(), kLayer, header, limit,
                           [](std::string_view path) { return path.ends_with(".cpp"); });
  }

 private:
  test::TempDir directory_;
  std::unique_ptr<store::Store> store_;
};

using Paths = std::vector<std::string>;

TEST_CASE("units that include a header themselves come before those that do through others", "[query]") {
  Graph graph;
  graph.add("a/far.cpp", {"x/middle.h"});
  graph.add("x/middle.h", {"x/x.h"});
  graph.add("z/near.cpp", {"x/x.h"});
  CHECK(graph.units("x/x.h") == Paths{"z/near.cpp", "a/far.cpp"});
  CHECK(graph.units("x/x.h", 1) == Paths{"z/near.cpp"});
  CHECK(graph.units("x/middle.h") == Paths{"a/far.cpp"});
}

TEST_CASE("of equally near units the one of the header's name comes first, then the nearest folder", "[query]") {
  Graph graph;
  graph.add("a/a.cpp", {"lib/x.h"});
  graph.add("lib/b.cpp", {"lib/x.h"});
  graph.add("z/x.cpp", {"lib/x.h"});
  CHECK(graph.units("lib/x.h") == Paths{"z/x.cpp", "lib/b.cpp", "a/a.cpp"});
}

TEST_CASE("a circle of includes ends, and old rows do not count", "[query]") {
  Graph graph;
  graph.add("a.h", {"b.h"});
  graph.add("b.h", {"a.h"});
  graph.add("a.cpp", {"a.h"});
  CHECK(graph.units("b.h") == Paths{"a.cpp"});
  graph.add("a.cpp", {});
  CHECK(graph.units("b.h").empty());
  CHECK(graph.units("unknown.h").empty());
}

}  // namespace
}  // namespace cairn::query
