// Changes that other servers are known to miss or to pay too much for, each by itself.
#include <signal.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "tests/process/change_trees.h"
#include "tests/process/changing_project.h"
#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

// A running server that knows all of a tree.
struct Known {
  explicit Known(const ProjectState& tree) : state(tree), project(tree) {
    project.start();
    project.settle();
    before = project.parsed();
  }
  void save(const std::string& name, const std::string& text, SaveKind kind = SaveKind::kRename) {
    state.files[name] = text;
    project.save(name, text, kind);
  }
  // `old` becomes `young` in the file.
  void replace(const std::string& name, const std::string& old, const std::string& young,
               SaveKind kind = SaveKind::kRename) {
    std::string text = state.files[name];
    const std::size_t at = text.find(old);
    REQUIRE(at != std::string::npos);
    save(name, text.replace(at, old.size(), young), kind);
  }
  // Units parsed since the last call, once the index is exact; it is that of a fresh server.
  std::uint64_t parsed() {
    project.settle();
    const std::string difference = project.difference();
    INFO(difference);
    CHECK(difference.empty());
    const std::uint64_t now = project.parsed();
    return now - std::exchange(before, now);
  }

  ProjectState state;
  ChangingProject project;
  std::uint64_t before = 0;
};

}  // namespace

TEST_CASE("an edit of comments parses nothing and moves all rows", "[known-changes]") {
  Known known(cpp_tree());
  known.replace("base.h", "// What all shapes have.", "// What all shapes have,\n// said\n// at length.");
  CHECK(known.parsed() == 0);
  known.replace("base.h", "// said\n", "");
  known.replace("algo.h", "#define GEO_NAME", "/* makes\n   names */\n#define GEO_NAME");
  known.replace("main.cpp", "using namespace geo;", "using namespace geo;  // all of it\n");
  CHECK(known.parsed() == 0);
  // And again after a restart, which has to know where the code stood.
  known.project.kill();
  known.replace("base.h", "constexpr int kUnits", "// How many.\nconstexpr int kUnits");
  known.project.start();
  known.before = 0;
  CHECK(known.parsed() == 0);
}

TEST_CASE("a macro that makes a name of its line is parsed when its comments change", "[known-changes]") {
  ProjectState tree;
  tree.files["a.h"] =
      "#define PASTE_(a, b) a##b\n#define PASTE(a, b) PASTE_(a, b)\n#define UNIQUE PASTE(unique_, __LINE__)\n";
  tree.files["a.cpp"] = "#include \"a.h\"\n// one\nint UNIQUE;\n";
  tree.units["a.cpp"] = {};
  Known known(tree);
  known.replace("a.cpp", "// one", "// one\n// two");
  CHECK(known.parsed() == 1);
}

TEST_CASE("a changed declaration parses all units that mention its name", "[known-changes]") {
  Known known(cpp_tree());
  known.replace("base.h", "int pick(double value);", "int pick(double value, int more = 1);");
  CHECK(known.parsed() == 3);
}

TEST_CASE("a changed command parses exactly its unit", "[known-changes]") {
  Known known(include_tree());
  known.state.units["two.cpp"].push_back("-DLARGE");
  known.project.write_database(known.state.units);
  CHECK(known.parsed() == 1);
  known.state.units.erase("one.cpp");
  known.project.write_database(known.state.units);
  CHECK(known.parsed() == 0);
  known.state.units["one.cpp"] = {"-Inear", "-Ifar"};
  known.project.write_database(known.state.units);
  CHECK(known.parsed() == 1);
}

TEST_CASE("a deleted file has no rows and a renamed one has those of its new name", "[known-changes]") {
  Known known(c_tree());
  known.project.remove("src/list.c");
  CHECK(known.parsed() == 0);
  known.project.rename("src/map.c", "src/table.c");
  known.state.units["src/table.c"] = known.state.units["src/map.c"];
  known.project.write_database(known.state.units);
  CHECK(known.parsed() >= 1);                                // and once more if files came or went while it was parsed
  known.project.rename("include/map.h", "include/moved.h");  // its includers do not find it
  CHECK(known.parsed() >= 2);
  known.project.rename("include/moved.h", "include/map.h");
  CHECK(known.parsed() >= 2);
}

TEST_CASE("a header that comes and shadows another is what units include", "[known-changes]") {
  Known known(include_tree());
  known.project.save("common.h", "#pragma once\n#define COUNT 5\nchar common();\n");  // beside items.h
  CHECK(known.parsed() >= 1);
  known.project.save("near/extra.h", "struct Extra { char narrow; };\nint extra_width(const Extra&);\n");
  CHECK(known.parsed() >= 1);
  known.project.remove("common.h");
  CHECK(known.parsed() >= 1);
}

TEST_CASE("a header that __has_include asked for in vain is seen when it comes", "[known-changes]") {
  Known known(include_tree());
  known.project.save("optional.h", "#pragma once\nlong optional();\n");
  CHECK(known.parsed() >= 1);
  known.project.remove("optional.h");
  CHECK(known.parsed() >= 1);
}

TEST_CASE("a header that __has_include found is missed when it goes", "[known-changes]") {
  ProjectState tree = include_tree();
  tree.files["optional.h"] = "#pragma once\nlong optional();\n";
  Known known(tree);
  known.project.remove("optional.h");
  CHECK(known.parsed() >= 1);
}

