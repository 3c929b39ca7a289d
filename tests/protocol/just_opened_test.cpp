// Questions about a file that was opened just now: nobody has parsed it, and nobody will (the
// worker never says a word), so every answer comes from the store.
#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"

namespace cairn::test {
namespace {

const Files kFiles = {{"shape.h",
                       "#pragma once\n"
                       "namespace geo {\n"
                       "template <class T> struct Box { T value; };\n"
                       "struct Shape { int sides; };\n"
                       "using Form = Shape;\n"
                       "typedef Form Figure;\n"
                       "Shape make();\n"
                       "}\n"},
                      {"main.cpp",
                       "#include \"shape.h\"\n"
                       "const geo::Shape& first = geo::make();\n"
                       "geo::Box<geo::Shape> boxed;\n"
                       "geo::Figure* figure;\n"
                       "auto deduced = geo::make();\n"
                       "struct Owner { geo::Shape part; };\n"
                       "int count(const geo::Shape& given) {\n"
                       "  geo::Box<int> local{given.sides};\n"
                       "  return local.value + first.sides;\n"
                       "}\n"},
                      {"shape.cpp", "#include \"shape.h\"\nnamespace geo {\nShape make() { return {}; }\n}\n"}};

}  // namespace

TEST_CASE("the type of a variable, field, function or alias comes from its declaration's rows", "[protocol][project]") {
  IndexedWorkspace fixture(kFiles);
  fixture.start_without_parser();
  fixture.open("main.cpp");
  const auto type = [&](std::uint32_t line, std::uint32_t character) {
    return fixture.ask("textDocument/typeDefinition", "main.cpp", line, character);
  };
  CHECK(type(1, 20) == "shape.h:3:7");   // first
  CHECK(type(2, 23) == "shape.h:2:26");  // boxed: the template, not its argument
  CHECK(type(3, 14) == "shape.h:3:7");   // figure, through two aliases
  CHECK(type(4, 21) == "shape.h:3:7");   // make: what it returns
  CHECK(type(5, 27) == "shape.h:3:7");   // part
  CHECK(type(8, 24) == "shape.h:3:7");   // first, where it is used
  CHECK(fixture.marks().empty());
}

TEST_CASE("the type of a local name is guessed from the text and said to be a guess", "[protocol][project]") {
  IndexedWorkspace fixture(kFiles);
  fixture.start_without_parser();
  fixture.open("main.cpp");
  CHECK(fixture.ask("textDocument/typeDefinition", "main.cpp", 8, 10) == "shape.h:2:26");  // local
  CHECK(fixture.ask("textDocument/typeDefinition", "main.cpp", 7, 22) == "shape.h:3:7");   // given
  const auto marks = fixture.marks();
  REQUIRE(marks.size() == 2);
  CHECK(marks[0]["complete"] == false);
  CHECK(marks[0]["source"] == "mixed");
}

TEST_CASE("of an unknown text, definition, declaration and outline come from its names at once",
          "[protocol][project]") {
  IndexedWorkspace fixture(kFiles);
  fixture.start_without_parser();
  fixture.open_text("main.cpp", "#include \"shape.h\"\nint other() { return geo::make().sides; }\n");
  CHECK(fixture.ask("textDocument/definition", "main.cpp", 1, 28) == "shape.cpp:2:6");
  CHECK(fixture.ask("textDocument/declaration", "main.cpp", 1, 28) == "shape.cpp:2:6");  // names tell no more
  for (const Json& mark : fixture.marks()) CHECK(mark["source"] == "lexical");
}

TEST_CASE("questions right after the start wait for the index to be opened, not for a parse", "[protocol][project]") {
  IndexedWorkspace fixture(kFiles);
  fixture.start_again_without_parser();
  fixture.open("main.cpp");
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 33)) ==
        "main.cpp:1:31 main.cpp:4:20 shape.cpp:2:6 shape.h:6:6");
  const Json outline =
      fixture.request("textDocument/documentSymbol", {{"textDocument", {{"uri", fixture.uri("main.cpp")}}}});
  CHECK(outline.size() == 6);
}

}  // namespace cairn::test
