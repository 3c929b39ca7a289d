#include "core/project/counterpart.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::project {
namespace {

// Asks in a folder of empty files; answers relative to it.
std::string counterpart(const std::vector<std::string>& files, const std::string& of,
                        const std::vector<std::string>& database = {}, const std::string& root = "root") {
  test::TempDir dir;
  for (const std::string& file : files) dir.write("root/" + file, "");
  std::vector<std::string> entries;
  for (const std::string& file : database) entries.push_back(dir.file("root/" + file));
  const std::string found =
      find_counterpart(dir.file("root/" + of), root.empty() ? std::string() : dir.file(root), entries);
  return found.empty() ? "" : found.substr(dir.file("root").size() + 1);
}

}  // namespace

TEST_CASE("a source and its header beside it lead to each other", "[project]") {
  for (const std::string source : {"c", "cc", "cpp", "cxx", "C", "m", "mm"}) {
    for (const std::string header : {"h", "hh", "hpp", "hxx", "inl"}) {
      INFO(source << " " << header);
      CHECK(counterpart({"a." + source, "a." + header}, "a." + source) == "a." + header);
      CHECK(counterpart({"a." + source, "a." + header}, "a." + header) == "a." + source);
    }
  }
}

TEST_CASE("the counterpart lies in the parallel folder", "[project]") {
  CHECK(counterpart({"src/a.cpp", "include/a.h"}, "src/a.cpp") == "include/a.h");
  CHECK(counterpart({"src/a.cpp", "include/a.h"}, "include/a.h") == "src/a.cpp");
  CHECK(counterpart({"src/net/a.cpp", "include/lib/net/a.h"}, "src/net/a.cpp") == "include/lib/net/a.h");
  CHECK(counterpart({"src/net/a.cpp", "include/lib/net/a.h"}, "include/lib/net/a.h") == "src/net/a.cpp");
  CHECK(counterpart({"lib/Support/Path.cpp", "include/llvm/Support/Path.h"}, "lib/Support/Path.cpp") ==
        "include/llvm/Support/Path.h");
  CHECK(counterpart({"part/src/a.c", "part/inc/a.h"}, "part/src/a.c") == "part/inc/a.h");
  CHECK(counterpart({"part/a.c", "part/include/a.h"}, "part/a.c") == "part/include/a.h");
  CHECK(counterpart({"src/a.c", "a.h"}, "src/a.c") == "a.h");
  CHECK(counterpart({"src/a.c", "a.h"}, "a.h") == "src/a.c");
}

TEST_CASE("of several, the one whose path has most in common is taken", "[project]") {
  CHECK(counterpart({"src/a/x.cpp", "include/a/x.h", "include/b/x.h", "include/x.h"}, "src/a/x.cpp") ==
        "include/a/x.h");
  CHECK(counterpart({"one/src/x.cpp", "one/include/x.h", "include/x.h"}, "one/src/x.cpp") == "one/include/x.h");
  CHECK(counterpart({"x.cpp", "x.h", "include/x.h"}, "x.cpp") == "x.h");
  CHECK(counterpart({"x.c", "x.cpp", "x.h"}, "x.h") == "x.cpp");
}

TEST_CASE("files of the compilation database count wherever they lie in the workspace", "[project]") {
  CHECK(counterpart({"far/away/x.cpp", "api/x.h"}, "api/x.h") == "");
  CHECK(counterpart({"far/away/x.cpp", "api/x.h"}, "api/x.h", {"far/away/x.cpp", "far/y.cpp"}) == "far/away/x.cpp");
  CHECK(counterpart({"api/x.h"}, "api/x.h", {"../outside/x.cpp"}) == "");
}

TEST_CASE("there may be no counterpart", "[project]") {
  CHECK(counterpart({"a.cpp"}, "a.cpp") == "");
  CHECK(counterpart({"a.cpp", "b.h"}, "a.cpp") == "");
  CHECK(counterpart({"a.cpp", "a.cc"}, "a.cpp") == "");
  CHECK(counterpart({"a.txt", "a.h"}, "a.txt") == "");
  CHECK(counterpart({"vector", "vector.cpp"}, "vector") == "");
  CHECK(counterpart({".h", ".cpp"}, ".h") == "");
}

TEST_CASE("a file outside of the workspace has only its own folder", "[project]") {
  CHECK(counterpart({"a.cpp", "a.h"}, "a.cpp", {}, "") == "a.h");
  CHECK(counterpart({"src/a.cpp", "include/a.h"}, "src/a.cpp", {}, "") == "");
  CHECK(counterpart({"src/a.cpp", "include/a.h"}, "src/a.cpp", {}, "elsewhere") == "");
}

}  // namespace cairn::project