TEST_CASE("headers edited at once, of which one concerns all and another nobody, end exact", "[known-changes]") {
  Known known(cpp_tree());
  known.replace("base.h", "constexpr int kUnits = 4;", "constexpr long kUnits = 5;");
  known.replace("shapes.h", "side_ * side_", "side_ + side_");
  known.replace("algo.h", "((a) > (b) ? (a) : (b))", "((b) < (a) ? (a) : (b))");
  CHECK(known.parsed() >= 1);
  known.replace("algo.h", "((b) < (a) ? (a) : (b))", "((b) < (a) ? (a) : (b) /* c */)", SaveKind::kAnew);
  known.replace("base.h", "return value * 2;", "return value * 3;", SaveKind::kInPlace);
  known.parsed();
}

TEST_CASE("a response file that changes changes the commands that name it", "[known-changes]") {
  ProjectState tree = include_tree();
  tree.files["flags.rsp"] = "-DSMALL\n";
  tree.units["two.cpp"].push_back("@flags.rsp");
  Known known(tree);
  known.save("flags.rsp", "-DLARGE\n");
  CHECK(known.parsed() == 1);
  known.save("flags.rsp", "-DSMALL\n", SaveKind::kInPlace);
  CHECK(known.parsed() == 1);
}

TEST_CASE("a header outside of the workspace that comes and shadows another is what units include", "[known-changes]") {
  ProjectState tree;
  tree.files["../first/other.h"] = "#pragma once\nint other();\n";
  tree.files["../second/shadowed.h"] = "#pragma once\nint shadowed();\n";
  tree.files["main.cpp"] = "#include <shadowed.h>\nint main() { return shadowed(); }\n";
  tree.units["main.cpp"] = {"-I../first", "-I../second"};
  Known known(tree);
  known.project.save("../first/shadowed.h", "#pragma once\nlong shadowed(int = 0);\n");
  CHECK(known.parsed() >= 1);
  known.project.remove("../first/shadowed.h");
  CHECK(known.parsed() >= 1);
}

TEST_CASE("a missing header is seen when it comes", "[known-changes]") {
  Known known(include_tree());
  known.project.save("sub/missing.h", "inline int found() { return 1; }\n");
  CHECK(known.parsed() == 1);
}

TEST_CASE("a file with another content under its old stamp is seen", "[known-changes]") {
  Known known(cpp_tree());
  known.replace("pick.cpp", "return value;", "return vALUE;", SaveKind::kSameStamp);
  CHECK(known.parsed() == 1);
}

TEST_CASE("a file whose time goes back is seen", "[known-changes]") {
  Known known(cpp_tree());
  known.replace("pick.cpp", "return value;", "return -value;");
  std::filesystem::last_write_time(known.project.path("pick.cpp"),
                                   std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 365));
  CHECK(known.parsed() == 1);
}

TEST_CASE("equal content under another stamp parses nothing", "[known-changes]") {
  Known known(cpp_tree());
  known.save("base.h", known.state.files["base.h"], SaveKind::kAnew);
  known.save("main.cpp", known.state.files["main.cpp"], SaveKind::kRename);
  CHECK(known.parsed() == 0);
}

TEST_CASE("changes while no server runs are seen at its start", "[known-changes]") {
  Known known(cpp_tree());
  known.project.kill();
  known.replace("shapes.h", "return 4;", "return 5;");
  known.project.remove("pick.cpp");
  known.project.start();
  known.before = 0;
  CHECK(known.parsed() == 2);
}

TEST_CASE("a root that is removed and made anew is indexed again", "[known-changes]") {
  Known known(cpp_tree());
  std::filesystem::rename(known.project.root(), known.project.root() + "-aside");
  known.project.settle();
  std::filesystem::rename(known.project.root() + "-aside", known.project.root());
  known.replace("pick.cpp", "return value;", "return -value;");
  known.project.settle();
  const std::string difference = known.project.difference();
  INFO(difference);
  CHECK(difference.empty());
}

TEST_CASE("more changes than the system's queue holds end exact", "[known-changes]") {
  Known known(c_tree());
  // A stopped server reads no events.
  known.project.client().kill_server(SIGSTOP);
  const std::string a = known.project.path("src/list.c");
  const std::string b = known.project.path("src/other.c");
  for (int i = 0; i < 9000; ++i) {
    REQUIRE(std::rename(a.c_str(), b.c_str()) == 0);
    REQUIRE(std::rename(b.c_str(), a.c_str()) == 0);
  }
  known.replace("src/map.c", "return sum;", "return -sum;", SaveKind::kInPlace);
  std::filesystem::create_directories(known.project.path("src/deep"));
  known.project.save("src/deep/new.c", "int in_new_folder;\n");
  known.project.client().kill_server(SIGCONT);
  known.project.settle();
  const Json status = must(known.project.client().request("$/indexStatus", nullptr));
  CHECK(status["changes"]["overflows"] != 0);
  CHECK(known.parsed() == 1);
  // And what happens there afterwards is heard.
  known.project.save("src/deep/new.c", "int in_new_folder_too;\n");
  CHECK(known.parsed() == 0);
}

TEST_CASE("what the client says of watched files is looked at", "[known-changes]") {
  Known known(cpp_tree());
  known.replace("pick.cpp", "return value;", "return -value;");
  must(known.project.client().notify(
      "workspace/didChangeWatchedFiles",
      {{"changes", {{{"uri", file_uri(known.project.path("pick.cpp"))}, {"type", 2}}, {{"nonsense", 1}}}}}));
  CHECK(known.parsed() == 1);
}

TEST_CASE("no absolute path of the workspace is in its index", "[known-changes]") {
  Known known(cpp_tree());
  for (const std::string& line : known.project.rows()) CHECK(line.find(known.project.root()) == std::string::npos);
}

}  // namespace cairn::test
