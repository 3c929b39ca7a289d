// Answers across the project, from the index and from what is open.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/protocol/indexed_workspace.h"

namespace cairn::test {
namespace {

const Files kProject = {{"lib.h",
                         "#pragma once\n"
                         "// Adds two numbers.\n"
                         "int add(int a, int b);\n"
                         "struct Shape {\n"
                         "  virtual ~Shape();\n"
                         "  virtual int area() const = 0;\n"
                         "};\n"},
                        {"lib.cpp",
                         "#include \"lib.h\"\n"
                         "int add(int a, int b) { return a + b; }\n"
                         "Shape::~Shape() = default;\n"},
                        {"square.cpp",
                         "#include \"lib.h\"\n"
                         "struct Square : Shape {\n"
                         "  int area() const override { return add(1, 2); }\n"
                         "};\n"
                         "int use(const Shape& shape) { return shape.area(); }\n"},
                        {"main.cpp",
                         "#include \"lib.h\"\n"
                         "int twice(int x) { return add(x, x); }\n"
                         "int main() { return twice(add(1, 2)); }\n"}};

// Names of items in the calls of a hierarchy, with the lines of the calls.
std::string calls(const Json& answer, const char* member) {
  std::string shown;
  for (const Json& each : answer) {
    shown += (shown.empty() ? "" : ", ") + each[member]["name"].get<std::string>();
    for (const Json& range : each["fromRanges"]) shown += " " + range["start"]["line"].dump();
  }
  return shown;
}

std::string names(const Json& items) {
  std::string shown;
  for (const Json& each : items) shown += (shown.empty() ? "" : " ") + each["name"].get<std::string>();
  return shown;
}

// What has to hold whoever knows the open file.
void check_navigation(IndexedWorkspace& fixture) {
  CHECK(fixture.ask("textDocument/definition", "main.cpp", 1, 27) == "lib.cpp:1:4");
  CHECK(fixture.ask("textDocument/declaration", "main.cpp", 1, 27) == "lib.h:2:4");
  CHECK(fixture.ask("textDocument/definition", "main.cpp", 0, 12) == "lib.h:0:0");
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 27)) ==
        "lib.cpp:1:4 lib.h:2:4 main.cpp:1:26 main.cpp:2:26 square.cpp:2:37");
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 27, false)) ==
        "main.cpp:1:26 main.cpp:2:26 square.cpp:2:37");
  CHECK(fixture.marks().empty());
}

void check_hierarchies(IndexedWorkspace& fixture) {
  const Json add = fixture.request("textDocument/prepareCallHierarchy", fixture.at("main.cpp", 1, 27));
  REQUIRE(IndexedWorkspace::places(add) == "lib.cpp:1:4");
  CHECK(calls(fixture.request("callHierarchy/incomingCalls", {{"item", add[0]}}), "from") == "twice 1, main 2, area 2");
  const Json main = fixture.request("textDocument/prepareCallHierarchy", fixture.at("main.cpp", 2, 5));
  CHECK(calls(fixture.request("callHierarchy/outgoingCalls", {{"item", main[0]}}), "to") == "twice 2, add 2");
  fixture.open("square.cpp");
  const Json shape = fixture.request("textDocument/prepareTypeHierarchy", fixture.at("square.cpp", 4, 16));
  REQUIRE(IndexedWorkspace::places(shape) == "lib.h:3:7");
  const Json derived = fixture.request("typeHierarchy/subtypes", {{"item", shape[0]}});
  REQUIRE(names(derived) == "Square");
  CHECK(names(fixture.request("typeHierarchy/supertypes", {{"item", derived[0]}})) == "Shape");
  CHECK(fixture.ask("textDocument/implementation", "square.cpp", 4, 45) == "square.cpp:2:6");
  CHECK(fixture.marks().empty());
}

}  // namespace

TEST_CASE("with a parsed file, navigation knows the whole project", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_indexed();
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  check_navigation(fixture);
  check_hierarchies(fixture);
}

TEST_CASE("before any parse, navigation knows the whole project", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_without_parser();
  fixture.open("main.cpp");
  check_navigation(fixture);
  check_hierarchies(fixture);
}

