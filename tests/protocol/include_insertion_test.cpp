// Symbols that a file does not include yet: completion and quick fixes bring the #include along.
#include <string>

#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"

namespace cairn::test {
namespace {

const Files kProject = {{"lib/shape.h",
                         "#pragma once\n"
                         "namespace geo {\n"
                         "struct Rectangle { int side; };\n"
                         "int measure_area(const Rectangle& r);\n"
                         "}\n"},
                        {"lib/other.h", "#pragma once\nint other();\n"},
                        {"lib.cpp",
                         "#include \"lib/shape.h\"\n"
                         "namespace geo {\nint measure_area(const Rectangle& r) { return r.side; }\n}\n"},
                        {"main.cpp", "#include \"lib/other.h\"\nint main() { return other(); }\n"}};

const std::string kMain = "#include \"lib/other.h\"\n";

struct Editor : IndexedWorkspace {
  explicit Editor(const Json& settings = nullptr) : IndexedWorkspace(kProject) {
    start();
    Json wanted = capabilities();
    wanted["textDocument"]["completion"]["completionItem"]["labelDetailsSupport"] = true;
    wanted["textDocument"]["codeAction"] = {
        {"codeActionLiteralSupport", {{"codeActionKind", {{"valueSet", {"quickfix", "source"}}}}}}};
    must(client().initialize(root(), wanted, settings));
    wait_indexed();
  }
  void show(const std::string& text) {
    if (++version_ == 1) return open_text("main.cpp", text, version_);
    change("main.cpp", text, version_);
  }
  Json complete(const std::string& text, const std::string& after) {
    show(text);
    const std::size_t at = text.find(after) + after.size();
    const std::size_t line_begin = text.rfind('\n', at - 1) + 1;
    const auto line = static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
    return request("textDocument/completion", this->at("main.cpp", line, static_cast<std::uint32_t>(at - line_begin)));
  }
  Json actions(const std::string& text, std::uint32_t line, std::uint32_t character) {
    show(text);
    const Json position = {{"line", line}, {"character", character}};
    return request("textDocument/codeAction", {{"textDocument", {{"uri", uri("main.cpp")}}},
                                               {"range", {{"start", position}, {"end", position}}},
                                               {"context", {{"diagnostics", Json::array()}}}});
  }

 private:
  int version_ = 0;
};

std::string labels(const Json& list) {
  std::string shown;
  for (const Json& each : list["items"]) shown += each["label"].get<std::string>() + " ";
  return shown;
}

const Json* item(const Json& list, const std::string& label) {
  for (const Json& each : list["items"]) {
    if (each["label"] == label) return &each;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("completion offers what other headers declare, with the #include that it takes", "[protocol][index]") {
  Editor editor;
  const Json list = editor.complete(kMain + "int f() { return geo::measur; }\n", "measur");
  INFO(labels(list));
  const Json* found = item(list, "•measure_area");
  REQUIRE(found != nullptr);
  CHECK((*found)["filterText"] == "measure_area");
  CHECK((*found)["textEdit"]["newText"] == "measure_area");
  CHECK((*found)["labelDetails"]["description"] == "\"lib/shape.h\"");
  REQUIRE((*found)["additionalTextEdits"].size() == 1);
  CHECK((*found)["additionalTextEdits"][0]["newText"] == "#include \"lib/shape.h\"\n");
  CHECK((*found)["additionalTextEdits"][0]["range"]["start"]["line"] == 1);
  CHECK(list["isIncomplete"] == true);
}

TEST_CASE("what a file includes already is offered once, without an #include", "[protocol][index]") {
  Editor editor;
  const Json list = editor.complete("#include \"lib/shape.h\"\nint f() { return geo::measur; }\n", "measur");
  CHECK(labels(list).find("•") == std::string::npos);
  CHECK(item(list, "measure_area") != nullptr);
}

TEST_CASE("names of a namespace are offered inside of it", "[protocol][index]") {
  Editor editor;
  const Json list = editor.complete("namespace geo {\nRectang\n}\n", "Rectang");
  CHECK(item(list, "•Rectangle") != nullptr);
  const Json outside = editor.complete("Rectang\n", "Rectang");
  CHECK(item(outside, "•Rectangle") == nullptr);
}

TEST_CASE("an undeclared name has a quick fix that includes its header", "[protocol][index]") {
  Editor editor;
  const Json actions = editor.actions(kMain + "int f(geo::Rectangle r);\n", 1, 8);
  REQUIRE_FALSE(actions.empty());
  CHECK(actions[0]["title"] == "Add #include \"lib/shape.h\" for geo::Rectangle");
  CHECK(actions[0]["kind"] == "quickfix");
  CHECK(actions[0]["edit"]["changes"][editor.uri("main.cpp")][0]["newText"] == "#include \"lib/shape.h\"\n");
  REQUIRE(actions[0]["diagnostics"].size() == 1);
  const Json standard = editor.actions(kMain + "std::vector<int> v;\n", 1, 1);
  REQUIRE_FALSE(standard.empty());
  CHECK(standard[0]["title"] == "Add #include <vector> for std::vector");
}

TEST_CASE("an incomplete type has a quick fix that includes its definition", "[protocol][index]") {
  Editor editor;
  const Json actions =
      editor.actions("namespace geo { struct Rectangle; }\nint f(geo::Rectangle& r) { return r.side; }\n", 1, 36);
  REQUIRE_FALSE(actions.empty());
  CHECK(actions[0]["title"] == "Add #include \"lib/shape.h\" for geo::Rectangle");
}

TEST_CASE("who does not want includes to be inserted has none in completion", "[protocol][index]") {
  const Json settings = {{"completion", {{"headerInsertion", "never"}}}};
  Editor editor(settings);
  const Json list = editor.complete(kMain + "int f() { return geo::measur; }\n", "measur");
  CHECK(labels(list).find("•") == std::string::npos);
}

}  // namespace cairn::test
