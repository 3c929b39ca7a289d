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
          [](FileNumber) { return std::vector<FileNumber>(); }};
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

TEST_CASE("a few units cover all situations", "[prelude]") {
  CHECK(cover({{1, 2}, {1, 2, 3}, {4}, {2}}) == std::vector<std::size_t>{1, 2});
  CHECK(cover({{}, {}}).empty());
}

}  // namespace
}  // namespace cairn::index
