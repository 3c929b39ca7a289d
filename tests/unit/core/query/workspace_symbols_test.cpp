#include "core/query/workspace_symbols.h"

#include <catch2/catch.hpp>

#include "tests/support/semantic_store.h"

namespace cairn::query {
namespace {

using test::Row;
using test::SemanticStore;

using Lines = std::vector<std::string>;

Lines search(const SemanticStore& store, std::string_view query, std::size_t limit = 100) {
  Lines lines;
  for (const StoredSymbol& each : find_in_workspace(*store.snapshot(), query, limit, {}).found.symbols) {
    lines.push_back(each.path + ":" + std::to_string(each.name_range.start.line) + " " + each.name);
  }
  return lines;
}

Row defined(const char* usr, std::uint32_t line) { return {usr, model::kDefines, {line, 4}, {}}; }
Row declared(const char* usr, std::uint32_t line) { return {usr, model::kDeclares, {line, 4}, {}}; }

TEST_CASE("semantic rows of a file replace its lexical ones", "[query]") {
  SemanticStore store;
  store.add_lexical("a.cc", {defined("lex:@get_it", 1), defined("lex:@get_other", 2)});
  store.add_lexical("b.cc", {defined("lex:@get_that", 3)});
  CHECK(search(store, "get") == Lines{"a.cc:1 get_it", "a.cc:2 get_other", "b.cc:3 get_that"});
  store.add("a.cc", 1, 1, {defined("c:@F@get_it", 1)});
  store.add("a.cc", 2, 1, {defined("c:@F@get_it", 1)});
  CHECK(search(store, "get") == Lines{"a.cc:1 get_it", "b.cc:3 get_that"});
}

TEST_CASE("a name that both layers know comes once", "[query]") {
  SemanticStore store;
  store.add_lexical("a.h", {declared("lex:@get_it", 1)});
  store.add_lexical("b.h", {declared("lex:@get_it", 1)});
  store.add_lexical("a.cc", {defined("lex:@get_it", 5)});
  CHECK(search(store, "get_it") == Lines{"a.cc:5 get_it"});
  // The header is indexed, the file with the definition is not yet.
  store.add("a.h", 1, 1, {declared("c:@F@get_it", 1)});
  CHECK(search(store, "get_it") == Lines{"a.cc:5 get_it"});
  store.add("a.cc", 1, 1, {defined("c:@F@get_it", 5)});
  CHECK(search(store, "get_it") == Lines{"a.cc:5 get_it"});
}

TEST_CASE("workspace symbols say when there are more, and where they come from", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1, {defined("c:@F@get_one", 1), defined("c:@F@get_two", 2)});
  const WorkspaceSymbols all = find_in_workspace(*store.snapshot(), "get", 10, {});
  CHECK(all.found.is_complete);
  CHECK(all.has_semantic);
  CHECK_FALSE(all.has_lexical);
  CHECK_FALSE(find_in_workspace(*store.snapshot(), "get", 1, {}).found.is_complete);
  store.add_lexical("b.cc", {defined("lex:@get_three", 1)});
  CHECK(find_in_workspace(*store.snapshot(), "get", 10, {}).has_lexical);
}

}  // namespace
}  // namespace cairn::query
