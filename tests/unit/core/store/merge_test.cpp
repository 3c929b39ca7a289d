#include "core/store/merge.h"

#include <unistd.h>

#include <fstream>

#include <catch2/catch.hpp>

#include "core/store/segment_builder.h"
#include "tests/support/mended_segment.h"
#include "tests/unit/core/store/store_bed.h"

namespace cairn::store {
namespace {

using testing::kLayer;
using testing::StoreBed;

struct Files {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::uint64_t revision = 0;
};

MergeInput input_of(std::string bytes) {
  auto file = SegmentFile::from_memory(std::move(bytes));
  REQUIRE(file.has_value());
  return {std::make_shared<const Segment>(*std::move(file)), std::make_shared<const DeadFiles>()};
}

MergeInput make_input(const StoreBed& bed, const Files& files, testing::Model& model) {
  static std::uint64_t generation = 0;
  SegmentBuilder builder(kLayer, ++generation);
  for (std::uint64_t i = 0; i < files.count; ++i) {
    const testing::Model::Rows rows = bed.rows(files.first + i, files.revision);
    REQUIRE(builder.add(rows->rows).has_value());
    model.publish(generation, rows);
  }
  return input_of(builder.write_to_memory().value());
}

Snapshot snapshot_of(const std::string& path) {
  auto file = SegmentFile::open(path);
  REQUIRE(file.has_value());
  CHECK((*file)->verify(false));
  Snapshot snapshot;
  snapshot.parts.push_back({1, std::make_shared<const Segment>(*std::move(file)), std::make_shared<const DeadFiles>()});
  return snapshot;
}

TEST_CASE("a merge has the newest live rows of every file", "[store]") {
  const StoreBed bed;
  const test::TempDir directory;
  testing::Model model;
  std::vector<MergeInput> inputs;
  for (const Files& files : {Files{0, 10, 0}, Files{5, 10, 1}, Files{0, 0, 0}, Files{7, 1, 2}}) {
    inputs.push_back(make_input(bed, files, model));
  }
  auto dead = std::make_shared<DeadFiles>();
  dead->add(inputs[1].segment->find_path(test::RowsGenerator::path(12)).value());
  inputs[1].dead = dead;
  model.remove(test::RowsGenerator::path(12));
  const std::string path = directory.file("merged.seg");
  REQUIRE(merge_segments(inputs, path, directory.path(), {}).has_value());
  CHECK(testing::difference(model, snapshot_of(path), kLayer) == "");
}

TEST_CASE("a merge of nothing but dead files is an empty segment", "[store]") {
  const StoreBed bed;
  const test::TempDir directory;
  testing::Model model;
  MergeInput input = make_input(bed, {0, 3, 0}, model);
  auto dead = std::make_shared<DeadFiles>();
  for (Ordinal i = 0; i < input.segment->count(Section::kPaths); ++i) dead->add(i);
  input.dead = dead;
  const std::string path = directory.file("merged.seg");
  REQUIRE(merge_segments({input}, path, directory.path(), {}).has_value());
  const Snapshot merged = snapshot_of(path);
  for (std::size_t i = 0; i < kSectionCount; ++i) {
    CHECK(merged.parts[0].segment->count(static_cast<Section>(i)) == 0);
  }
}

TEST_CASE("a merge that is cancelled leaves nothing behind", "[store]") {
  const StoreBed bed;
  const test::TempDir directory;
  testing::Model model;
  std::stop_source stop;
  stop.request_stop();
  const auto merged = merge_segments({make_input(bed, {0, 5, 0}, model)}, directory.file("merged.seg"),
                                     directory.path(), stop.get_token());
  REQUIRE_FALSE(merged.has_value());
  CHECK(merged.error().code == ErrorCode::kCancelled);
  CHECK(bed.files_in("").empty());
  CHECK(access(directory.file("merged.seg").c_str(), F_OK) != 0);
}

TEST_CASE("a merge into a folder that is not there fails and says so", "[store]") {
  const StoreBed bed;
  const test::TempDir directory;
  testing::Model model;
  const std::vector<MergeInput> inputs{make_input(bed, {0, 5, 0}, model)};
  CHECK(merge_segments(inputs, directory.file("merged.seg"), directory.file("none"), {}).error().code ==
        ErrorCode::kNotFound);
  CHECK(merge_segments(inputs, directory.file("none/merged.seg"), directory.path(), {}).error().code ==
        ErrorCode::kNotFound);
}

TEST_CASE("a merge fails when any section of an input is damaged", "[store]") {
  const StoreBed bed;
  const test::TempDir directory;
  testing::Model model;
  SegmentBuilder builder(kLayer, 1);
  for (std::uint64_t i = 0; i < 8; ++i) REQUIRE(builder.add(bed.rows(i, 0)->rows).has_value());
  const std::string sound = builder.write_to_memory().value();
  const MergeInput other = make_input(bed, {4, 8, 1}, model);
  const std::string path = directory.file("merged.seg");
  for (std::size_t i = 0; i < kSectionCount; ++i) {
    // A merge makes filters and the lists of a symbol's names anew where it can, and does
    // not read what it does not need.
    const auto section = static_cast<Section>(i);
    const SectionEntry entry = test::section_of(sound, section);
    std::string bytes = sound;
    char& byte = bytes[entry.offset + entry.bytes / 2];
    byte = static_cast<char>(byte ^ 0x55);
    INFO(section_name(section));
    const auto merged = merge_segments({input_of(bytes), other}, path, directory.path(), {});
    if (section == Section::kNameFilters) {
      CHECK(merged.has_value());
      unlink(path.c_str());
      continue;
    }
    REQUIRE_FALSE(merged.has_value());
    CHECK(merged.error().code == ErrorCode::kCorrupt);
    CHECK(access(path.c_str(), F_OK) != 0);
  }
}

TEST_CASE("a merge does not take over a macro whose words its file does not mention", "[store]") {
  model::FileRows rows;
  rows.path = "x";
  rows.macros = {{0, model::MacroAct::kDefine, false, "ONE", {}}};
  rows.identifiers = {"ONE"};
  SegmentBuilder builder(kLayer, 1);
  REQUIRE(builder.add(rows).has_value());
  std::string bytes = builder.write_to_memory().value();
  // The list of the files that mention ONE: a length, which becomes none, and the file.
  const SectionEntry mentions = test::section_of(bytes, Section::kMentions);
  REQUIRE(bytes[mentions.offset] == 1);
  bytes[mentions.offset] = 0;
  const test::TempDir directory;
  const std::string path = directory.file("merged.seg");
  const auto merged = merge_segments({input_of(test::mended_segment(bytes))}, path, directory.path(), {});
  REQUIRE_FALSE(merged.has_value());
  CHECK(merged.error().code == ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace cairn::store
