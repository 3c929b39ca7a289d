// Code actions that remove includes of which nothing is used, and sort the others.
#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"

namespace cairn::test {
namespace {

const Files kHeaders = {
    {"used.h", "#pragma once\nstruct Used { int size; };\n#define LIMIT 3\nint deep();\n"},
    {"other.h", "#pragma once\nint other();\n"},
    {"around.h", "#pragma once\n#include \"used.h\"\nint around();\n"},
    {"umbrella.h", "#pragma once\n#include \"used.h\"\n"},
    {"exporting.h", "#pragma once\n#include \"used.h\"  // IWYU pragma: export\nint exporting();\n"},
    {"needy.h", "#pragma once\ninline int needy(const Used& u) { return u.size; }\n"},
    {"special.h", "#pragma once\n#include \"hash.h\"\ntemplate <> struct Hash<int> { int h = 2; };\n"},
    {"hash.h", "#pragma once\ntemplate <typename T> struct Hash { int h = 1; };\n"},
    {"found.h", "#pragma once\nint print(int value);\n"},
    {"printing.h", "#pragma once\ntemplate <typename T> int show(T t) { return print(t, 1); }\n"},
    {"list.inc", "int listed;\n"},
    {"main.h", "#pragma once\nint unused_of_main();\n"}};

struct Editor : IndexedWorkspace {
  explicit Editor(const std::string& text) : IndexedWorkspace(with(text)), text_(text) {
    start();
    Json wanted = capabilities();
    wanted["textDocument"]["codeAction"] = {
        {"codeActionLiteralSupport", {{"codeActionKind", {{"valueSet", {"quickfix", "source"}}}}}}};
    must(client().initialize(root(), wanted));
    wait_indexed();
    open("main.cpp");
  }
  Json actions(const std::vector<std::string>& only) {
    const auto lines = std::count(text_.begin(), text_.end(), '\n');
    return request(
        "textDocument/codeAction",
        {{"textDocument", {{"uri", uri("main.cpp")}}},
         {"range", {{"start", {{"line", 0}, {"character", 0}}}, {"end", {{"line", lines}, {"character", 0}}}}},
         {"context", {{"diagnostics", Json::array()}, {"only", only}}}});
  }
  // Names of the headers that may be removed.
  std::string unused() {
    std::string shown;
    for (const Json& each : actions({"quickfix"})) {
      const auto title = each["title"].get<std::string>();
      const std::string begin = "Remove unused #include ";
      if (title.starts_with(begin)) shown += (shown.empty() ? "" : " ") + title.substr(begin.size());
    }
    return shown;
  }
  // The text after source.organizeImports.
  std::string organised() {
    const Json found = actions({"source.organizeImports"});
    if (found.empty()) return text_;
    CHECK(found[0]["kind"] == "source.organizeImports");
    return applied(found[0]["edit"]["changes"][uri("main.cpp")]);
  }
  std::string applied(Json edits) const {
    std::vector<std::size_t> begins = {0};
    for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1))
      begins.push_back(at + 1);
    const auto offset = [&](const Json& at) { return begins.at(at["line"].get<std::size_t>()) + at["character"].get<std::size_t>(); };
    std::string text = text_;
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
      const std::size_t begin = offset((*edit)["range"]["start"]);
      text.replace(begin, offset((*edit)["range"]["end"]) - begin, (*edit)["newText"].get<std::string>());
    }
    return text;
  }

 private:
  static Files with(const std::string& text) {
    Files files = kHeaders;
    files["main.cpp"] = text;
    return files;
  }
  const std::string text_;
};

}  // namespace

TEST_CASE("an include of which nothing is used can be removed", "[protocol][index]") {
  Editor editor("#include \"used.h\"\n#include \"other.h\"\nint f(Used u) { return u.size; }\n");
  CHECK(editor.unused() == "\"other.h\"");
  const Json fix = editor.actions({"quickfix"})[0];
  CHECK(fix["kind"] == "quickfix");
  CHECK(editor.applied(fix["edit"]["changes"][editor.uri("main.cpp")]) ==
        "#include \"used.h\"\nint f(Used u) { return u.size; }\n");
}

TEST_CASE("an include stays of which only a macro is used, or only asked for", "[protocol][index]") {
  CHECK(Editor("#include \"used.h\"\nint f[LIMIT];\n").unused().empty());
  CHECK(Editor("#include \"used.h\"\n#ifdef LIMIT\nint f;\n#endif\n").unused().empty());
}

