#include "core/query/relations.h"

#include <catch2/catch.hpp>

#include "tests/support/semantic_store.h"

namespace cairn::query {
namespace {

using test::RelationRow;
using test::SemanticStore;

using Usrs = std::vector<std::string>;
using model::RelationKind;

const std::vector<RelationRow> kChain = {{"c:@S@Base", "c:@S@Middle"}, {"c:@S@Middle", "c:@S@Leaf"}};

TEST_CASE("bases and derived classes are one step away", "[query]") {
  SemanticStore store;
  store.add("a.h", 1, 1, {}, kChain);
  const auto snapshot = store.snapshot();
  CHECK(directly_related(*snapshot, "c:@S@Base", RelationKind::kBaseOf, Direction::kToObjects).usrs ==
        Usrs{"c:@S@Middle"});
  CHECK(directly_related(*snapshot, "c:@S@Middle", RelationKind::kBaseOf, Direction::kToSubjects).usrs ==
        Usrs{"c:@S@Base"});
  CHECK(directly_related(*snapshot, "c:@S@Middle", RelationKind::kOverriddenBy, Direction::kToSubjects).usrs.empty());
}

TEST_CASE("all derived classes are found across files and variants, nearest first", "[query]") {
  SemanticStore store;
  store.add("a.h", 1, 1, {}, {kChain[0]});
  store.add("a.h", 2, 1, {}, {kChain[0]});
  store.add("b.cc", 1, 1, {}, {kChain[1]});
  const Related all =
      transitively_related(*store.snapshot(), "c:@S@Base", RelationKind::kBaseOf, Direction::kToObjects);
  CHECK(all.usrs == Usrs{"c:@S@Middle", "c:@S@Leaf"});
  CHECK(all.is_complete);
}

TEST_CASE("circles in relations end", "[query]") {
  SemanticStore store;
  store.add("a.h", 1, 1, {}, {{"c:@S@A", "c:@S@B"}, {"c:@S@B", "c:@S@A"}, {"c:@S@A", "c:@S@A"}});
  CHECK(transitively_related(*store.snapshot(), "c:@S@A", RelationKind::kBaseOf, Direction::kToObjects).usrs ==
        Usrs{"c:@S@B"});
}

TEST_CASE("relations of removed variants are gone", "[query]") {
  SemanticStore store;
  store.add("a.h", 1, 1, {{"c:@S@Base", model::kDefines, {0, 7}, {}}});
  store.add("b.h", 1, 1, {}, {{"c:@S@Base", "c:@S@Old"}});
  store.remove("b.h", 1);
  CHECK(
      transitively_related(*store.snapshot(), "c:@S@Base", RelationKind::kBaseOf, Direction::kToObjects).usrs.empty());
}

}  // namespace
}  // namespace cairn::query
