#include <catch2/catch.hpp>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::show;

// The only diagnostic of the text; its range must be the annotated one.
model::Diagnostic single(Fixture& fixture, std::string_view marked) {
  const model::ParseOutcome outcome = fixture.open(marked);
  REQUIRE(outcome.diagnostics.size() == 1);
  CHECK(show(outcome.diagnostics[0].range) == fixture.source().ranges.at(0));
  return outcome.diagnostics[0];
}

TEST_CASE("an error stands on the token that it is about", "[clang]") {
  Fixture fixture;
  const model::Diagnostic error = single(fixture, "int x = [[nothing]];\n");
  CHECK(error.severity == model::Severity::kError);
  CHECK(error.message == "use of undeclared identifier 'nothing'");
  CHECK(error.code == "Semantic Issue");
}

TEST_CASE("a syntax error is told", "[clang]") {
  Fixture fixture;
  CHECK(single(fixture, "int x = 1[[]]\n").message == "expected ';' after top level declarator");
}

TEST_CASE("an unused variable is unnecessary and carries its flag", "[clang]") {
  Fixture fixture("main.cpp", {"-Wall"});
  const model::Diagnostic warning = single(fixture, "void f() { int [[x]]; }\n");
  CHECK(warning.severity == model::Severity::kWarning);
  CHECK(warning.code == "-Wunused-variable");
  CHECK(warning.is_unnecessary);
}

TEST_CASE("a use of something deprecated is marked", "[clang]") {
  Fixture fixture;
  const model::Diagnostic warning = single(fixture, "__attribute__((deprecated)) int old(); int x = [[old]]();\n");
  CHECK(warning.is_deprecated);
}

TEST_CASE("notes come with their places", "[clang]") {
  Fixture fixture;
  const model::ParseOutcome outcome = fixture.open("int f();\nfloat f();\n");
  REQUIRE(outcome.diagnostics.size() == 1);
  REQUIRE(outcome.diagnostics[0].notes.size() == 1);
  CHECK(outcome.diagnostics[0].notes[0].message == "previous declaration is here");
  CHECK(show(outcome.diagnostics[0].notes[0].location.range) == "0:4-0:5");
}

TEST_CASE("a missing header is an error on its #include, and parsing goes on", "[clang]") {
  Fixture fixture;
  const model::ParseOutcome outcome = fixture.open("#include \"absent.h\"\nint x = nothing;\n");
  REQUIRE(outcome.diagnostics.size() == 2);
  CHECK(outcome.diagnostics[0].message == "'absent.h' file not found");
  CHECK(show(outcome.diagnostics[0].range) == "0:9-0:19");
  CHECK(outcome.diagnostics[1].message == "use of undeclared identifier 'nothing'");
}

TEST_CASE("errors in a header are one diagnostic on the #include with the true places", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "#include \"b.h\"\n");
  fixture.add("b.h", "int x = nothing;\nint y = nothing_else;\n");
  const model::Diagnostic error = single(fixture, "#include [[\"a.h\"]]\n");
  CHECK(error.message == "in included file: use of undeclared identifier 'nothing' (and 1 more error)");
  REQUIRE(error.notes.size() == 3);
  CHECK(fixture.show({error.notes[0].location}) == "b.h 0:8-0:15\n");
  CHECK(fixture.show({error.notes[1].location}) == "a.h 0:9-0:14\n");
  CHECK(error.notes[1].message == "included from here");
  CHECK(fixture.show({error.notes[2].location}) == "b.h 1:8-1:20\n");
}

TEST_CASE("errors of the second parse are those of the first", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "int x = nothing;\n");
  const char* text = "#include \"a.h\"\nint y = nothing_else;\n";
  const std::size_t first = fixture.open(text).diagnostics.size();
  CHECK(first == 2);
  CHECK(fixture.open(text).diagnostics.size() == first);
}

TEST_CASE("warnings in headers are left to the headers", "[clang]") {
  Fixture fixture("main.cpp", {"-Wall"});
  fixture.add("a.h", "inline void f() { int unused; }\n");
  CHECK(fixture.open("#include \"a.h\"\n").diagnostics.empty());
}

TEST_CASE("an error behind a -include stands at the start of the file", "[clang]") {
  Fixture fixture("main.cpp", {"-include", "forced.h"});
  fixture.add("forced.h", "int x = nothing;\n");
  const model::ParseOutcome outcome = fixture.open("int y;\n");
  REQUIRE(outcome.diagnostics.size() == 1);
  CHECK(show(outcome.diagnostics[0].range) == "0:0-0:0");
}

TEST_CASE("a problem in a macro stands where the macro is used", "[clang]") {
  Fixture fixture;
  CHECK(single(fixture, "#define BAD nothing\nint x = [[BAD]];\n").notes.size() == 1);
}

}  // namespace
}  // namespace cairn::clang
