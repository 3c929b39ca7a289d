#include "core/query/calls.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/semantic_store.h"

namespace cairn::query {
namespace {

using test::Row;
using test::SemanticStore;
using test::show;

std::string show(const CallSites& found) {
  std::string shown;
  for (const CallSite& site : found.sites) {
    shown += fmt::format("{}{} in {}: {}", shown.empty() ? "" : ", ", site.symbol.name, site.path, show(site.calls));
  }
  return shown;
}

Row definition(const char* usr, std::uint32_t first, std::uint32_t last) {
  return {usr, model::kDefines, {first, 5}, {{first, 0}, {last, 1}}};
}
Row call(const char* usr, std::uint32_t line) { return {usr, model::kRefers | model::kCalls, {line, 2}, {}}; }

const std::vector<std::string> kGet = {"c:@F@get"};

std::string callers(const SemanticStore& store) { return show(find_callers(*store.snapshot(), kGet, 1000, {})); }

TEST_CASE("a caller is the innermost function around the call", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1,
            {{"c:@S@S", model::kDefines, {0, 7}, {{0, 0}, {20, 1}}, model::SymbolKind::kStruct},
             definition("c:@S@S@F@one", 1, 4),
             call("c:@F@get", 2),
             call("c:@F@get", 3),
             definition("c:@S@S@F@two", 5, 9),
             call("c:@F@get", 6)});
  CHECK(callers(store) == "one in a.cc: 2:2 3:2, two in a.cc: 6:2");
}

TEST_CASE("callers come from every file, and from variants once", "[query]") {
  SemanticStore store;
  store.add("a.h", 1, 1, {definition("c:@F@one", 1, 4), call("c:@F@get", 2)});
  store.add("a.h", 2, 1, {definition("c:@F@one", 1, 4), call("c:@F@get", 2), call("c:@F@get", 3)});
  store.add("b.cc", 1, 1, {definition("c:@F@two", 1, 4), call("c:@F@get", 2)});
  CHECK(callers(store) == "one in a.h: 2:2 3:2, two in b.cc: 2:2");
}

TEST_CASE("a use that is no call has no caller", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1, {definition("c:@F@one", 1, 4), {"c:@F@get", model::kTakesAddress, {2, 2}, {}}});
  CHECK(callers(store).empty());
}

TEST_CASE("a call in an initialiser belongs to the variable, one at file level to the file", "[query]") {
  SemanticStore store;
  store.add("d/a.cc", 1, 1,
            {{"c:@value", model::kDefines, {1, 5}, {{1, 0}, {1, 20}}, model::SymbolKind::kVariable},
             {"c:@F@get", model::kCalls, {1, 9}, {}},
             call("c:@F@get", 7)});
  CHECK(callers(store) == "a.cc in d/a.cc: 7:2, value in d/a.cc: 1:9");
}

TEST_CASE("callees are what a definition's extent calls", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1,
            {definition("c:@F@one", 1, 4), call("c:@F@get", 2), call("c:@F@get", 3), call("c:@F@put", 3),
             definition("c:@F@two", 5, 9), call("c:@F@other", 6)});
  const auto callees = find_callees(*store.snapshot(), "c:@F@one", 1000, {});
  CHECK(show(callees) == "get in a.cc: 2:2 3:2, put in a.cc: 3:2");
  CHECK(find_callees(*store.snapshot(), "c:@F@get", 1000, {}).sites.empty());
}

TEST_CASE("a limit on callers is announced", "[query]") {
  SemanticStore store;
  store.add("a.cc", 1, 1, {definition("c:@F@one", 1, 4), call("c:@F@get", 2)});
  store.add("b.cc", 1, 1, {definition("c:@F@two", 1, 4), call("c:@F@get", 2)});
  CHECK_FALSE(find_callers(*store.snapshot(), kGet, 1, {}).is_complete);
  CHECK(find_callers(*store.snapshot(), kGet, 3, {}).is_complete);
}

}  // namespace
}  // namespace cairn::query
