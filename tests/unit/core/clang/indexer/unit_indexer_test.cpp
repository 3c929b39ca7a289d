#include "core/clang/indexer/unit_indexer.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "core/store/segment.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"
#include "tests/unit/core/clang/indexer/fixture.h"

namespace cairn::clang {
namespace {

using testing::IndexedProject;

struct Indexed {
  IndexedProject project;
  test::TempDir segments;
  UnitIndexer indexer;
};

TEST_CASE("a unit is described file by file, the main file first", "[indexer]") {
  Indexed test;
  test.project.add("src/main.cpp", "#include \"b.h\"\n#include \"a.h\"\nint main() { return a() + b(); }\n");
  test.project.add("src/a.h", "int a();\n");
  test.project.add("src/b.h", "int b();\n");
  const auto unit = test.indexer.index(test.project.request("src/main.cpp", {"-std=c++20"}));
  REQUIRE(unit);
  REQUIRE(unit->files.size() == 3);
  CHECK(unit->files[0].path == "src/main.cpp");
  CHECK(unit->files[1].path == "src/a.h");
  CHECK(unit->files[2].path == "src/b.h");
  CHECK(unit->error_count == 0);
  CHECK(unit->first_error.empty());
  CHECK(unit->missing_includes.empty());
  CHECK(unit->files[1].content_hash == base::hash64("int a();\n"));
  CHECK(unit->files[1].size_bytes == 9);
  const auto stamp = fs::read_stamp(test.project.path("src/a.h"));
  REQUIRE(stamp);
  CHECK(unit->files[1].mtime_ns == stamp->mtime_ns);
}

TEST_CASE("kept rows are delivered under path and hash", "[indexer]") {
  Indexed test;
  test.project.add("main.cpp", "#include \"a.h\"\nint main() { return a(); }\n");
  test.project.add("a.h", "int a();\n");
  const auto unit = test.indexer.index(test.project.request("main.cpp", {}));
  REQUIRE(unit);
  const std::string path = test.segments.file("one.seg");
  const auto delivered = test.indexer.deliver({path, 2, 7, {1}});
  REQUIRE(delivered);
  const auto bytes = fs::read_file(path, 1 << 20);
  REQUIRE(bytes);
  CHECK(delivered->bytes == bytes->size());
  auto file = store::SegmentFile::open(path);
  REQUIRE(file);
  const store::Segment segment(*std::move(file));
  const auto ordinal = segment.find_path("a.h\x1f" + base::hex64(unit->files[1].rows_hash));
  REQUIRE(ordinal);
  CHECK(segment.file_record(*ordinal).content_hash == unit->files[1].content_hash);
  CHECK(segment.file_record(*ordinal).generation == 7);
  const auto symbols = segment.find_id(store::symbol_id("c:@F@a#"));
  REQUIRE(symbols.size() == 1);
  CHECK(segment.facts(symbols[0]).signature == "int a()");
  CHECK_FALSE(segment.find_path("main.cpp\x1f" + base::hex64(unit->files[0].rows_hash)));
}

TEST_CASE("files that the unit does not have are not delivered", "[indexer]") {
  Indexed test;
  CHECK_FALSE(test.indexer.deliver({test.segments.file("none.seg"), 2, 1, {0}}));
  test.project.add("main.cpp", "int x;\n");
  REQUIRE(test.indexer.index(test.project.request("main.cpp", {})));
  CHECK_FALSE(test.indexer.deliver({test.segments.file("none.seg"), 2, 1, {1}}));
  CHECK(access(test.segments.file("none.seg").c_str(), F_OK) != 0);
}

TEST_CASE("errors in the source are counted and the first one is told", "[indexer]") {
  Indexed test;
  test.project.add("main.cpp", "#include \"missing.h\"\n#include <also/missing>\nint a = b;\n");
  const auto unit = test.indexer.index(test.project.request("main.cpp", {}));
  REQUIRE(unit);
  CHECK(unit->error_count >= 1);
  CHECK(unit->first_error.find("main.cpp:1: 'missing.h' file not found") != std::string::npos);
  CHECK(unit->missing_includes == std::vector<std::string>{"also/missing", "missing.h"});
}

TEST_CASE("warnings are no errors, even where the build makes them so", "[indexer]") {
  Indexed test;
  test.project.add("main.cpp", "static int unused() { int x; return x; }\n");
  const auto unit = test.indexer.index(test.project.request("main.cpp", {"-Wall", "-Werror", "-pedantic-errors"}));
  REQUIRE(unit);
  CHECK(unit->error_count == 0);
}

TEST_CASE("options of other compilers do no harm", "[indexer]") {
  Indexed test;
  test.project.add("main.cpp", "#include <vector>\nstd::vector<int> v;\n");
  const auto unit = test.indexer.index(test.project.request(
      "main.cpp", {"-std=c++20", "-fno-lifetime-dse", "-march=imaginary", "-fanalyzer", "--param=x=1", "-Wodd"}));
  REQUIRE(unit);
  CHECK(unit->error_count == 0);
  CHECK(unit->files.size() > 10);
}

TEST_CASE("a main file that is missing, a folder or a FIFO is an error and no wait", "[indexer]") {
  Indexed test;
  CHECK_FALSE(test.indexer.index(test.project.request("main.cpp", {})));
  test.project.add("folder.cpp/x", "");
  CHECK_FALSE(test.indexer.index(test.project.request("folder.cpp", {})));
  REQUIRE(mkfifo(test.project.path("fifo.cpp").c_str(), 0600) == 0);
  CHECK_FALSE(test.indexer.index(test.project.request("fifo.cpp", {})));
}

TEST_CASE("a working directory that is missing is an error", "[indexer]") {
  Indexed test;
  test.project.add("main.cpp", "");
  worker::IndexUnitRequest request = test.project.request("main.cpp", {});
  request.directory += "/missing";
  CHECK_FALSE(test.indexer.index(request));
}

TEST_CASE("an included FIFO counts as missing", "[indexer]") {
  Indexed test;
  REQUIRE(mkfifo(test.project.path("fifo.h").c_str(), 0600) == 0);
  test.project.add("main.cpp", "#include \"fifo.h\"\nint x;\n");
  const auto unit = test.indexer.index(test.project.request("main.cpp", {}));
  REQUIRE(unit);
  CHECK(unit->error_count == 1);
  CHECK(unit->missing_includes == std::vector<std::string>{"fifo.h"});
}

TEST_CASE("a failed unit leaves no rows of the one before", "[indexer]") {
  Indexed test;
  test.project.add("main.cpp", "int x;\n");
  REQUIRE(test.indexer.index(test.project.request("main.cpp", {})));
  CHECK_FALSE(test.indexer.index(test.project.request("missing.cpp", {})));
  CHECK_FALSE(test.indexer.deliver({test.segments.file("none.seg"), 2, 1, {0}}));
}

TEST_CASE("a deeply nested expression is read", "[indexer]") {
  Indexed test;
  std::string sum = "x";
  for (int i = 0; i < 3000; ++i) sum = "(" + sum + "+x)";
  test.project.add("main.cpp", "int x;\nint y() { return " + sum + "; }\n");
  const auto unit = test.indexer.index(test.project.request("main.cpp", {"-fbracket-depth=10000"}));
  REQUIRE(unit);
  CHECK(unit->error_count == 0);
}

}  // namespace
}  // namespace cairn::clang
