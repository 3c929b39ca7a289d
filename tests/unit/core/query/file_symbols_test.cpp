#include "core/query/file_symbols.h"

#include <catch2/catch.hpp>

#include "tests/support/semantic_store.h"

namespace cairn::query {
namespace {

using test::SemanticStore;
using test::show;

using model::SymbolKind;
using Usrs = std::vector<std::string>;

Usrs symbols_in(const SemanticStore& store, text::Position position, std::string_view word) {
  Usrs usrs;
  const auto snapshot = store.snapshot();
  for (const SymbolAt& each : symbols_at(variants_of(*snapshot, "a.cc"), position, word)) {
    usrs.push_back(each.symbol.usr);
  }
  return usrs;
}

std::string outline(const std::vector<model::DocumentSymbol>& symbols) {
  std::string shown;
  for (const model::DocumentSymbol& each : symbols) {
    shown += (shown.empty() ? "" : " ") + each.name;
    if (!each.children.empty()) shown += "(" + outline(each.children) + ")";
  }
  return shown;
}

TEST_CASE("a symbol is found on each of its characters and right behind it", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1, {{"c:@F@get", model::kRefers, {2, 4}, {}}, {"c:@F@put", model::kRefers, {2, 7}, {}}});
  CHECK(symbols_in(store, {2, 3}, "").empty());
  CHECK(symbols_in(store, {2, 4}, "get") == Usrs{"c:@F@get"});
  CHECK(symbols_in(store, {2, 6}, "get") == Usrs{"c:@F@get"});
  CHECK(symbols_in(store, {2, 7}, "put") == Usrs{"c:@F@put"});
  CHECK(symbols_in(store, {2, 10}, "put") == Usrs{"c:@F@put"});
  CHECK(symbols_in(store, {3, 4}, "get").empty());
}

TEST_CASE("what is spelled at a place goes before what a macro or a conversion puts there", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1,
            {{"c:@macro@CHECK", model::kRefers, {1, 2}, {}, SymbolKind::kMacro},
             {"c:@F@check", model::kCalls | model::kFromMacro, {1, 2}, {}},
             {"c:@S@S@F@operator bool", model::kImplicit | model::kCalls, {1, 2}, {}, SymbolKind::kConversion}});
  CHECK(symbols_in(store, {1, 3}, "CHECK") == Usrs{"c:@macro@CHECK"});
}

TEST_CASE("a class goes before its constructor, and a declaration before all", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1,
            {{"c:@S@Shape", model::kRefers, {1, 2}, {}, SymbolKind::kClass},
             {"c:@S@Shape@F@Shape", model::kCalls, {1, 2}, {}, SymbolKind::kConstructor},
             {"c:@S@Shape", model::kRefers, {5, 2}, {}, SymbolKind::kClass},
             {"c:@S@Shape@F@Shape", model::kDefines, {5, 2}, {}, SymbolKind::kConstructor}});
  CHECK(symbols_in(store, {1, 3}, "Shape") == Usrs{"c:@S@Shape"});
  CHECK(symbols_in(store, {5, 3}, "Shape") == Usrs{"c:@S@Shape@F@Shape"});
}

TEST_CASE("variants that differ at a place give both symbols", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1, {{"c:@N@posix@F@get", model::kRefers, {1, 2}, {}}});
  store.add("a.cc", 2, 1, {{"c:@N@windows@F@get", model::kRefers, {1, 2}, {}}});
  CHECK(symbols_in(store, {1, 2}, "get") == Usrs{"c:@N@posix@F@get", "c:@N@windows@F@get"});
}

TEST_CASE("two symbols with one name in one file are told apart by their USRs", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1, {{"c:@S@A@F@get", model::kRefers, {1, 2}, {}}, {"c:@S@B@F@get", model::kRefers, {2, 2}, {}}});
  const auto snapshot = store.snapshot();
  const Usrs first = {"c:@S@A@F@get"};
  CHECK(show(places_in_file(variants_of(*snapshot, "a.cc"), first)) == "1:2");
}

TEST_CASE("a file's places of a symbol are those that it spells", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1,
            {{"c:@F@get", model::kDeclares, {1, 2}, {}},
             {"c:@F@get", model::kImplicit, {2, 2}, {}},
             {"c:@F@get", model::kFromMacro, {3, 2}, {}},
             {"c:@F@get", model::kWrites, {4, 2}, {}}});
  const auto snapshot = store.snapshot();
  const Usrs get = {"c:@F@get"};
  CHECK(show(places_in_file(variants_of(*snapshot, "a.cc"), get)) == "1:2 4:2");
}

TEST_CASE("an outline nests by extents", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1,
            {{"c:@N@space", model::kDefines, {0, 10}, {{0, 0}, {20, 1}}, SymbolKind::kNamespace},
             {"c:@S@Shape", model::kDefines, {1, 6}, {{1, 0}, {5, 1}}, SymbolKind::kClass},
             {"c:@F@area", model::kDefines, {2, 6}, {{2, 2}, {4, 3}}, SymbolKind::kMethod},
             {"c:@F@inner", model::kDeclares, {3, 6}, {{3, 2}, {3, 12}}},
             {"c:@a", model::kDefines, {6, 4}, {{6, 0}, {6, 5}}, SymbolKind::kVariable},
             {"c:@b", model::kDefines, {6, 7}, {{6, 0}, {6, 8}}, SymbolKind::kVariable},
             {"c:@macro@M", model::kDefines, {7, 8}, {{7, 0}, {7, 9}}, SymbolKind::kMacro},
             {"c:@F@used", model::kRefers, {8, 8}, {}},
             {"c:@F@last", model::kDeclares, {21, 4}, {}}});
  const auto snapshot = store.snapshot();
  CHECK(outline(outline_of(variants_of(*snapshot, "a.cc"))) == "space(Shape(area) b a) last");
}

TEST_CASE("variants add to one outline", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1, {{"c:@F@one", model::kDefines, {1, 0}, {}}});
  store.add("a.cc", 2, 1, {{"c:@F@one", model::kDefines, {1, 0}, {}}, {"c:@F@two", model::kDefines, {2, 0}, {}}});
  const auto snapshot = store.snapshot();
  CHECK(outline(outline_of(variants_of(*snapshot, "a.cc"))) == "one two");
}

TEST_CASE("an include line leads to its file", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1, {}, {}, {{3, false, "b.h", "lib/b.h"}, {4, false, "missing.h", ""}});
  const auto snapshot = store.snapshot();
  const auto variants = variants_of(*snapshot, "a.cc");
  CHECK(included_at(variants, 3) == "lib/b.h");
  CHECK(included_at(variants, 4).empty());
  CHECK(included_at(variants, 5).empty());
}

}  // namespace
}  // namespace cairn::query
