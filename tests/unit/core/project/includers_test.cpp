#include "core/project/includers.h"

#include <sys/stat.h>

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::project {
namespace {

// The name of the includer among `units`, relative to `dir`; empty if there is none.
std::string includer(const test::TempDir& dir, const std::string& header, const std::vector<std::string>& units) {
  std::vector<std::string> paths;
  for (const std::string& unit : units) paths.push_back(dir.file(unit));
  const auto found = find_includer(dir.file(header), paths);
  return found ? found->substr(dir.path().size() + 1) : "";
}

TEST_CASE("the first unit with an include line of the header's path is its includer", "[project]") {
  const test::TempDir dir;
  dir.write("a.c", "#include \"other.h\"\n// #include \"lib/x.h\"\n");
  dir.write("b.c", "int b;\n  #  include\t<lib/x.h>\n");
  dir.write("c.c", "#include \"lib/x.h\"\n");
  CHECK(includer(dir, "include/lib/x.h", {"a.c", "b.c", "c.c"}) == "b.c");
  CHECK(includer(dir, "include/lib/x.h", {"c.c", "b.c"}) == "c.c");
}

TEST_CASE("a longer include path than the header's end does not mean it", "[project]") {
  const test::TempDir dir;
  dir.write("a.c", "#include \"other/x.h\"\n#include \"prefix_x.h\"\n");
  CHECK(includer(dir, "lib/x.h", {"a.c"}).empty());
}

TEST_CASE("a header of the same name beside the unit is the one that it includes", "[project]") {
  const test::TempDir dir;
  dir.write("one/config.h", "");
  dir.write("one/a.c", "#include \"config.h\"\n");
  dir.write("two/config.h", "");
  dir.write("two/b.c", "#include \"config.h\"\n");
  CHECK(includer(dir, "two/config.h", {"one/a.c", "two/b.c"}) == "two/b.c");
}

TEST_CASE("include paths that lead upwards are followed", "[project]") {
  const test::TempDir dir;
  dir.write("src/a.c", "#include \"../lib/x.h\"\n");
  CHECK(includer(dir, "lib/x.h", {"src/a.c"}) == "src/a.c");
}

TEST_CASE("a unit that includes the header through another one is found after direct ones", "[project]") {
  const test::TempDir dir;
  dir.write("src/a.c", "#include \"all.h\"\n");
  dir.write("src/all.h", "#include \"x.h\"\n");
  CHECK(includer(dir, "src/x.h", {"src/a.c"}) == "src/a.c");
  dir.write("src/z.c", "#include \"x.h\"\n");
  CHECK(includer(dir, "src/x.h", {"src/a.c", "src/z.c"}) == "src/z.c");
}

TEST_CASE("what is not a regular file, or stands behind the first 128 KiB, is not read", "[project]") {
  const test::TempDir dir;
  REQUIRE(::mkfifo(dir.file("a.c").c_str(), 0600) == 0);
  dir.write("b.c", std::string(std::size_t{128} << 10, '\n') + "#include \"x.h\"\n");
  CHECK(includer(dir, "x.h", {"a.c", "b.c", "missing.c"}).empty());
}

}  // namespace
}  // namespace cairn::project
