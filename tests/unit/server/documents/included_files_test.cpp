#include "server/documents/included_files.h"

#include <chrono>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::server {
namespace {

using namespace std::chrono_literals;
namespace stdfs = std::filesystem;

struct Bed {
  test::TempDir folder;
  std::string header = folder.path() + "/a.h";
  IncludedFiles files;

  Bed() {
    write("int a;\n");
    stdfs::last_write_time(header, stdfs::file_time_type::clock::now() - 1h);
    parse();
  }
  void write(const std::string& text) const { std::ofstream(header) << text; }
  void parse() {
    files.begin_parse();
    files.end_parse({header});
  }
};

}  // namespace

TEST_CASE("files that nobody touched have not changed", "[documents]") {
  Bed bed;
  CHECK(bed.files.contains(bed.header));
  CHECK_FALSE(bed.files.may_have_changed({}));
}

TEST_CASE("a file that is written, replaced or removed has changed unless it is open", "[documents]") {
  Bed bed;
  SECTION("written") { bed.write("int b;\n"); }
  SECTION("replaced by an older one") {
    const std::string other = bed.folder.path() + "/b.h";
    std::ofstream(other) << "int a;\n";
    stdfs::last_write_time(other, stdfs::last_write_time(bed.header));
    stdfs::rename(other, bed.header);
  }
  SECTION("removed") { stdfs::remove(bed.header); }
  CHECK(bed.files.may_have_changed({}));
  CHECK_FALSE(bed.files.may_have_changed({bed.header}));
}

TEST_CASE("a file that was written while the parse ran may have been read before", "[documents]") {
  Bed bed;
  bed.files.begin_parse();
  bed.write("int later;\n");
  bed.files.end_parse({bed.header});
  CHECK(bed.files.may_have_changed({}));
}

TEST_CASE("a file that was missing has changed when it comes", "[documents]") {
  Bed bed;
  stdfs::remove(bed.header);
  bed.parse();
  CHECK_FALSE(bed.files.may_have_changed({}));
  bed.write("int a;\n");
  CHECK(bed.files.may_have_changed({}));
}

}  // namespace cairn::server
