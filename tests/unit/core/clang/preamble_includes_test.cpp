#include "core/clang/preamble_includes.h"

#include <catch2/catch.hpp>

#include <algorithm>

#include "core/clang/open_file.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;

// What is left of the text behind its preamble.
std::string rest(std::string_view text) { return std::string(text.substr(find_preamble_end(text))); }

TEST_CASE("the preamble ends where the first code begins", "[clang]") {
  CHECK(rest("#include <a>\n\n#if X\n# define Y\n#endif\nint x;\n#include <b>\n") == "int x;\n#include <b>\n");
}

TEST_CASE("comments are part of the preamble", "[clang]") {
  CHECK(rest("// one\n/* two\n#three\n*/ #include <a>\n/**/int x;") == "int x;");
}

TEST_CASE("a directive goes on behind a backslash and in a comment", "[clang]") {
  CHECK(rest("#define A \\\n  1\n#define B \\\r\n  2\r\n#define C /*\n*/ 3\nint x;") == "int x;");
}

TEST_CASE("a text that is all preamble ends at its end", "[clang]") {
  CHECK(rest("#include <a>").empty());
  CHECK(rest("#define A \\").empty());
  CHECK(rest("/* open").empty());
  CHECK(rest("").empty());
}

TEST_CASE("includes are forgotten when another preamble is written", "[clang]") {
  test::TempDir directory;
  PreambleIncludes includes(directory.path());
  directory.write("preamble-1.pch", "one");
  includes.follow_preamble();
  includes.keep("/a.h", {{"b.h", "/b.h", 7}});
  includes.follow_preamble();
  REQUIRE(includes.find("/a.h"));
  CHECK(includes.find("/a.h")->front().offset == 7);
  directory.write("preamble-2.pch", "two");
  includes.follow_preamble();
  CHECK_FALSE(includes.find("/a.h"));
}

TEST_CASE("nothing is kept without a preamble", "[clang]") {
  test::TempDir directory;
  PreambleIncludes includes(directory.path());
  includes.follow_preamble();
  includes.keep("/a.h", {{"b.h", "/b.h", 7}});
  CHECK_FALSE(includes.find("/a.h"));
  PreambleIncludes in_memory("");
  in_memory.follow_preamble();
  in_memory.keep("/a.h", {{"b.h", "/b.h", 7}});
  CHECK_FALSE(in_memory.find("/a.h"));
}

// The included files after each of several parses of main.cpp, by name.
class Reparsed {
 public:
  std::vector<std::string> parse(const std::string& text) {
    std::vector<std::string> names;
    for (const std::string& path : require(fixture_.file().parse(fixture_.request(text))).included_files) {
      names.push_back(path.substr(path.rfind('/') + 1));
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  void write(const std::string& name, std::string_view text) { fixture_.add(name, text); }

 private:
  Fixture fixture_;
};

using Names = std::vector<std::string>;

TEST_CASE("a reparse finds the headers of an unchanged preamble", "[clang]") {
  Reparsed file;
  file.write("inner.h", "int inner;\n");
  file.write("outer.h", "#include \"inner.h\"\n");
  const Names both = {"inner.h", "outer.h"};
  CHECK(file.parse("#include \"outer.h\"\nint x;\n") == both);
  CHECK(file.parse("#include \"outer.h\"\nint x, y;\n") == both);
  CHECK(file.parse("#include \"outer.h\"\nint x, y, z;\n") == both);
}

TEST_CASE("a reparse finds what a changed header includes now", "[clang]") {
  Reparsed file;
  file.write("inner.h", "int inner;\n");
  file.write("outer.h", "int outer;\n");
  CHECK(file.parse("#include \"outer.h\"\nint x;\n") == Names{"outer.h"});
  file.write("outer.h", "int outer;\n#include \"inner.h\"\n");
  CHECK(file.parse("#include \"outer.h\"\nint x;\n") == Names{"inner.h", "outer.h"});
}

TEST_CASE("a reparse finds what a header behind the preamble includes now", "[clang]") {
  Reparsed file;
  file.write("inner.h", "int inner;\n");
  file.write("first.h", "int first;\n");
  file.write("late.h", "#ifdef MORE\n#include \"inner.h\"\n#endif\n");
  CHECK(file.parse("#include \"first.h\"\nint x;\n#include \"late.h\"\n") == Names{"first.h", "late.h"});
  CHECK(file.parse("#include \"first.h\"\nint x;\n#define MORE\n#include \"late.h\"\n") ==
        Names{"first.h", "inner.h", "late.h"});
}

}  // namespace
}  // namespace cairn::clang
