// After an edit of a header only units that it concerns are parsed again, and the index is that of a fresh server.
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "tests/process/change_trees.h"
#include "tests/process/changing_project.h"
#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

struct Library {
  explicit Library(ProjectState tree = library_tree()) : state(std::move(tree)), project(state) {
    project.start();
    project.settle();
    before = project.parsed();
  }
  // Units parsed for the change; the index is then that of a fresh server.
  std::uint64_t edit(const std::string& old, const std::string& young, const std::string& name = "lib.h") {
    std::string text = state.files[name];
    const std::size_t at = text.find(old);
    REQUIRE(at != std::string::npos);
    state.files[name] = text.replace(at, old.size(), young);
    project.save(name, state.files[name], SaveKind::kRename);
    project.settle();
    const std::string difference = project.difference();
    INFO(young << "\n" << difference);
    CHECK(difference.empty());
    const std::uint64_t now = project.parsed();
    return now - std::exchange(before, now);
  }

  ProjectState state;
  ChangingProject project;
  std::uint64_t before = 0;
};

}  // namespace

TEST_CASE("an edit inside a function's body parses one unit", "[spared-units]") {
  Library library;
  CHECK(library.edit("return value + 1;", "const int twice = 2 * value;\n  return twice + 1;") == 1);
  CHECK(library.edit("return x + y;", "return y + x;") == 1);
  CHECK(library.edit("const int first = f(value);", "const int first = g(value);") == 1);
  const Json status = must(library.project.client().request("$/indexStatus", nullptr));
  CHECK(status["units"]["spared"] == 12);
  // And what was spared is known to a server that starts.
  library.project.kill();
  library.project.start();
  library.before = 0;
  CHECK(library.edit("return y + x;", "return x - y;") == 1);
}

TEST_CASE("what stands in other headers than the edited one spares no fewer units", "[spared-units]") {
  ProjectState tree = library_tree();
  tree.files["c.h"] = "#pragma once\n#define MADE(name) struct name {}\nextern \"C\" int c_one(int);\nMADE(Made);\n";
  tree.files["lib.h"].insert(tree.files["lib.h"].find('\n') + 1, "#include \"c.h\"\n");
  Library library(tree);
  CHECK(library.edit("return value + 1;", "return value + 2;") == 1);
}

TEST_CASE("what a file says behind its include of the header does not count, and what it says in front does",
          "[spared-units]") {
  const std::string directive = "namespace other { int g(long value); }\nusing namespace other;\n";
  const auto parsed = [&](const std::string& first, const std::string& last) {
    ProjectState tree = library_tree();
    tree.files["behind.h"] = "#pragma once\n" + first + "#include \"lib.h\"\n" + last;
    tree.files["a.cpp"] = "#include \"behind.h\"\nint a() { return 1; }\n";
    tree.files["b.cpp"] = "#include \"behind.h\"\nint b() { return 2; }\n";
    Library library(tree);
    return library.edit("const int first = f(value);", "const int first = g(value);");
  };
  CHECK(parsed("", directive) == 1);
  CHECK(parsed("const char* const text = \"by using operators\";\n", "") == 1);
  CHECK(parsed(directive, "") > 1);
}

TEST_CASE("an edit of what others see of a body parses units that mention the function", "[spared-units]") {
  Library library;
  CHECK(library.edit("return value * 2;", "return value * 3;") == 2);
  CHECK(library.edit("deduced(int value) { return value;", "deduced(int value) { return 1L * value;") == 2);
  CHECK(library.edit("  return value;\n}", "  return value + value;\n}") == 5);
}

TEST_CASE("a new, changed or removed function parses units that mention it", "[spared-units]") {
  Library library;
  CHECK(library.edit("int f(int value);\n", "int f(int value);\nlong f(long value);\n") == 2);
  CHECK(library.edit("long f(long value);", "long f(long value, int more = 1);") == 2);
  CHECK(library.edit("long f(long value, int more = 1);\n", "") == 2);
  CHECK(library.edit("int g(int value);", "int g(int value);\nint unheard(int value);") == 1);
  CHECK(library.edit("int unheard(int value);\n", "inline int unheard(int value) { return g(value); }\n") == 1);
}

TEST_CASE("a changed macro parses units that mention it", "[spared-units]") {
  Library library;
  CHECK(library.edit("#define LIMIT 8", "#define LIMIT 9") == 2);
  CHECK(library.edit("#define SCALE(x) ((x) * 2)", "#define SCALE(x) \\\n  ((x) * 3)") == 2);
  CHECK(library.edit("  ((x) * 3)", "  ((x) * 4)") == 2);
  CHECK(library.edit("#define SCALE", "#define UNHEARD 1\n#define SCALE") <= 2);
}

TEST_CASE("a changed enumeration or variable parses units that mention it", "[spared-units]") {
  Library library;
  CHECK(library.edit("enum Flag { kNone, kSome };", "enum Flag { kNone, kMore, kSome };") == 2);
  CHECK(library.edit("int g(int value);", "int g(int value);\nconst int answer = 42;\ntypedef long Number;") == 1);
  CHECK(library.edit("const int answer = 42;", "const long answer = 43;") == 1);
}

TEST_CASE("a changed class, base or directive parses all units", "[spared-units]") {
  Library library;
  CHECK(library.edit("  int y;\n", "  int y;\n  int z;\n") == 5);
  CHECK(library.edit("struct Point {", "struct Base {};\nstruct Point : Base {") == 5);
  CHECK(library.edit("namespace lib {\n", "namespace lib {\nusing Other = int;\nusing namespace lib;\n") == 5);
  CHECK(library.edit("#pragma once\n", "#pragma once\n#pragma pack(1)\n") == 5);
}

TEST_CASE("a body that reads what another file declared before parses the units where that differs", "[spared-units]") {
  ProjectState tree = library_tree();
  tree.files["before.h"] = "#pragma once\nnamespace lib { int g(char value); }\n#define quick slow\n";
  tree.files["a.cpp"] = "#include \"before.h\"\n" + tree.files["a.cpp"];
  Library library(tree);
  // lib::g has another overload there.
  CHECK(library.edit("return value + 1;", "return g(value) + 1;") == 2);
  // And a word of the body is a macro there.
  CHECK(library.edit("return g(value) + 1;", "const int quick = 1;\n  return quick;") == 2);
}

TEST_CASE("units with other commands or with errors are parsed again", "[spared-units]") {
  ProjectState tree = library_tree();
  tree.units["a.cpp"].push_back("-DOTHER");
  tree.files["b.cpp"] += "int broken = unheard_of;\n";
  Library library(tree);
  CHECK(library.edit("return value + 1;", "return value + 2;") == 3);
}

TEST_CASE("a header with other rows in one unit is parsed there again", "[spared-units]") {
  ProjectState tree = library_tree();
  tree.files["a.cpp"] = "#define LIMIT 4\n" + tree.files["a.cpp"];
  Library library(tree);
  CHECK(library.edit("return value + 1;", "return value + 2;") == 2);
}

}  // namespace cairn::test
