#include "core/query/symbol_facts.h"

#include <catch2/catch.hpp>

#include "tests/support/semantic_store.h"

namespace cairn::query {
namespace {

using test::Row;
using test::SemanticStore;

std::vector<std::string> usrs_named(const SemanticStore& store, std::string_view name) {
  std::vector<std::string> usrs;
  for (const SymbolInfo& each : symbols_named(*store.snapshot(), name)) usrs.push_back(each.usr);
  return usrs;
}

using Usrs = std::vector<std::string>;

TEST_CASE("symbols are found by name and scope, each once", "[query]") {
  SemanticStore store;
  const auto declared = [](const char* usr, const char* scope) {
    return Row{usr, model::kDeclares, {1, 0}, {}, model::SymbolKind::kMethod, scope};
  };
  store.add("a.h", 1, 1, {declared("c:@S@A@F@get", "A::"), declared("c:@N@n@S@A@F@get", "n::A::")});
  store.add("b.h", 1, 1,
            {declared("c:@S@A@F@get", "A::"), declared("c:@F@get", ""), declared("c:@S@BA@F@get", "BA::")});
  CHECK(usrs_named(store, "get").size() == 4);
  CHECK(usrs_named(store, "A::get") == Usrs{"c:@S@A@F@get"});
  CHECK(usrs_named(store, "n::A::get") == Usrs{"c:@N@n@S@A@F@get"});
  CHECK(usrs_named(store, "::get") == Usrs{"c:@F@get"});
  CHECK(usrs_named(store, "m::A::get").empty());
  CHECK(usrs_named(store, "Get").empty());
}

TEST_CASE("an inner scope is enough where nothing has it at file level", "[query]") {
  SemanticStore store;
  store.add("a.h", 1, 1, {{"c:@N@n@S@A@F@get", model::kDeclares, {1, 0}, {}, model::SymbolKind::kMethod, "n::A::"}});
  CHECK(usrs_named(store, "A::get") == Usrs{"c:@N@n@S@A@F@get"});
  CHECK(usrs_named(store, "::A::get").empty());
}

TEST_CASE("a symbol that no live file mentions is not described", "[query]") {
  SemanticStore store;
  store.add("a.h", 1, 1, {{"c:@F@get", model::kDeclares, {1, 0}, {}}});
  REQUIRE(describe_symbol(*store.snapshot(), "c:@F@get").has_value());
  CHECK(describe_symbol(*store.snapshot(), "c:@F@get")->name == "get");
  store.remove("a.h", 1);
  CHECK_FALSE(describe_symbol(*store.snapshot(), "c:@F@get").has_value());
}

}  // namespace
}  // namespace cairn::query
