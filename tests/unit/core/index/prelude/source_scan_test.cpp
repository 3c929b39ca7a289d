#include "core/index/prelude/source_scan.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

namespace cairn::index {
namespace {

// What is included where `defined` are the only macros, and `predefined` of them can never be missing.
std::vector<std::string> included(std::string_view text, const std::set<std::string>& defined = {},
                                  const std::set<std::string>& predefined = {}) {
  std::vector<std::string> names;
  for (const ScannedInclude& include : scan_source(text).includes) {
    const KnownMacros macros{
        [&](const std::string& name) { return defined.contains(name) || predefined.contains(name); },
        [&](const std::string& name) { return predefined.contains(name); }};
    if (may_hold(include.conditions, macros)) {
      names.push_back(include.spelled);
    }
  }
  return names;
}
using Names = std::vector<std::string>;

TEST_CASE("includes under macros that nobody defines do not count", "[prelude]") {
  CHECK(included("#ifdef _WIN32\n#include <windows.h>\n#endif\n#include \"a.h\"\n") == Names{"a.h"});
  CHECK(included("#ifdef X\n#include \"x.h\"\n#else\n#include \"y.h\"\n#endif\n", {"X"}) == Names{"x.h", "y.h"});
  CHECK(included("#ifdef X\n#include \"x.h\"\n#else\n#include \"y.h\"\n#endif\n", {}, {"X"}) == Names{"x.h"});
  CHECK(included("#if defined(A) && defined(B)\n#include \"x.h\"\n#endif\n", {"A"}) == Names{});
  CHECK(included("#if defined(A) || defined B\n#include \"x.h\"\n#endif\n", {"A"}) == Names{"x.h"});
  CHECK(included("#if defined(A) || defined(B)\n#elif defined(C)\n#include \"c.h\"\n#else\n#include \"d.h\"\n#endif\n",
                 {"C"}, {"A"}) == Names{});
  CHECK(included("#if A\n#include \"x.h\"\n#endif\n") == Names{});
  CHECK(included("#ifdef A\n#ifdef B\n#include \"x.h\"\n#endif\n#endif\n", {"B"}) == Names{});
}

TEST_CASE("what is not understood may be active", "[prelude]") {
  CHECK(included("#if __has_include(<x.h>)\n#include <x.h>\n#endif\n") == Names{"x.h"});
  CHECK(included("#if A > 3\n#include \"x.h\"\n#endif\n", {"A"}) == Names{"x.h"});
  CHECK(included("#if !A\n#include \"x.h\"\n#else\n#include \"y.h\"\n#endif\n", {"A"}) == Names{"x.h", "y.h"});
  CHECK(included("#if F(A)\n#include \"x.h\"\n#endif\n") == Names{"x.h"});
}

TEST_CASE("an include between braces is told from others", "[prelude]") {
  const SourceScan scan = scan_source("#include <a>\nnamespace n {\n#include \"b.h\"\n}\n#include_next <c>\n");
  REQUIRE(scan.includes.size() == 3);
  CHECK_FALSE(scan.includes[0].is_nested);
  CHECK(scan.includes[1].is_nested);
  CHECK_FALSE(scan.includes[1].is_angled);
  CHECK_FALSE(scan.includes[2].is_nested);
  CHECK(scan.includes[2].is_next);
}

TEST_CASE("guards have to be around the whole file", "[prelude]") {
  CHECK(scan_source("#ifndef A\n#define A\nint x;\n#endif\n").is_guarded);
  CHECK(scan_source("#pragma once\nint x;\n").is_guarded);
  CHECK_FALSE(scan_source("X(1)\n#ifndef A\n#define A\n#endif\n").is_guarded);
  CHECK_FALSE(scan_source("X(a)\nX(b)\n").is_guarded);
}

TEST_CASE("names of the text's own macros, behind their lines, and of parameters do not ask anything", "[prelude]") {
  const SourceScan scan = scan_source(
      "#ifndef G\n#define G\nX a;\n#define X(V) V Y\n#define Y\nX(b) Y\n#ifdef C\n#define Z\n#endif\nZ c;\n#endif\n");
  const auto asks = [&](const char* name) {
    return std::any_of(scan.uses.begin(), scan.uses.end(),
                       [&](const auto& use) { return use.first == name_hash_of(name); });
  };
  for (const char* name : {"G", "X", "a", "b", "C", "Z", "c"}) CHECK(asks(name));
  for (const char* name : {"V", "Y"}) CHECK_FALSE(asks(name));
  CHECK(scan.bodies == std::vector<std::pair<NameHash, NameHash>>{{name_hash_of("X"), name_hash_of("Y")}});
}

TEST_CASE("all names in the text and all definitions are known by their hashes", "[prelude]") {
  const SourceScan scan = scan_source("#define A B\n#ifdef C\nint d;\n#endif\n");
  for (const char* name : {"A", "B", "C", "d"}) {
    CHECK(std::binary_search(scan.identifiers.begin(), scan.identifiers.end(), name_hash_of(name)));
  }
  CHECK_FALSE(std::binary_search(scan.identifiers.begin(), scan.identifiers.end(), name_hash_of("e")));
  REQUIRE(scan.definitions.size() == 1);
  CHECK(scan.definitions[0].first == name_hash_of("A"));
}

}  // namespace
}  // namespace cairn::index