TEST_CASE("before any parse, hover, highlights and outline come from the index", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_without_parser();
  fixture.open("main.cpp");
  const Json hover = fixture.request("textDocument/hover", fixture.at("main.cpp", 1, 27));
  const std::string text = hover["contents"]["value"].get<std::string>();
  CHECK(text.find("int add(int a, int b)") != std::string::npos);
  CHECK(text.find("Adds two numbers.") != std::string::npos);
  CHECK(hover["range"]["start"]["character"] == 26);
  const Json highlights = fixture.request("textDocument/documentHighlight", fixture.at("main.cpp", 1, 27));
  REQUIRE(highlights.size() == 2);
  CHECK(highlights[1]["range"]["start"]["line"] == 2);
  const Json outline =
      fixture.request("textDocument/documentSymbol", {{"textDocument", {{"uri", fixture.uri("main.cpp")}}}});
  CHECK(names(outline) == "twice main");
  CHECK(outline[1]["range"]["end"]["line"] == 2);
}

TEST_CASE("before any parse and without rows, names alone answer and say so", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_without_parser();
  // A text that the index does not know.
  fixture.open_text("main.cpp", "#include \"lib.h\"\nint other() { return add(1, 2); }\n");
  CHECK(fixture.ask("textDocument/definition", "main.cpp", 1, 23) == "lib.cpp:1:4");
  const auto marks = fixture.marks();
  REQUIRE(marks.size() == 1);
  CHECK(marks[0]["source"] == "lexical");
  CHECK(marks[0]["complete"] == false);
}

TEST_CASE("unsaved edits of another file move its references along", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_indexed();
  fixture.open("square.cpp");
  fixture.change("square.cpp",
                 "#include \"lib.h\"\n// new\n// lines\nstruct Square : Shape {\n"
                 "  int area() const override { return add(1, 2); }\n};\n"
                 "int use(const Shape& shape) { return shape.area(); }\n",
                 2);
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 27, false)) ==
        "main.cpp:1:26 main.cpp:2:26 square.cpp:4:37");
  const auto marks = fixture.marks();
  REQUIRE(marks.size() == 1);
  CHECK(marks[0]["stale"] == true);
  CHECK(marks[0]["complete"] == true);
}

TEST_CASE("a reference that unsaved text no longer has is left out", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_indexed();
  fixture.open_text("square.cpp",
                    "#include \"lib.h\"\nstruct Square : Shape {\n"
                    "  int area() const override { return 3; }\n};\n"
                    "int use(const Shape& shape) { return shape.area(); }\n");
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 27, false)) == "main.cpp:1:26 main.cpp:2:26");
  CHECK(fixture.marks().size() == 1);
}

TEST_CASE("unsaved text of the asked file counts to the keystroke", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_indexed();
  fixture.open("main.cpp");
  fixture.change("main.cpp",
                 "#include \"lib.h\"\nint once(int x) { return add(x, 1); }\nint twice(int x) { return add(x, x); }\n",
                 2);
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 26, false)) ==
        "main.cpp:1:25 main.cpp:2:26 square.cpp:2:37");
  CHECK(fixture.ask("textDocument/definition", "main.cpp", 1, 26) == "lib.cpp:1:4");
}

TEST_CASE("a saved change is in the answers of all files", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_indexed();
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  fixture.save("square.cpp", "#include \"lib.h\"\nint more() { return add(1, 2) + add(3, 4); }\n");
  const std::string wanted = "main.cpp:1:26 main.cpp:2:26 square.cpp:1:20 square.cpp:1:32";
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  std::string found;
  while (found != wanted && std::chrono::steady_clock::now() < deadline) {
    found = IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 27, false));
  }
  CHECK(found == wanted);
  fixture.wait_indexed();
  fixture.marks();
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 27, false)) == wanted);
  CHECK(fixture.marks().empty());
}

TEST_CASE("a file that changed on the disk unseen gives only places that still spell the name", "[protocol][project]") {
  Files files = kProject;
  files[".cairn.json"] = R"({"watcher": {"ignorePatterns": ["square.cpp"]}})";
  IndexedWorkspace fixture(files);
  fixture.start_without_parser();
  fixture.open("main.cpp");
  std::ofstream(fixture.path("square.cpp")) << "#include \"lib.h\"\n\n  int area() { return 1 + 2 + 3; add(1, 2); }\n";
  const std::string found = IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 27, false));
  CHECK(found == "main.cpp:1:26 main.cpp:2:26");
  const auto marks = fixture.marks();
  REQUIRE(marks.size() == 1);
  CHECK(marks[0]["stale"] == true);
}

TEST_CASE("without an index, answers beyond the open file are marked partial", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_marked({"--background-index=0"});
  fixture.open("main.cpp");
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 27)) == "lib.h:2:4 main.cpp:1:26 main.cpp:2:26");
  const auto marks = fixture.marks();
  REQUIRE(marks.size() == 1);
  CHECK(marks[0]["complete"] == false);
  CHECK(marks[0]["source"] == "semantic");
}

