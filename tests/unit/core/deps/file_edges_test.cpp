#include "core/deps/file_edges.h"

#include <catch2/catch.hpp>

#include "core/deps/header_costs.h"
#include "core/deps/unused_includes.h"
#include "tests/unit/core/deps/dependency_bed.h"

namespace cairn::deps {
namespace {

using Names = std::vector<std::string>;

Names names(const IncludeGraph& graph, const std::vector<IncludeGraph::File>& files) {
  Names list;
  for (const auto file : files) list.push_back(graph.path(file));
  return list;
}

// "source:line included, …"
std::string unused_in(DependencyBed& bed) {
  UnitReader reader = bed.reader();
  std::string text;
  const auto unused = find_unused_includes(reader, {});
  for (const UnusedInclude& each : unused.value().list) {
    text += (text.empty() ? "" : ", ") + each.path + ":" + std::to_string(each.line) + " " + each.included;
  }
  return text;
}

test::Row declares(const std::string& usr) { return {usr, model::kDeclares, {1, 0}}; }
test::Row refers(const std::string& usr) { return {usr, model::kRefers, {9, 0}}; }

}  // namespace

TEST_CASE("a file that clang read includes what clang found, others what the scan says", "[deps]") {
  DependencyBed bed;
  bed.scan("a.cc", {"x.h", "windows.h"});
  bed.scan("b.cc", {"windows.h"});
  bed.scan("windows.h", {});
  bed.read("x.h", {});
  bed.read("a.cc", {"x.h"});
  const FileEdges edges(bed.graph());
  const auto windows = bed.graph().find("windows.h").value();
  REQUIRE(edges.includers(windows).size() == 1);
  CHECK(bed.graph().path(edges.includers(windows)[0].to) == "b.cc");
  const auto source = bed.graph().find("a.cc").value();
  CHECK(edges.is_read(source));
  REQUIRE(edges.includes(source).size() == 1);
  CHECK(bed.graph().path(edges.includes(source)[0].to) == "x.h");
}

TEST_CASE("circles of includes are found, each with a shortest way round", "[deps]") {
  DependencyBed bed;
  bed.scan("a.h", {"b.h"});
  bed.scan("b.h", {"c.h", "leaf.h"});
  bed.scan("c.h", {"d.h", "a.h"});
  bed.scan("d.h", {"a.h"});
  bed.scan("leaf.h", {});
  bed.scan("self.h", {"self.h"});
  bed.scan("main.cc", {"a.h", "self.h"});
  const FileEdges edges(bed.graph());
  const std::vector<IncludeCycle> cycles = find_cycles(edges);
  REQUIRE(cycles.size() == 2);
  CHECK(names(bed.graph(), cycles[0].files) == Names{"a.h", "b.h", "c.h", "d.h"});
  CHECK(names(bed.graph(), cycles[0].way) == Names{"a.h", "b.h", "c.h"});
  CHECK(names(bed.graph(), cycles[1].way) == Names{"self.h"});
}

TEST_CASE("a header costs the units that read it, and its share of their bytes", "[deps]") {
  DependencyBed bed;
  bed.read("both.h", {});
  bed.read("one.h", {});
  bed.read("a.cc", {"both.h", "one.h"});
  bed.read("b.cc", {"both.h"});
  bed.unit({"a.cc", "both.h", "one.h"}, 300);
  bed.unit({"b.cc", "both.h"}, 400);
  bed.listed("c.cc");
  UnitReader reader = bed.reader();
  const HeaderCosts costs = find_header_costs(reader, {}).value();
  CHECK(costs.all_ms == 700);
  CHECK(costs.units == 2);
  CHECK(costs.unread_units == 1);
  REQUIRE(costs.headers.size() == 2);
  CHECK(bed.graph().path(costs.headers[0].file) == "both.h");
  CHECK(costs.headers[0].units == 2);
  CHECK(costs.headers[0].rebuild_ms == 700);
  CHECK(costs.headers[0].reading_ms == 300);
  CHECK(costs.headers[1].reading_ms == 100);
}

TEST_CASE("an include of which the source names nothing is unused", "[deps]") {
  DependencyBed bed;
  bed.read("used.h", {}, {declares("c:@F@used")});
  bed.read("inner.h", {}, {declares("c:@F@inner")});
  bed.read("outer.h", {"inner.h"}, {declares("c:@F@outer")});
  bed.read("unused.h", {}, {declares("c:@F@unused")});
  bed.read("a.cc", {"used.h", "outer.h", "unused.h"}, {refers("c:@F@used"), refers("c:@F@inner")});
  bed.unit({"a.cc", "used.h", "outer.h", "inner.h", "unused.h"}, 10);
  CHECK(unused_in(bed) == "a.cc:2 unused.h");
}

TEST_CASE("an include is not unused where something may need it that nobody names", "[deps]") {
  DependencyBed bed;
  SECTION("a header behind it") {
    bed.read("base.h", {}, {declares("c:@F@base")});
    bed.read("needy.h", {}, {declares("c:@F@needy"), refers("c:@F@base")});
    bed.read("a.cc", {"base.h", "needy.h"}, {refers("c:@F@needy")});
    bed.unit({"a.cc", "base.h", "needy.h"}, 10);
  }
  SECTION("the source's own header") {
    bed.read("a.h", {}, {declares("c:@F@mine")});
    bed.read("a.cc", {"a.h"}, {refers("c:@F@other")});
    bed.unit({"a.cc", "a.h"}, 10);
  }
  SECTION("a header that declares nothing") {
    bed.read("pragmas.h", {});
    bed.read("a.cc", {"pragmas.h"}, {refers("c:@F@other")});
    bed.unit({"a.cc", "pragmas.h"}, 10);
  }
  SECTION("an operator") {
    bed.read("print.h", {}, {declares("c:@F@operator<<")});
    bed.read("a.cc", {"print.h"}, {refers("c:@F@other")});
    bed.unit({"a.cc", "print.h"}, 10);
  }
  SECTION("a file without rows") {
    bed.read("a.cc", {"dark.h"}, {refers("c:@F@other")});
    bed.unit({"a.cc", "dark.h"}, 10);
  }
  SECTION("a unit that changed since") {
    bed.read("h.h", {}, {declares("c:@F@h")});
    bed.read("a.cc", {"h.h"}, {refers("c:@F@other")});
    bed.unit({"a.cc", "h.h"}, 10, false);
  }
  CHECK(unused_in(bed).empty());
}

}  // namespace cairn::deps
