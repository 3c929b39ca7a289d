// Rename: of locals, and of symbols across the whole project; and what is refused.
#include <string>

#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"

namespace cairn::test {
namespace {

const Files kProject = {{"lib.h",
                         "#pragma once\n"
                         "// add: adds\n"
                         "int add(int a, int b);\n"
                         "struct Shape {\n"
                         "  explicit Shape(int side);\n"
                         "  virtual ~Shape();\n"
                         "  virtual int area() const = 0;\n"
                         "  int side_ = 0;\n"
                         "};\n"
                         "#define TWICE(x) twice(x)\n"
                         "int twice(int x);\n"
                         "inline int unused(int unused_argument) { return 0; }\n"},
                        {"lib.cpp",
                         "#include \"lib.h\"\n"
                         "int add(int a, int b) { return a + b; }\n"
                         "int twice(int x) { return add(x, x); }\n"
                         "Shape::Shape(int side) : side_(side) {}\n"
                         "Shape::~Shape() = default;\n"},
                        {"main.cpp",
                         "#include \"lib.h\"\n"
                         "const char* text = \"add\";\n"
                         "struct Square : Shape {\n"
                         "  using Shape::Shape;\n"
                         "  int area() const override { return side_ * side_; }\n"
                         "};\n"
                         "int measure(const Shape& shape) { return shape.area() + TWICE(2); }\n"
                         "int run(int count) { int sum = add(count, 1); return sum; }\n"
                         "template <typename T> int measure_any(const T& any) { return any.side(); }\n"
                         "struct Line { int side() const { return 1; } };\n"
                         "int line() { return measure_any(Line()); }\n"}};

Json with_documents() {
  Json wanted = ServerFixture::capabilities();
  wanted["workspace"]["workspaceEdit"] = {{"documentChanges", true}};
  wanted["textDocument"]["rename"] = {{"prepareSupport", true}};
  return wanted;
}

class Renaming : public IndexedWorkspace {
 public:
  Renaming() : IndexedWorkspace(kProject) {
    start();
    must(client().initialize(root(), with_documents()));
    wait_indexed();
    open("main.cpp");
    open("lib.h");
    diagnostics("main.cpp", 1);
  }

