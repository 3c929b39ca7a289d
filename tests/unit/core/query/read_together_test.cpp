#include "core/query/read_together.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/store/segment_builder.h"
#include "core/store/store.h"
#include "tests/support/temp_dir.h"

namespace cairn::query {
namespace {

constexpr std::uint32_t kLayer = 1;

// A store of files and what they include: "name" leads to that file, "?name" to none that the scan knows.
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
      const bool is_known = !include.starts_with('?');
      rows.includes.push_back({.line = 0,
                               .is_angled = false,
                               .spelled = is_known ? include : std::string_view(include).substr(1),
                               .resolved = is_known ? include : std::string_view()});
    }
    store::SegmentBuilder builder(kLayer, store_->take_generation().value_or(0));
    REQUIRE(builder.add(rows).has_value());
    const std::string segment = store_->new_segment_path();
    REQUIRE(builder.write(segment).has_value());
    REQUIRE(store_->publish(segment).has_value());
  }
  std::string with(const std::vector<std::string>& files) {
    const auto found = read_together(*store_->snapshot(), kLayer, files);
    std::string shown;
    for (const std::string& path : std::set<std::string>(found.begin(), found.end())) shown += path + " ";
    return shown;
  }

 private:
  test::TempDir directory_;
  std::unique_ptr<store::Store> store_;
};

TEST_CASE("read together is what includers of a file include", "[query]") {
  Graph graph;
  graph.add("a.cpp", {"a.h", "b.h"});
  graph.add("b.h", {"c.h"});
  graph.add("other.cpp", {"c.h", "d.h"});
  CHECK(graph.with({"a.h"}) == "a.cpp a.h b.h c.h ");
  CHECK(graph.with({"d.h"}) == "c.h d.h other.cpp ");
  CHECK(graph.with({"c.h"}) == "a.cpp a.h b.h c.h d.h other.cpp ");
  CHECK(graph.with({"alone.cpp"}) == "alone.cpp ");
}

TEST_CASE("an include that leads nowhere counts as leading to all files of that name", "[query]") {
  Graph graph;
  graph.add("far.cpp", {"?sub/a.h", "e.h"});
  graph.add("x/a.h", {});
  graph.add("y/a.h", {"z.h"});
  graph.add("user.cpp", {"x/a.h", "?z.h"});
  graph.add("q/z.h", {"w.h"});
  graph.add("unseen.cpp", {"?other.h"});
  CHECK(graph.with({"x/a.h"}) == "e.h far.cpp q/z.h user.cpp w.h x/a.h y/a.h z.h ");
}

TEST_CASE("an include by way of a macro may lead to anything", "[query]") {
  Graph graph;
  graph.add("a.cpp", {"a.h"});
  graph.add("macro.cpp", {"?", "m.h"});
  CHECK(graph.with({"a.h"}) == "a.cpp a.h m.h macro.cpp ");
}

}  // namespace
}  // namespace cairn::query
