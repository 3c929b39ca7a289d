#include "core/project/response_files.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/project/normalise.h"
#include "tests/support/temp_dir.h"

namespace cairn::project {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("a response file is replaced by its words", "[project]") {
  const test::TempDir dir;
  dir.write("flags.rsp", "-DA='x y'\n-I \"inc dir\"\n");
  CHECK(expand_response_files({"gcc", "@flags.rsp", "a.c"}, dir.path()) ==
        Words{"gcc", "-DA=x y", "-I", "inc dir", "a.c"});
}

TEST_CASE("response files nest, and relative names stay relative to the directory", "[project]") {
  const test::TempDir dir;
  dir.write("sub/outer.rsp", "-DOUTER @sub/inner.rsp");
  dir.write("sub/inner.rsp", "-DINNER");
  CHECK(expand_response_files({"@" + dir.file("sub/outer.rsp")}, dir.path()) == Words{"-DOUTER", "-DINNER"});
}

TEST_CASE("a response file that names itself ends eight deep", "[project]") {
  const test::TempDir dir;
  dir.write("self.rsp", "-DX @self.rsp");
  const Words words = expand_response_files({"@self.rsp"}, dir.path());
  CHECK(words == Words{"-DX", "-DX", "-DX", "-DX", "-DX", "-DX", "-DX", "-DX", "@self.rsp"});
}

TEST_CASE("response files that multiply are read only up to the limit of all together", "[project]") {
  const test::TempDir dir;
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "@bomb.rsp ";  // 1 MB
  dir.write("bomb.rsp", text);
  CHECK(expand_response_files({"@bomb.rsp"}, dir.path()).size() < 1'000'000);
}

TEST_CASE("a response file that is missing or too large stays as it is written", "[project]") {
  const test::TempDir dir;
  dir.write("large.rsp", std::string((1 << 20) + 1, 'x'));
  CHECK(expand_response_files({"@missing.rsp", "@large.rsp", "@"}, dir.path()) ==
        Words{"@missing.rsp", "@large.rsp", "@"});
}

TEST_CASE("normalise_arguments reads response files and drops those it cannot read", "[project]") {
  const test::TempDir dir;
  dir.write("all.rsp", "-c a.c -o a.o -DX");
  CHECK(normalise_arguments({"gcc", "@all.rsp", "@gone.rsp"}, dir.path(), "a.c") == Words{"-DX"});
}

}  // namespace
}  // namespace cairn::project
