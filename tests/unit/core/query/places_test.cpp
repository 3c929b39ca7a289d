#include "core/query/places.h"

#include <catch2/catch.hpp>

#include "core/query/variants.h"
#include "tests/support/semantic_store.h"

namespace cairn::query {
namespace {

using test::SemanticStore;
using test::show;

constexpr model::Roles kAny = 0xFFFF;
const std::vector<std::string> kGet = {"c:@F@get"};

std::string places_of(const SemanticStore& store, model::Roles roles = kAny, model::Roles excluded = 0) {
  return show(find_places(*store.snapshot(), {kGet, roles, excluded}));
}

TEST_CASE("places of all variants of a file come out once", "[query]") {
  SemanticStore store;
  store.add("a.h", 1, 7, {{"c:@F@get", model::kDeclares, {1, 4}, {}}, {"c:@F@get", model::kCalls, {9, 0}, {}}});
  store.add("a.h", 2, 7, {{"c:@F@get", model::kDeclares, {1, 4}, {}}, {"c:@F@get", model::kCalls, {5, 0}, {}}});
  CHECK(places_of(store) == "a.h 1:4 5:0 9:0");
}

TEST_CASE("files come by path whatever segment they are in", "[query]") {
  SemanticStore store;
  store.add("b.cc", 1, 1, {{"c:@F@get", model::kRefers, {1, 0}, {}}});
  store.add("a.cc", 1, 1, {{"c:@F@get", model::kRefers, {2, 0}, {}}});
  store.add("a/z.cc", 1, 1, {{"c:@F@get", model::kRefers, {3, 0}, {}}});
  CHECK(places_of(store) == "a.cc 2:0, a/z.cc 3:0, b.cc 1:0");
}

TEST_CASE("roles choose and exclude places", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1,
            {{"c:@F@get", model::kDeclares, {1, 0}, {}},
             {"c:@F@get", model::kDefines, {2, 0}, {}},
             {"c:@F@get", model::kRefers | model::kCalls, {3, 0}, {}},
             {"c:@F@get", model::kRefers, {4, 0}, {}}});
  CHECK(places_of(store, model::kDeclares | model::kDefines) == "a.cc 1:0 2:0");
  CHECK(places_of(store, model::kCalls) == "a.cc 3:0");
  CHECK(places_of(store, kAny, model::kDeclares | model::kDefines) == "a.cc 3:0 4:0");
}

TEST_CASE("places in texts that differ are kept apart", "[query]") {
  SemanticStore store;
  store.add("a.h", 1, 7, {{"c:@F@get", model::kRefers, {1, 0}, {}}});
  store.add("a.h", 2, 8, {{"c:@F@get", model::kRefers, {2, 0}, {}}});
  CHECK(places_of(store) == "a.h 7>1:0 8>2:0");
  CHECK(variants_of(*store.snapshot(), "a.h").size() == 2);
  CHECK(current_variants(*store.snapshot(), "a.h", 8).size() == 1);
  CHECK(current_variants(*store.snapshot(), "a.h", 9).empty());
}

TEST_CASE("a removed variant has no places", "[query]") {
  SemanticStore store;
  store.add("a.h", 1, 7, {{"c:@F@get", model::kRefers, {1, 0}, {}}});
  store.add("a.h", 2, 7, {{"c:@F@get", model::kRefers, {2, 0}, {}}});
  store.remove("a.h", 1);
  CHECK(places_of(store) == "a.h 2:0");
  store.remove("a.h", 2);
  CHECK(places_of(store).empty());
  CHECK_FALSE(has_variants(*store.snapshot(), "a.h"));
}

TEST_CASE("a path that begins like another is another file", "[query]") {
  SemanticStore store;
  store.add("a.h", 1, 7, {{"c:@F@get", model::kRefers, {1, 0}, {}}});
  CHECK_FALSE(has_variants(*store.snapshot(), "a"));
  CHECK_FALSE(has_variants(*store.snapshot(), "a.hh"));
  CHECK(path_of_variant("a.h\x1f"
                        "0123456789abcdef") == "a.h");
  CHECK(path_of_variant("a.h") == "a.h");
}

TEST_CASE("lexical rows are no places", "[query]") {
  SemanticStore store;
  store.add_lexical("a.h", {{"c:@F@get", model::kRefers, {1, 0}, {}}});
  CHECK(places_of(store).empty());
}

TEST_CASE("places of several symbols come together, one by one", "[query]") {
  SemanticStore store;
  const std::vector<std::string> both = {"c:@F@get", "c:@F@put", "c:@F@none"};
  store.add("a.cc", 1, 1, {{"c:@F@get", model::kRefers, {3, 0}, {}}, {"c:@F@put", model::kRefers, {1, 0}, {}}});
  store.add("b.cc", 1, 1, {{"c:@F@put", model::kRefers, {1, 0}, {}}});
  CHECK(show(find_places(*store.snapshot(), {both, kAny, 0})) == "a.cc 1:0 3:0, b.cc 1:0");
  int calls = 0;
  CHECK_FALSE(visit_places(*store.snapshot(), {both, kAny, 0}, {}, [&](FilePlaces&&) { return ++calls < 1; }));
  CHECK(calls == 1);
}

TEST_CASE("a search for places stops when told to", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1, {{"c:@F@get", model::kRefers, {3, 0}, {}}});
  std::stop_source stop;
  stop.request_stop();
  CHECK_FALSE(visit_places(*store.snapshot(), {kGet, kAny, 0}, stop.get_token(), [](FilePlaces&&) { return true; }));
}

TEST_CASE("one range in several roles is one place", "[query]") {
  std::vector<Place> places = {{{{1, 0}, {1, 3}}, {}, model::kCalls},
                               {{{1, 0}, {1, 3}}, {{1, 0}, {4, 1}}, model::kRefers},
                               {{{0, 0}, {0, 3}}, {}, model::kRefers}};
  merge_places(places);
  REQUIRE(show(places) == "0:0 1:0");
  CHECK(places[1].roles == (model::kCalls | model::kRefers));
  CHECK(places[1].extent == text::Range{{1, 0}, {4, 1}});
}

}  // namespace
}  // namespace cairn::query