TEST_CASE("an include stays through which alone something comes", "[protocol][index]") {
  CHECK(Editor("#include \"around.h\"\nint f(Used u) { return u.size; }\n").unused().empty());
  // Here the other one brings it.
  CHECK(Editor("#include \"around.h\"\n#include \"used.h\"\nint f(Used u) { return u.size; }\n").unused() ==
        "\"around.h\"");
  // Either could go, not both: what is left brings it.
  Editor both("#include \"around.h\"\n#include \"exporting.h\"\nint f(Used u) { return u.size + exporting(); }\n");
  CHECK(both.unused() == "\"around.h\"");
}

TEST_CASE("an include stays that another header relies on", "[protocol][index]") {
  CHECK(Editor("#include \"used.h\"\n#include \"needy.h\"\nint f() { return needy({1}); }\n").unused().empty());
  // What would come too late does not count.
  CHECK(Editor("#include \"around.h\"\n#include \"needy.h\"\n#include \"used.h\"\nint f() { return needy(Used()); }\n")
            .unused()
            .empty());
}

TEST_CASE("an include stays that declares what templates find by themselves", "[protocol][index]") {
  CHECK(Editor("#include \"hash.h\"\n#include \"special.h\"\nint f() { return Hash<char>().h; }\n").unused().empty());
  CHECK(Editor("#include \"printing.h\"\n#include \"found.h\"\nstruct S {};\nint g(S s) { return show<S>(s); }\n"
               "int print(S, int);\n")
            .unused()
            .empty());
}

TEST_CASE("includes stay that pragmas keep, that are the file's own, that are exported or have no guard",
          "[protocol][index]") {
  CHECK(Editor("#include \"other.h\"  // IWYU pragma: keep\nint f;\n").unused().empty());
  CHECK(
      Editor("// IWYU pragma: begin_keep\n#include \"other.h\"\n// IWYU pragma: end_keep\nint f;\n").unused().empty());
  CHECK(Editor("#include \"main.h\"\nint f;\n").unused().empty());
  CHECK(Editor("#include \"exporting.h\"\n#include \"around.h\"\nint f(Used u) { return u.size + around(); }\n")
            .unused()
            .empty());
  CHECK(Editor("#include \"list.inc\"\nint f;\n").unused().empty());
  CHECK(Editor("#include \"umbrella.h\"\nint f;\n").unused().empty());
  CHECK(Editor("#if 1\n#include \"other.h\"\n#endif\nint f;\n").unused().empty());
}

TEST_CASE("headers of the standard library stay for the names that they stand for", "[protocol][index]") {
  CHECK(Editor("#include <string>\n#include <vector>\nstd::vector<int> f() { return {}; }\n").unused() == "<string>");
  CHECK(Editor("#include <cstdio>\nint f() { return std::puts(\"\"); }\n").unused().empty());
  CHECK(Editor("#include <stdio.h>\n#include <errno.h>\nint f() { return puts(\"\"); }\n").unused() == "<errno.h>");
  CHECK(Editor("#include <fcntl.h>\nint f() { return O_RDONLY; }\n").unused().empty());
}

TEST_CASE("organising removes what is unused or there twice, and sorts the rest", "[protocol][index]") {
  Editor editor(
      "#include \"main.h\"\n"
      "\n"
      "#include \"used.h\"\n"
      "#include \"other.h\"\n"
      "#include \"around.h\"\n"
      "#include \"other.h\"\n"
      "\n"
      "#include \"found.h\"\n"
      "\n"
      "int f(Used u) { return u.size + around() + other(); }\n");
  CHECK(editor.organised() ==
        "#include \"main.h\"\n"
        "\n"
        "#include \"around.h\"\n"
        "#include \"other.h\"\n"
        "#include \"used.h\"\n"
        "\n"
        "int f(Used u) { return u.size + around() + other(); }\n");
}

TEST_CASE("includes are not sorted where one relies on another", "[protocol][index]") {
  const std::string text = "#include \"used.h\"\n#include \"needy.h\"\nint f() { return needy(Used()); }\n";
  CHECK(Editor(text).organised() == text);
}

TEST_CASE("of a text that is not indexed as it is nothing is removed", "[protocol][index]") {
  Editor editor("#include \"other.h\"\nint f;\n");
  editor.change("main.cpp", "#include \"other.h\"\nint f = other();\n", 2);
  CHECK(editor.unused().empty());
}

}  // namespace cairn::test