TEST_CASE("references of a local variable are exact without an index", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_marked({"--background-index=0"});
  fixture.open("main.cpp");
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 14)) ==
        "main.cpp:1:14 main.cpp:1:30 main.cpp:1:33");
  CHECK(fixture.marks().empty());
}

TEST_CASE("columns count UTF-16 units, also behind CRLF and in names beyond ASCII", "[protocol][project]") {
  IndexedWorkspace fixture({{"a.h",
                             "int gr\xC3\xB6\xC3\x9F"
                             "e();\r\n"},
                            {"a.cpp",
                             "#include \"a.h\"\r\nint gr\xC3\xB6\xC3\x9F"
                             "e() { return 1; }\r\n"},
                            {"b.cpp",
                             "#include \"a.h\"\r\n/* \xF0\x9F\x98\x80 */ int b() { return gr\xC3\xB6\xC3\x9F"
                             "e(); }\r\n"}});
  fixture.start_without_parser();
  fixture.open("b.cpp");
  CHECK(IndexedWorkspace::places(fixture.references_at("b.cpp", 1, 29)) == "a.cpp:1:4 a.h:0:4 b.cpp:1:26");
  const Json found = fixture.references_at("b.cpp", 1, 29);
  CHECK(found[2]["range"]["end"]["character"] == 31);
}

TEST_CASE("thousands of references come whole, and in pieces to who takes them so", "[protocol][project]") {
  std::string uses = "#include \"lib.h\"\nvoid many() {\n";
  for (int i = 0; i < 5000; ++i) uses += "  add(1, 2);\n";
  uses += "}\n";
  Files files = kProject;
  files["many.cpp"] = uses;
  IndexedWorkspace fixture(files);
  fixture.start_indexed();
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  CHECK(fixture.references_at("main.cpp", 1, 27, false).size() == 5003);
  Json params = fixture.at("main.cpp", 1, 27);
  params["context"] = {{"includeDeclaration", false}};
  params["partialResultToken"] = "piece";
  CHECK(fixture.request("textDocument/references", params).empty());
  std::size_t count = 0;
  while (count < 5003) {
    const Json piece = must(
        fixture.client().wait_notification("$/progress", [](const Json& each) { return each["token"] == "piece"; }));
    count += piece["value"].size();
  }
  CHECK(count == 5003);
  CHECK(fixture.marks().empty());
}

TEST_CASE("cancelled questions to the project are answered as such", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_without_parser();
  // Only a parse could say what this is.
  fixture.open_text("main.cpp", "#include \"lib.h\"\nint other() { int x = add(1, 2); return x; }\n");
  for (const char* method : {"textDocument/references", "textDocument/implementation", "textDocument/hover"}) {
    Json params = fixture.at("main.cpp", 1, 41);
    params["context"] = {{"includeDeclaration", true}};
    const auto id = fixture.client().send_request(method, params);
    must(fixture.client().notify("$/cancelRequest", {{"id", id}}));
    CHECK(must(fixture.client().wait_response(id))["error"]["code"] == -32800);
  }
}

TEST_CASE("workspace symbols of an indexed project are those of meanings", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_indexed();
  const Json found = fixture.request("workspace/symbol", {{"query", "add"}});
  REQUIRE(found.size() == 1);
  CHECK(found[0]["location"]["uri"] == fixture.uri("lib.cpp"));
  CHECK(fixture.marks().empty());
}

TEST_CASE("workspace symbols are marked while units are not indexed", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_marked({"--background-index=0"});
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  fixture.request("workspace/symbol", {{"query", "add"}});
  const auto marks = fixture.marks();
  REQUIRE(marks.size() == 1);
  CHECK(marks[0]["complete"] == false);
}

TEST_CASE("hierarchy items without their data are refused", "[protocol][project]") {
  IndexedWorkspace fixture(kProject);
  fixture.start_marked({"--background-index=0"});
  for (const char* method : {"callHierarchy/incomingCalls", "typeHierarchy/subtypes"}) {
    for (const Json& params : {Json::object(), Json{{"item", Json::object()}}, Json{{"item", {{"data", 3}}}}}) {
      const auto id = fixture.client().send_request(method, params);
      CHECK(must(fixture.client().wait_response(id))["error"]["code"] == -32602);
    }
  }
}

}  // namespace cairn::test
