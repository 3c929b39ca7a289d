#include "core/project/nearest.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::project {
namespace {

// The path of the entry that lends its command to `path`; empty if none does.
std::string lender(const std::vector<std::string>& files, const std::string& path) {
  EntryTable table;
  for (const std::string& file : files) table.add(file, "/", "cc " + file, false);
  table.finish();
  const auto index = nearest_entry(table, path);
  return index ? table.path(*index) : "";
}

TEST_CASE("the same stem in the same folder lends first", "[project]") {
  CHECK(lender({"/p/a.c", "/p/foo.c", "/p/sub/foo.c", "/q/foo.c"}, "/p/foo.h") == "/p/foo.c");
  CHECK(lender({"/p/a.c", "/p/foo.c"}, "/p/foo_inl.h") == "/p/foo.c");
}

TEST_CASE("the same stem elsewhere lends before another file of the same folder", "[project]") {
  CHECK(lender({"/p/include/bar.c", "/p/src/foo.c"}, "/p/include/foo.h") == "/p/src/foo.c");
}

TEST_CASE("of several with the same stem the longest common folder prefix lends", "[project]") {
  CHECK(lender({"/a/foo.c", "/p/lib/foo.c", "/z/foo.c"}, "/p/include/foo.h") == "/p/lib/foo.c");
  CHECK(lender({"/p/lib2/foo.c", "/p/lib/x/foo.c"}, "/p/lib/include/foo.h") == "/p/lib/x/foo.c");
}

TEST_CASE("of those with equal prefixes the one whose folders end alike lends", "[project]") {
  CHECK(lender({"/l/lib/Basic/Path.cpp", "/l/lib/Support/Path.cpp"}, "/l/include/llvm/Support/Path.h") ==
        "/l/lib/Support/Path.cpp");
}

TEST_CASE("without a stem the same folder lends, then what is below it, then its parents", "[project]") {
  CHECK(lender({"/p/a/b.c", "/p/z.c"}, "/p/x.h") == "/p/z.c");
  CHECK(lender({"/p/x/b.c", "/p/z.c"}, "/p/x/inc/x.h") == "/p/x/b.c");
  CHECK(lender({"/p/x/b.c", "/p/z.c", "/a.c"}, "/p/y/x.h") == "/p/z.c");
  CHECK(lender({"/q/r/b.c"}, "/p/y/x.h") == "/q/r/b.c");
}

TEST_CASE("among equals the file's own language lends, then path order", "[project]") {
  CHECK(lender({"/p/a.c", "/p/b.cpp", "/p/c.cpp"}, "/p/x.hpp") == "/p/b.cpp");
  CHECK(lender({"/p/foo.c", "/p/foo.cpp"}, "/p/foo.hpp") == "/p/foo.cpp");
  CHECK(lender({"/p/b.cpp", "/p/a.c"}, "/p/x.h") == "/p/a.c");
  CHECK(lender({"/p/a.c"}, "/p/x.hpp") == "/p/a.c");
}

TEST_CASE("files outside the C family do not lend", "[project]") {
  CHECK(lender({"/p/foo.S", "/p/sub/a.c"}, "/p/foo.h") == "/p/sub/a.c");
  CHECK(lender({"/p/foo.S"}, "/p/foo.h").empty());
  CHECK(lender({}, "/p/foo.h").empty());
}

TEST_CASE("the nearest entries come by stem, then folder, then folders in common", "[project]") {
  EntryTable table;
  for (const std::string file :
       {"/l/lib/Basic/A.cpp", "/l/lib/Support/B.cpp", "/l/include/llvm/Support/C.cpp", "/q/Path.cpp", "/q/notes.txt"}) {
    table.add(file, "/", "cc " + file, false);
  }
  table.finish();
  const auto nearest = [&](std::size_t limit) {
    std::vector<std::string> paths;
    for (const auto index : nearest_entries(table, "/l/include/llvm/Support/Path.h", limit)) {
      paths.push_back(table.path(index));
    }
    return paths;
  };
  CHECK(nearest(10) == std::vector<std::string>{"/q/Path.cpp", "/l/include/llvm/Support/C.cpp", "/l/lib/Support/B.cpp",
                                                "/l/lib/Basic/A.cpp"});
  CHECK(nearest(1) == std::vector<std::string>{"/q/Path.cpp"});
}

}  // namespace
}  // namespace cairn::project
