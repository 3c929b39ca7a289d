#include "core/deps/header_conflicts.h"

#include <catch2/catch.hpp>

#include "tests/unit/core/deps/dependency_bed.h"

namespace cairn::deps {
namespace {

// "target spelled: chain | chain; …"
std::string conflicts_in(DependencyBed& bed) {
  UnitReader reader = bed.reader();
  std::string text;
  const auto conflicts = find_header_conflicts(reader, {});
  for (const HeaderConflict& each : conflicts.value()) {
    text += (text.empty() ? "" : "; ") + bed.project.targets[each.target].name + " " + each.spelled + ":";
    for (const auto& meaning : each.meanings) text += " " + show(meaning.chain) + " |";
  }
  return text;
}

void set_targets(DependencyBed& bed) {
  bed.project.targets = {{"app", "executable", {}}, {"tool", "executable", {}}, {"src", "folder", {}}};
}

}  // namespace

TEST_CASE("one name that leads to two headers in one target is told, with both ways", "[deps]") {
  DependencyBed bed;
  set_targets(bed);
  bed.read("v1/zap.h", {});
  bed.read("v2/zap.h", {});
  bed.read_as("a.cc", {{"zap.h", "v1/zap.h"}});
  bed.read_as("x.h", {{"zap.h", "v2/zap.h"}});
  bed.read("b.cc", {"x.h"});
  bed.unit_with({{"a.cc", 1}, {"v1/zap.h", 2}}, {0});
  bed.unit_with({{"b.cc", 3}, {"v2/zap.h", 4}, {"x.h", 5}}, {0});
  CHECK(conflicts_in(bed) == "app zap.h: a.cc:0 > v1/zap.h | b.cc:0 > x.h:0 > v2/zap.h |");
}

TEST_CASE("what is no conflict of versions is not told", "[deps]") {
  DependencyBed bed;
  set_targets(bed);
  bed.read("v1/zap.h", {});
  std::uint64_t second = 4;
  std::uint32_t target = 0;
  SECTION("in two targets") {
    bed.read("v2/zap.h", {});
    target = 1;
  }
  SECTION("with one content") {
    bed.read("v2/zap.h", {});
    second = 2;
  }
  SECTION("a wrapper") { bed.read_as("v2/zap.h", {{"zap.h", "v1/zap.h"}}); }
  bed.read_as("a.cc", {{"zap.h", "v1/zap.h"}});
  bed.read_as("b.cc", {{"zap.h", "v2/zap.h"}});
  bed.unit_with({{"a.cc", 1}, {"v1/zap.h", 2}}, {0});
  bed.unit_with({{"b.cc", 3}, {"v1/zap.h", 2}, {"v2/zap.h", second}}, {target});
  CHECK(conflicts_in(bed).empty());
}

TEST_CASE("each folder may have a header of one name, and folders are no targets", "[deps]") {
  DependencyBed bed;
  set_targets(bed);
  const bool is_beside = GENERATE(true, false);
  const std::string one = is_beside ? "one/config.h" : "inc1/config.h";
  const std::string two = is_beside ? "two/config.h" : "inc2/config.h";
  bed.read(one, {});
  bed.read(two, {});
  bed.read_as("one/a.cc", {{"config.h", one}});
  bed.read_as("two/b.cc", {{"config.h", two}});
  bed.unit_with({{"one/a.cc", 1}, {one, 2}}, {is_beside ? 0U : 2U});
  bed.unit_with({{"two/b.cc", 3}, {two, 4}}, {is_beside ? 0U : 2U});
  CHECK(conflicts_in(bed).empty());
}

}  // namespace cairn::deps
