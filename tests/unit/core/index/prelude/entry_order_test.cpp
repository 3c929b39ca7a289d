#include "core/index/prelude/entry_order.h"

#include <catch2/catch.hpp>

namespace cairn::index {
namespace {

// Files that include nothing, by number.
EntryGraph graph_of(const std::vector<SourceScan>& files) {
  return {[&files](FileNumber file) -> const SourceScan& { return files[file]; },
          [&files](FileNumber file) {
            std::vector<NameHash> names;
            for (const auto& [name, conditions] : files[file].definitions) names.push_back(name);
            return names;
          },
          [&files](FileNumber file) {
            EntryGraph::Uses uses;
            for (const auto& [name, region] : files[file].uses) uses.names.push_back(name);
            for (const auto& [name, region] : files[file].own_uses) uses.own.push_back(name);
            return uses;
          },
          [&files](FileNumber file) { return files[file].acts; },
          [](FileNumber) { return std::vector<EntryGraph::Include>(); }};
}

TEST_CASE("a header depends on the order if another one defines what it mentions", "[prelude]") {
  // Both define a type unless it is there; the third has nothing to do with them.
  const std::vector<SourceScan> files = {scan_source("#pragma once\n#ifndef T\n#define T\n#endif\n"),
                                         scan_source("#pragma once\n#ifndef T\n#define T\n#endif\n"),
                                         scan_source("#pragma once\nint x;\n")};
  const EntryOrder order(graph_of(files), {0, 1, 2}, [](FileNumber) { return true; });
  CHECK(order.is_sensitive(0));
  CHECK(order.is_sensitive(1));
  CHECK_FALSE(order.is_sensitive(2));
  const auto enter = [&](std::vector<FileNumber> includes) { return order.enter(includes); };
  CHECK(enter({0, 1}).items == enter({2, 0, 1, 0}).items);
  CHECK(enter({0, 1}).items != enter({1, 0}).items);
  CHECK(enter({0, 1}).after_a_definer == std::set<FileNumber>{1});
}

TEST_CASE("a macro that is undefined again is no situation", "[prelude]") {
  const std::vector<SourceScan> files = {
      scan_source("#pragma once\n#define X 1\nint a = X;\n#undef X\n"),
      scan_source("#pragma once\nint X;\n"),
      scan_source("#pragma once\n#define X 1\n#ifdef OTHER\n#undef X\n#endif\n"),
      scan_source("#ifndef X\n#define X\n#endif\n#undef X\n"),
  };
  const EntryOrder order(graph_of(files), {0, 1, 2, 3}, [](FileNumber) { return true; });
  const auto behind = [&](std::vector<FileNumber> includes) { return order.enter(includes).after_a_definer; };
  CHECK(order.is_sensitive(1));
  CHECK(behind({0, 1}).empty());
  CHECK(behind({2, 1}) == std::set<FileNumber>{1});  // who knows
  CHECK(behind({2, 3, 1}) == std::set<FileNumber>{3});
}

TEST_CASE("a definition that holds only where there is no other is none behind another", "[prelude]") {
  const std::vector<SourceScan> files = {scan_source("#pragma once\n#define LIMIT 7\n"),
                                         scan_source("#pragma once\n#ifndef LIMIT\n#define LIMIT 8\n#endif\n"),
                                         scan_source("#pragma once\nint a = LIMIT;\n")};
  EntryGraph graph = graph_of(files);
  graph.includes = [](FileNumber file) {
    return file == 2 ? std::vector<EntryGraph::Include>{{0, 0}} : std::vector<EntryGraph::Include>();
  };
  const EntryOrder order(graph, {0, 1, 2}, [](FileNumber) { return false; });
  const auto behind = [&](std::vector<FileNumber> includes) { return order.enter(includes).after_a_definer; };
  CHECK_FALSE(behind({0, 1, 2}).contains(2));
  CHECK(behind({1, 2}).contains(2));
}

TEST_CASE("a macro in a body that nobody uses is no mention", "[prelude]") {
  const std::vector<SourceScan> files = {scan_source("#pragma once\n#define X 1\n"),
                                         scan_source("#pragma once\n#define UNUSED X\n"),
                                         scan_source("#pragma once\n#define USED X\nint a = USED;\n"),
                                         scan_source("#pragma once\n#include_next <other.h>\n")};
  const EntryOrder order(graph_of(files), {0, 1, 2, 3}, [](FileNumber) { return true; });
  CHECK_FALSE(order.is_sensitive(1));
  CHECK(order.is_sensitive(2));
  CHECK(order.is_sensitive(3));  // its way depends on its folder
}

TEST_CASE("a few units cover all situations", "[prelude]") {
  CHECK(cover({{1, 2}, {1, 2, 3}, {4}, {2}}) == std::vector<std::size_t>{1, 2});
  CHECK(cover({{}, {}}).empty());
}

}  // namespace
}  // namespace cairn::index
