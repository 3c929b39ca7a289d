#include "core/deps/impact.h"

#include <fstream>

#include <catch2/catch.hpp>

#include "core/deps/include_removal.h"
#include "tests/unit/core/deps/dependency_bed.h"

namespace cairn::deps {
namespace {

using Names = std::vector<std::string>;

Impact impact_of(DependencyBed& bed, const Names& files, const Names& mentioning = {}) {
  UnitReader reader = bed.reader();
  return find_impact(reader, {files, mentioning, true}, {}).value();
}

// "source: chain; …"
std::string show_units(const Impact& impact) {
  std::string text;
  for (const AffectedUnit& unit : impact.units) {
    text += (text.empty() ? "" : "; ") + show(unit.chain) + (unit.is_exact ? "" : " ?");
  }
  return text;
}

// a.cc > x.h > deep.h; b.cc > deep.h; c.cc reads neither.
void fill(DependencyBed& bed) {
  bed.read("deep.h", {});
  bed.read("x.h", {"other.h", "deep.h"});
  bed.read("other.h", {});
  bed.read("a.cc", {"x.h"});
  bed.read("b.cc", {"other.h", "deep.h"});
  bed.read("c.cc", {"other.h"});
  bed.project.targets = {{"lib", "static library", {}}, {"tool", "executable", {0}}, {"alone", "executable", {}}};
  bed.unit({"a.cc", "x.h", "other.h", "deep.h"}, 500, true, {0});
  bed.unit({"b.cc", "other.h", "deep.h"}, 2000, true, {0});
  bed.unit({"c.cc", "other.h"}, 100, true, {2});
}

}  // namespace

TEST_CASE("a header's impact is the units that read it, the dearest first, each with its shortest chain", "[deps]") {
  DependencyBed bed;
  fill(bed);
  const Impact impact = impact_of(bed, {"deep.h"});
  CHECK(show_units(impact) == "b.cc:1 > deep.h; a.cc:0 > x.h:1 > deep.h");
  CHECK(impact.cost_ms == 2500);
  CHECK(impact.all_units == 3);
  CHECK(impact.inexact_units == 0);
  CHECK(impact.units[0].cost_source == CostSource::kParse);
  CHECK(impact.unknown.empty());
  REQUIRE(impact.targets.size() == 2);
  CHECK(impact.targets[0].target == 0);
  CHECK(impact.targets[0].units == 2);
  CHECK(impact.targets[0].cost_ms == 2500);
  CHECK(impact.targets[1].target == 1);
  CHECK(impact.targets[1].units == 0);
}

TEST_CASE("a source's own change costs its unit, and several files count once", "[deps]") {
  DependencyBed bed;
  fill(bed);
  CHECK(show_units(impact_of(bed, {"c.cc"})) == "c.cc");
  CHECK(show_units(impact_of(bed, {"deep.h", "x.h"})) == "b.cc:1 > deep.h; a.cc:0 > x.h");
  const Impact nothing = impact_of(bed, {"nowhere.h"});
  CHECK(nothing.units.empty());
  CHECK(nothing.unknown == Names{"nowhere.h"});
}

TEST_CASE("what the build tool noted counts before what a parse cost, and the mean where nothing is known", "[deps]") {
  DependencyBed bed;
  bed.read("h.h", {});
  bed.read("a.cc", {"h.h"});
  bed.read("b.cc", {"h.h"});
  bed.scan("c.cc", {"h.h"});
  bed.scan("h.h", {});
  bed.unit({"a.cc", "h.h"}, 100);
  bed.unit({"b.cc", "h.h"}, 300);
  bed.listed("c.cc");
  bed.project.units[0].build_ms = 900;
  const Impact impact = impact_of(bed, {"h.h"});
  REQUIRE(impact.units.size() == 3);
  CHECK(impact.units[0].cost_source == CostSource::kBuild);
  CHECK(impact.units[0].cost_ms == 900);
  CHECK(impact.units[1].cost_source == CostSource::kParse);
  CHECK(impact.units[2].cost_source == CostSource::kMean);
  CHECK(impact.units[2].cost_ms == 200);
  CHECK(impact.units[2].key.path == "c.cc");
}

TEST_CASE("units that nobody read are told by includes without flags, and marked", "[deps]") {
  DependencyBed bed;
  bed.scan("a.cc", {"x.h"});
  bed.scan("x.h", {"y.h", "deep.h"});
  bed.scan("y.h", {"deep.h"});
  bed.scan("b.cc", {"y.h"});
  bed.scan("c.cc", {});
  bed.listed("a.cc");
  bed.listed("b.cc");
  bed.listed("c.cc");
  const Impact impact = impact_of(bed, {"deep.h"});
  CHECK(show_units(impact) == "a.cc:0 > x.h:1 > deep.h ?; b.cc:0 > y.h:0 > deep.h ?");
  CHECK(impact.inexact_units == 3);
  CHECK(impact.units[0].cost_source == CostSource::kNone);
}

TEST_CASE("of a unit that changed since it was read, both what it read and what it seems to read count", "[deps]") {
  DependencyBed bed;
  bed.read("old.h", {});
  bed.read("a.cc", {"old.h"});
  bed.scan("a.cc", {"new.h"});
  bed.scan("new.h", {});
  bed.unit({"a.cc", "old.h"}, 10, false);
  CHECK(show_units(impact_of(bed, {"old.h"})) == "a.cc:0 > old.h ?");
  CHECK(show_units(impact_of(bed, {"new.h"})) == "a.cc:0 > new.h ?");
}

TEST_CASE("a unit that is as it was read is not asked what it seems to include", "[deps]") {
  DependencyBed bed;
  bed.read("a.cc", {});
  bed.scan("a.cc", {"windows_only.h"});
  bed.scan("windows_only.h", {});
  bed.unit({"a.cc"}, 10);
  CHECK(impact_of(bed, {"windows_only.h"}).units.empty());
}

TEST_CASE("a file that the command line includes has a chain without a line", "[deps]") {
  DependencyBed bed;
  bed.read("inner.h", {});
  bed.read("forced.h", {"inner.h"});
  bed.read("a.cc", {});
  bed.unit({"a.cc", "forced.h", "inner.h"}, 10);
  CHECK(show_units(impact_of(bed, {"inner.h"})) == "a.cc > forced.h:0 > inner.h");
}

TEST_CASE("units that read a file with a mention of the symbol are marked", "[deps]") {
  DependencyBed bed;
  fill(bed);
  const Impact impact = impact_of(bed, {"other.h"}, {"other.h", "x.h"});
  for (const AffectedUnit& unit : impact.units) CHECK(unit.mentions);
  const Impact rare = impact_of(bed, {"other.h"}, {"x.h"});
  REQUIRE(rare.units.size() == 3);
  for (const AffectedUnit& unit : rare.units) CHECK(unit.mentions == (unit.key.path == "a.cc"));
}

TEST_CASE("includes that go in a circle end", "[deps]") {
  DependencyBed bed;
  bed.read("p.h", {"q.h"});
  bed.read("q.h", {"p.h"});
  bed.read("a.cc", {"p.h"});
  bed.scan("p.h", {"q.h"});
  bed.scan("q.h", {"p.h"});
  bed.scan("b.cc", {"q.h"});
  bed.unit({"a.cc", "p.h", "q.h"}, 10);
  bed.listed("b.cc");
  CHECK(show_units(impact_of(bed, {"q.h"})) == "a.cc:0 > p.h:0 > q.h; b.cc:0 > q.h ?");
}

TEST_CASE("an impact ends when it is cancelled, and says of a damaged table that it cannot", "[deps]") {
  DependencyBed bed;
  fill(bed);
  std::stop_source stop;
  stop.request_stop();
  UnitReader reader = bed.reader();
  CHECK(find_impact(reader, {{"deep.h"}, {}, true}, stop.get_token()).error().code == ErrorCode::kCancelled);
  {
    std::ofstream(bed.table(), std::ios::trunc) << std::string(8192, 'x');
    std::ofstream(bed.table() + "-wal", std::ios::trunc);
  }
  CHECK_FALSE(UnitReader::open(bed.table(), bed.graph(), bed.project));
}

TEST_CASE("an include that goes saves what comes by it alone", "[deps]") {
  DependencyBed bed;
  fill(bed);
  UnitReader reader = bed.reader();
  const Removal removal = find_removal(reader, "x.h", "deep.h", {}).value();
  REQUIRE(removal.units.size() == 1);
  CHECK(removal.units[0].key.path == "a.cc");
  CHECK(removal.units[0].files == 1);
  CHECK(removal.units[0].size_bytes == 100);
  CHECK(removal.units[0].saved_ms == 125);  // a quarter of its bytes
  CHECK(removal.units[0].chain.empty());
  CHECK(removal.unread_units == 0);
  CHECK(find_removal(reader, "c.cc", "deep.h", {}).value().units.empty());
}

TEST_CASE("an include that goes while another way stays saves nothing, and that way is told", "[deps]") {
  DependencyBed bed;
  bed.read("h.h", {});
  bed.read("x.h", {"h.h"});
  bed.read("a.cc", {"h.h", "x.h"});
  bed.unit({"a.cc", "h.h", "x.h"}, 300);
  UnitReader reader = bed.reader();
  const Removal removal = find_removal(reader, "a.cc", "h.h", {}).value();
  REQUIRE(removal.units.size() == 1);
  CHECK(removal.units[0].files == 0);
  CHECK(show(removal.units[0].chain) == "a.cc:1 > x.h:0 > h.h");
}

}  // namespace cairn::deps
