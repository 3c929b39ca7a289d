#include "core/query/candidates.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/core/query/scanned_store.h"

namespace cairn::query {
namespace {

using index::FileStanding;

std::string joined(const std::vector<std::string>& paths) {
  std::string shown;
  for (const std::string& each : paths) shown += (shown.empty() ? "" : " ") + each;
  return shown;
}

std::string open(test::ScannedStore& store, const index::FileStandings& units, const CandidatesWanted& wanted) {
  const Candidates found = find_candidates(store.snapshot(), units, wanted, {});
  CHECK(found.is_whole);
  return joined(found.open);
}

const CandidatesWanted kAdd = {{"add"}, {}, false, ""};
constexpr FileStanding kOpen = FileStanding::kOpen;
constexpr FileStanding kDone = FileStanding::kDone;

}  // namespace

TEST_CASE("units that spell the name and are not read yet are to be parsed", "[query]") {
  test::ScannedStore store;
  store.add("a.cpp", "int a = add(1);");
  store.add("b.cpp", "int b = add(2);");
  store.add("c.cpp", "int c;");
  store.add("script.cpp", "int d = add(3);");  // in no database
  CHECK(open(store, {{"a.cpp", kOpen}, {"b.cpp", kDone}, {"c.cpp", kOpen}}, kAdd) == "a.cpp");
}

TEST_CASE("units with errors and units that were given up are named", "[query]") {
  test::ScannedStore store;
  store.add("a.cpp", "int a = add(1);");
  store.add("b.cpp", "int b = add(2);");
  store.add("c.cpp", "int c = 1;");
  const index::FileStandings units = {
      {"a.cpp", FileStanding::kUnclean}, {"b.cpp", FileStanding::kFailed}, {"c.cpp", FileStanding::kFailed}};
  const Candidates found = find_candidates(store.snapshot(), units, kAdd, {});
  CHECK(joined(found.unclean) == "a.cpp b.cpp");
  CHECK(found.open.empty());
  CHECK(found.files == 2);
  CHECK(found.units == 2);
}

TEST_CASE("a header is covered by one unit, at best one that is parsed anyhow", "[query]") {
  test::ScannedStore store;
  store.add("lib.h", "#pragma once\ninline int one() { return add(1); }");
  store.add("a.cpp", "#include \"lib.h\"\nint a;");
  store.add("b.cpp", "#include \"lib.h\"\nint b;");
  CHECK(open(store, {{"a.cpp", kOpen}, {"b.cpp", kOpen}}, kAdd) == "a.cpp");
  store.add("b.cpp", "#include \"lib.h\"\nint b = add(2);");
  CHECK(open(store, {{"a.cpp", kOpen}, {"b.cpp", kOpen}}, kAdd) == "b.cpp");
  // Read already, if some unit's rows have it.
  store.add("b.cpp", "#include \"lib.h\"\nint b;");
  store.add_variant("lib.h");
  CHECK(open(store, {{"a.cpp", kOpen}, {"b.cpp", kDone}}, kAdd).empty());
}

TEST_CASE("a header that units do not have though they seem to include it is tried a few times", "[query]") {
  test::ScannedStore store;
  store.add("other.h", "#pragma once\ninline int one() { return add(1); }");
  for (const char* unit : {"a.cpp", "b.cpp", "c.cpp"}) store.add(unit, "#include \"other.h\"\n");
  CHECK(open(store, {{"a.cpp", kDone}, {"b.cpp", kOpen}, {"c.cpp", kOpen}}, kAdd) == "b.cpp");
  CHECK(open(store, {{"a.cpp", kDone}, {"b.cpp", kDone}, {"c.cpp", kOpen}}, kAdd).empty());
}

TEST_CASE("a header without a guard is covered by all units that include it", "[query]") {
  test::ScannedStore store;
  store.add("list.def", "ITEM(add)\n");
  store.add("wrap.h", "#pragma once\n#include \"list.def\"\n");
  store.add("a.cpp", "#include \"list.def\"\n");
  store.add("b.cpp", "#include \"wrap.h\"\n");
  store.add("c.cpp", "int c;");
  CHECK(open(store, {{"a.cpp", kOpen}, {"b.cpp", kOpen}, {"c.cpp", kOpen}}, kAdd) == "a.cpp b.cpp");
}

TEST_CASE("only units that define the macro for it count where a list is read", "[query]") {
  test::ScannedStore store;
  store.add("list.def", "ITEM(dd)\n");
  store.add("a.cpp", "#define ITEM(x) int a##x;\n#include \"list.def\"\n");
  store.add("b.cpp", "#define ITEM(x) #x,\n#include \"list.def\"\n");
  CHECK(open(store, {{"a.cpp", kOpen}, {"b.cpp", kOpen}}, kAdd) == "a.cpp");
}

TEST_CASE("macros of headers that commands read unasked count in all units", "[query]") {
  test::ScannedStore store;
  store.add("cfg/config.h", "#define PLUS add\n");
  store.add("a.cpp", "int a = PLUS(1, 2);");
  store.add("b.cpp", "int b;");
  CandidatesWanted wanted = kAdd;
  const index::FileStandings units = {{"a.cpp", kOpen}, {"b.cpp", kOpen}};
  CHECK(open(store, units, wanted).empty());
  wanted.forced_includes = {"/w/cfg/config.h"};
  CHECK(open(store, units, wanted) == "a.cpp");
  wanted.forced_includes = {"../cfg/config.h"};
  CHECK(open(store, units, wanted) == "a.cpp");
  wanted.forced_includes = {"onfig.h"};
  CHECK(open(store, units, wanted).empty());
}

TEST_CASE("what may be meant unspelled has all units that include its declaration", "[query]") {
  test::ScannedStore store;
  store.add("lib.h", "#pragma once\nstruct V {}; V operator+(V, V);");
  store.add("a.cpp", "#include \"lib.h\"\nV f(V a) { return a + a; }");
  store.add("b.cpp", "int b = 1 + 1;");
  const index::FileStandings units = {{"a.cpp", kOpen}, {"b.cpp", kOpen}};
  CHECK(open(store, units, {{}, {"lib.h"}, true, ""}) == "a.cpp");
  CHECK(open(store, units, {{}, {"lib.h"}, false, ""}).empty());
}

TEST_CASE("the asked file comes first, then what includes the declaration, then what is near", "[query]") {
  test::ScannedStore store;
  store.add("x/lib.h", "#pragma once\nint add(int);");
  for (const char* unit : {"x/asked.cpp", "z/with.cpp"}) store.add(unit, "#include \"x/lib.h\"\nint a = add(1);");
  for (const char* unit : {"a/far.cpp", "x/near.cpp"}) store.add(unit, "int add; int b = add;");
  const index::FileStandings units = {
      {"a/far.cpp", kOpen}, {"x/asked.cpp", kOpen}, {"x/near.cpp", kOpen}, {"z/with.cpp", kOpen}};
  CHECK(open(store, units, {{"add"}, {"x/lib.h"}, false, "x/asked.cpp"}) ==
        "x/asked.cpp z/with.cpp x/near.cpp a/far.cpp");
}

TEST_CASE("constructors, operators and ranges' begin may be meant unspelled", "[query]") {
  using Kind = model::SymbolKind;
  CHECK(may_be_implicit(Kind::kConstructor, "Shape"));
  CHECK(may_be_implicit(Kind::kDestructor, "~Shape"));
  CHECK(may_be_implicit(Kind::kMethod, "operator+"));
  CHECK(may_be_implicit(Kind::kMethod, "begin"));
  CHECK_FALSE(may_be_implicit(Kind::kFunction, "operators"));
  CHECK_FALSE(may_be_implicit(Kind::kFunction, "add"));
  CHECK(spelled_name("~Shape") == "Shape");
  CHECK(spelled_name("operator+").empty());
  CHECK(spelled_name("operator bool").empty());
  CHECK(spelled_name("add") == "add");
}

}  // namespace cairn::query