  Json ask(const std::string& name, std::uint32_t line, std::uint32_t character, const std::string& new_name) {
    Json params = at(name, line, character);
    params["newName"] = new_name;
    return must(client().wait_response(client().send_request("textDocument/rename", params)));
  }
  // "file:line:column …", by file; "" if it was refused.
  std::string places(const std::string& name, std::uint32_t line, std::uint32_t character,
                     const std::string& new_name) {
    const Json answer = ask(name, line, character, new_name);
    if (!answer.contains("result")) return answer["error"]["message"].get<std::string>();
    std::string shown;
    for (const Json& document : answer["result"]["documentChanges"]) {
      const std::string uri = document["textDocument"]["uri"].get<std::string>();
      for (const Json& edit : document["edits"]) {
        CHECK(edit["newText"] == new_name);
        const Json& start = edit["range"]["start"];
        shown += (shown.empty() ? "" : " ") + uri.substr(uri.rfind('/') + 1) + ":" + start["line"].dump() + ":" +
                 start["character"].dump();
      }
    }
    return shown;
  }
};

bool says(const std::string& message, const std::string& part) {
  INFO(message);
  return message.find("cannot be renamed: ") == 0 && message.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a rename changes a function in all files, and no comment or literal", "[protocol][rename]") {
  Renaming fixture;
  CHECK(fixture.places("main.cpp", 7, 31, "sum_of") == "lib.cpp:1:4 lib.cpp:2:26 lib.h:2:4 main.cpp:7:31");
}

TEST_CASE("a rename changes a method with all that overrides it", "[protocol][rename]") {
  Renaming fixture;
  CHECK(fixture.places("main.cpp", 6, 48, "surface") == "lib.h:6:14 main.cpp:4:6 main.cpp:6:47");
  CHECK(fixture.places("main.cpp", 4, 7, "surface") == "lib.h:6:14 main.cpp:4:6 main.cpp:6:47");
}

TEST_CASE("a rename changes a class with its constructors and destructors", "[protocol][rename]") {
  Renaming fixture;
  const std::string all =
      "lib.cpp:3:0 lib.cpp:3:7 lib.cpp:4:0 lib.cpp:4:8 lib.h:3:7 lib.h:4:11 lib.h:5:11 main.cpp:2:16 main.cpp:3:8 "
      "main.cpp:3:15 main.cpp:6:18";
  CHECK(fixture.places("main.cpp", 2, 17, "Figure") == all);
  CHECK(fixture.places("lib.h", 4, 12, "Figure") == all);
}

TEST_CASE("a rename of a local changes its function alone", "[protocol][rename]") {
  Renaming fixture;
  CHECK(fixture.places("main.cpp", 7, 26, "total") == "main.cpp:7:25 main.cpp:7:53");
  CHECK(says(fixture.places("main.cpp", 7, 26, "count"), "stands in line 8 already"));
  CHECK(says(fixture.places("main.cpp", 7, 26, "add"), "stands in line 8 already"));
}

TEST_CASE("versions are given of what is open, and of nothing else", "[protocol][rename]") {
  Renaming fixture;
  fixture.change("main.cpp", kProject.at("main.cpp"), 5);
  fixture.diagnostics("main.cpp", 5);
  const Json answer = fixture.ask("main.cpp", 7, 31, "sum_of");
  REQUIRE(answer.contains("result"));
  for (const Json& document : answer["result"]["documentChanges"]) {
    const Json& text = document["textDocument"];
    INFO(text.dump());
    if (text["uri"] == fixture.uri("main.cpp")) CHECK(text["version"] == 5);
    if (text["uri"] == fixture.uri("lib.h")) CHECK(text["version"] == 1);
    if (text["uri"] == fixture.uri("lib.cpp")) CHECK(text["version"].is_null());
  }
}

TEST_CASE("clients that know no versions get plain changes, and no offer to prepare", "[protocol][rename]") {
  IndexedWorkspace fixture(kProject);
  fixture.start();
  const Json result = must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
  CHECK(result["capabilities"]["renameProvider"] == true);
  fixture.wait_indexed();
  fixture.open("main.cpp");
  Json params = fixture.at("main.cpp", 7, 31);
  params["newName"] = "sum_of";
  const Json edit = fixture.request("textDocument/rename", params);
  CHECK(edit["changes"].size() == 3);
  CHECK_FALSE(edit.contains("documentChanges"));
}

TEST_CASE("what would be renamed is told before", "[protocol][rename]") {
  Renaming fixture;
  const Json found = fixture.request("textDocument/prepareRename", fixture.at("main.cpp", 7, 32));
  CHECK(found["placeholder"] == "add");
  CHECK(found["range"]["start"]["character"] == 31);
  CHECK(found["range"]["end"]["character"] == 34);
  const auto nothing = fixture.client().send_request("textDocument/prepareRename", fixture.at("main.cpp", 1, 0));
  CHECK(must(fixture.client().wait_response(nothing)).contains("error"));
}

TEST_CASE("new names that are none are refused", "[protocol][rename]") {
  Renaming fixture;
  CHECK(says(fixture.places("main.cpp", 7, 31, "a b"), "is no identifier"));
  CHECK(says(fixture.places("main.cpp", 7, 31, ""), "is no identifier"));
  CHECK(says(fixture.places("main.cpp", 7, 31, "7up"), "is no identifier"));
  CHECK(says(fixture.places("main.cpp", 7, 31, "while"), "is a keyword"));
}

TEST_CASE("a rename is refused where the new name has a meaning", "[protocol][rename]") {
  Renaming fixture;
  CHECK(says(fixture.places("main.cpp", 7, 31, "twice"), "twice exists already"));
  CHECK(says(fixture.places("main.cpp", 7, 31, "TWICE"), "TWICE exists already"));
  CHECK(says(fixture.places("main.cpp", 6, 48, "side_"), "side_ exists already"));
  // A parameter, which no index knows.
  CHECK(says(fixture.places("main.cpp", 7, 31, "count"), "count stands in main.cpp:8 already"));
}

TEST_CASE("a rename is refused where a macro or a template may mean the symbol", "[protocol][rename]") {
  Renaming fixture;
  CHECK(says(fixture.places("lib.h", 10, 5, "doubled"), "lib.h:10"));
  CHECK(says(fixture.places("main.cpp", 9, 19, "length"), "main.cpp:9"));
  CHECK(says(fixture.places("lib.h", 9, 9, "DOUBLED"), "macros are not renamed"));
}

TEST_CASE("what is declared outside of the workspace is not renamed", "[protocol][rename]") {
  const Files files = {{"a.cpp", "#include <cstdlib>\nint a() { return std::abs(-1); }\n"}};
  IndexedWorkspace fixture(files);
  fixture.start();
  must(fixture.client().initialize(fixture.root(), with_documents()));
  fixture.wait_indexed();
  fixture.open("a.cpp");
  Json params = fixture.at("a.cpp", 1, 23);
  params["newName"] = "absolute";
  const auto id = fixture.client().send_request("textDocument/rename", params);
  const Json answer = must(fixture.client().wait_response(id));
  REQUIRE(answer.contains("error"));
  CHECK(says(answer["error"]["message"].get<std::string>(), "outside of the workspace"));
}

TEST_CASE("a rename that cannot be complete is refused", "[protocol][rename]") {
  Files files = kProject;
  files["bad.cpp"] = "#include \"lib.h\"\nint bad() { return add(1, 2) + unknown; }\n";
  IndexedWorkspace fixture(files);
  fixture.start();
  must(fixture.client().initialize(fixture.root(), with_documents()));
  fixture.open("main.cpp");
  Json params = fixture.at("main.cpp", 7, 31);
  params["newName"] = "sum_of";
  const auto id = fixture.client().send_request("textDocument/rename", params);
  const Json answer = must(fixture.client().wait_response(id));
  REQUIRE(answer.contains("error"));
  CHECK(says(answer["error"]["message"].get<std::string>(), "could not be read completely"));
  // A symbol that the broken unit does not mention is another matter.
  params = fixture.at("main.cpp", 8, 28);
  params["newName"] = "measure_all";
  CHECK(fixture.request("textDocument/rename", params)["documentChanges"].size() == 1);
}

TEST_CASE("a local is renamed in what a macro drops and in lines that are left out", "[protocol][rename]") {
  const Files files = {{"a.cpp",
                        "#define DROP(x) ((void)0)\n"
                        "struct S { int count; };\n"
                        "int f(int count, S s) {\n"
                        "  DROP(count > s.count);\n"
                        "#if 0\n"
                        "  count = 1;\n"
                        "#endif\n"
                        "  return count;\n"
                        "}\n"
                        "int g(int count) { DROP(count); return 0; }\n"}};
  IndexedWorkspace fixture(files);
  fixture.start();
  must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
  fixture.wait_indexed();
  fixture.open("a.cpp");
  Json params = fixture.at("a.cpp", 7, 10);
  params["newName"] = "number";
  const Json edit = fixture.request("textDocument/rename", params)["changes"][fixture.uri("a.cpp")];
  std::string shown;
  for (const Json& each : edit) {
    shown += each["range"]["start"]["line"].dump() + ":" + each["range"]["start"]["character"].dump() + " ";
  }
  CHECK(shown == "2:10 7:9 3:7 5:2 ");
}

TEST_CASE("a name in a file of no unit stops a rename only if that file can see the symbol", "[protocol][rename]") {
  Files files = kProject;
  files["elsewhere.h"] = "struct Other { int side_ = 0; };\n";
  files["unbuilt.cc"] = "#include \"elsewhere.h\"\nint other(Other& o) { return o.side_; }\n";
  const auto renamed = [](const Files& all) {
    IndexedWorkspace fixture(all);
    fixture.start();
    must(fixture.client().initialize(fixture.root(), with_documents()));
    fixture.wait_indexed();
    fixture.open("main.cpp");
    Json params = fixture.at("main.cpp", 4, 38);
    params["newName"] = "edge";
    return must(fixture.client().wait_response(fixture.client().send_request("textDocument/rename", params)));
  };
  const Json apart = renamed(files);
  INFO(apart.dump());
  CHECK(apart.contains("result"));
  files["unbuilt.cc"] = "#include \"lib.h\"\n#include \"elsewhere.h\"\n";
  const Json together = renamed(files);
  REQUIRE(together.contains("error"));
  CHECK(says(together["error"]["message"].get<std::string>(),
             "side_ stands in elsewhere.h:1, in no unit that is indexed"));
}

}  // namespace cairn::test
