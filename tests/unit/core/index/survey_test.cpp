// Which units are up to date, and what goes when something changes: the rows are always those
// of an index that is made from scratch.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include <catch2/catch.hpp>

#include "core/store/segment_builder.h"
#include "platform/fs/file.h"
#include "tests/unit/core/index/semantic_bed.h"

namespace cairn::index {
namespace {

// Two units that share a header, one that does not.
void write_three(SemanticBed& bed) {
  bed.write("a.c", "#include \"common.h\"\ndef a\n");
  bed.write("b.c", "#include \"common.h\"\ndef b\n");
  bed.write("sub/c.c", "def c\n");
  bed.write("common.h", "def common\nvary flavour\n");
  bed.set_arguments("a.c", {"-DA"});
}

Lines sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

// The rows are those that a new store gets from the same sources.
void check_as_from_scratch(SemanticBed& bed, const std::vector<std::string>& files) {
  SemanticBed fresh;
  for (const std::string& name : files) {
    fresh.write(name, fs::read_file(bed.root() + "/" + name, 1 << 20).value());
  }
  fresh.set_arguments("a.c", {"-DA"});
  fresh.run();
  CHECK(bed.rows() == fresh.rows());
}

bool has(const Lines& lines, const std::string& part) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("all units are indexed, and shared rows are delivered once", "[semantic]") {
  SemanticBed bed;
  write_three(bed);
  bed.config.threads = 1;
  bed.run();
  CHECK(bed.status().is_complete());
  CHECK(bed.status().total == 3);
  CHECK(bed.status().done == 3);
  CHECK(sorted(bed.log()) == Lines{"index a.c", "index b.c", "index c.c"});
  const Lines rows = bed.rows();
  CHECK(has(rows, "c:@common"));
  CHECK(has(rows, "common.h:3:1 7 defines c:@flavour"));      // as b.c sees it
  CHECK(has(rows, "common.h:3:1 10 defines c:@flavour-DA"));  // and as a.c does
  CHECK(std::count(rows.begin(), rows.end(), "common.h:2:1 6 defines c:@common") == 1);
}

TEST_CASE("what is up to date is not parsed again, by this process or the next", "[semantic]") {
  SemanticBed bed;
  write_three(bed);
  bed.run();
  bed.log();
  bed.indexer().check();
  bed.settle();
  bed.run();
  CHECK(bed.log().empty());
  CHECK(bed.status().is_complete());
}

TEST_CASE("a header's new content makes all units stale that have it, and no others", "[semantic]") {
  SemanticBed bed;
  write_three(bed);
  bed.run();
  bed.log();
  bed.write("common.h", "def renamed\n");
  bed.indexer().check();
  bed.settle();
  CHECK(sorted(bed.log()) == Lines{"index a.c", "index b.c"});
  CHECK_FALSE(has(bed.rows(), "c:@common"));
  CHECK_FALSE(has(bed.rows(), "flavour"));
  check_as_from_scratch(bed, {"a.c", "b.c", "sub/c.c", "common.h"});
}

TEST_CASE("a file that was only touched costs its hash, once", "[semantic]") {
  SemanticBed bed;
  write_three(bed);
  bed.run();
  bed.log();
  const timespec times[2] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
  REQUIRE(utimensat(AT_FDCWD, (bed.root() + "/common.h").c_str(), times, 0) == 0);
  bed.run();
  CHECK(bed.log().empty());
  auto table = deps::UnitTable::open(bed.table_path()).value();
  const auto files = table.files_of({"a.c", 0}).value();
  const auto header =
      std::find_if(files.begin(), files.end(), [](const auto& file) { return file.path == "common.h"; });
  REQUIRE(header != files.end());
  CHECK(header->mtime_ns == std::int64_t{1'000'000'000} * 1'000'000'000);
}

TEST_CASE("a file that was said to have changed under its old stamp stays changed", "[semantic]") {
  SemanticBed bed;
  write_three(bed);
  bed.config.threads = 1;
  bed.run();
  bed.log();
  const std::string header = bed.root() + "/common.h";
  struct stat before{};
  REQUIRE(stat(header.c_str(), &before) == 0);
  bed.write("common.h", "def nommoc\nvary flavour\n");
  const timespec times[2] = {before.st_mtim, before.st_mtim};
  REQUIRE(utimensat(AT_FDCWD, header.c_str(), times, 0) == 0);
  bed.indexer().check({"common.h"});
  // To whoever looks next, and was told nothing, while units wait,
  SECTION("the same process") {
    bed.run_until([&] { return bed.status().pending() == 1; });
    bed.indexer().check();
    bed.settle();
  }
  // or comes after the one that was told.
  SECTION("the next one") {
    bed.run_until([&] { return bed.status().pending() == 2; });
    bed.stop();
    bed.run();
  }
  CHECK_FALSE(has(bed.rows(), "c:@common"));
  check_as_from_scratch(bed, {"a.c", "b.c", "sub/c.c", "common.h"});
}

TEST_CASE("another command makes its unit stale, and rows of the old one go", "[semantic]") {
  SemanticBed bed;
  write_three(bed);
  bed.run();
  bed.log();
  bed.set_arguments("a.c", {});
  bed.load();
  bed.settle();
  CHECK(bed.log() == Lines{"index a.c"});
  CHECK_FALSE(has(bed.rows(), "flavour-DA"));
}

TEST_CASE("a unit that left the database, or whose source is gone, takes its own rows with it", "[semantic]") {
  SemanticBed bed;
  write_three(bed);
  bed.run();
  SECTION("the database tells") {
    bed.remove("b.c");
    bed.load();
    bed.settle();
    CHECK(bed.status().total == 2);
  }
  SECTION("the file is gone") {
    unlink((bed.root() + "/b.c").c_str());
    bed.indexer().check();
    bed.settle();
    CHECK(bed.status().total == 2);
  }
  CHECK(bed.status().is_complete());
  CHECK_FALSE(has(bed.rows(), "b.c:"));
  CHECK(has(bed.rows(), "common.h:2:1 6 defines c:@common"));
  check_as_from_scratch(bed, {"a.c", "sub/c.c", "common.h"});
}

TEST_CASE("a missing include that appears makes its unit stale", "[semantic]") {
  SemanticBed bed;
  bed.write("a.c", "#include \"late.h\"\ndef a\n");
  bed.run();
  bed.log();
  bed.indexer().check();
  bed.settle();
  CHECK(bed.log().empty());
  bed.write("late.h", "def late\n");
  bed.indexer().check();
  bed.settle();
  CHECK(bed.log() == Lines{"index a.c"});
  CHECK(has(bed.rows(), "c:@late"));
}

TEST_CASE("units with errors are done, counted and named", "[semantic]") {
  SemanticBed bed;
  bed.write("a.c", "error no such thing\ndef a\n");
  bed.run();
  CHECK(bed.status().done == 1);
  CHECK(bed.status().with_errors == 1);
  CHECK_FALSE(bed.status().is_complete());
  REQUIRE(bed.status().problems.size() == 1);
  CHECK(bed.status().problems[0].path == "a.c");
  CHECK(bed.status().problems[0].reason == "error no such thing");
}

TEST_CASE("rows that the table does not know, as a killed process leaves them, go at the next start", "[semantic]") {
  SemanticBed bed;
  write_three(bed);
  bed.run();
  const Lines rows = bed.rows();
  bed.stop();
  store::SegmentBuilder builder(kSemanticLayer, bed.store().take_generation().value());
  model::FileRows stray;
  stray.path =
      "a.c\x1f"
      "0123456789abcdef";
  stray.facts.line_count = 1;
  REQUIRE(builder.add(stray));
  const std::string path = bed.store().new_segment_path();
  REQUIRE(builder.write(path));
  REQUIRE(bed.store().publish(path));
  bed.log();
  bed.run();
  CHECK(bed.log().empty());
  CHECK_FALSE(bed.store().snapshot()->find_file(kSemanticLayer, stray.path));
  CHECK(bed.rows() == rows);
}

TEST_CASE("a unit whose rows the store lost is indexed again", "[semantic]") {
  SemanticBed bed;
  write_three(bed);
  bed.run();
  const Lines rows = bed.rows();
  bed.log();
  std::string variant;
  for (const store::Part& part : bed.store().snapshot()->parts) {
    for (store::Ordinal i = 0; i < part.segment->count(store::Section::kPaths); ++i) {
      if (part.is_live(i) && part.segment->path(i).starts_with("sub/c.c")) variant = part.segment->path(i);
    }
  }
  REQUIRE(bed.store().remove_files(kSemanticLayer, {variant}));
  bed.indexer().check();
  bed.settle();
  CHECK(bed.log() == Lines{"index c.c"});
  CHECK(bed.rows() == rows);
}

TEST_CASE("without its table the whole index is made again, and that is said once", "[semantic]") {
  SemanticBed bed;
  write_three(bed);
  bed.run();
  const Lines rows = bed.rows();
  bed.stop();
  bed.log();
  REQUIRE(fs::write_file_atomically(bed.table_path(), "no database, and long enough to be looked at as one"));
  bed.run();
  CHECK(bed.problems.size() == 1);
  CHECK(bed.log().size() == 3);
  CHECK(bed.rows() == rows);
}

}  // namespace cairn::index
