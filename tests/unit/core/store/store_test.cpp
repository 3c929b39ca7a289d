// What happens to a store from outside: other processes, deleted and foreign files.
#include "core/store/store.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "core/store/segment_builder.h"
#include "platform/fs/mapped_file.h"
#include "tests/unit/core/store/store_bed.h"

namespace cairn::store {
namespace {

using testing::kLayer;
using testing::StoreBed;

// Two openings in one process stand for two processes: flock(2) tells them apart.
TEST_CASE("a second opener reads, and sees what the writer does", "[store]") {
  StoreBed bed;
  const auto writer = bed.open();
  bed.must_publish(*writer, 0, 10, 0);
  const auto reader = bed.open();
  CHECK(writer->is_writer());
  CHECK_FALSE(reader->is_writer());
  CHECK(bed.difference(*reader) == "");
  bed.options.merge_width = 2;
  bed.must_publish(*writer, 5, 10, 1);
  bed.remove(*writer, 2);
  CHECK(bed.difference(*reader) != "");
  REQUIRE(reader->refresh().has_value());
  CHECK(bed.difference(*reader) == "");
  CHECK(bed.told.empty());
}

TEST_CASE("a reader goes on while the writer merges its segments away", "[store]") {
  StoreBed bed;
  bed.options.merge_width = 2;
  const auto writer = bed.open();
  for (std::uint64_t i = 0; i < 6; ++i) bed.must_publish(*writer, i * 3, 5, i);
  const auto reader = bed.open();
  const testing::Model then = bed.model;
  const auto kept = reader->snapshot();
  bed.merge_all(*writer);
  bed.must_publish(*writer, 0, 20, 9);
  bed.merge_all(*writer);
  CHECK(testing::difference(then, *kept, kLayer) == "");
  REQUIRE(reader->refresh().has_value());
  CHECK(bed.difference(*reader) == "");
  CHECK(bed.told.empty());
}

TEST_CASE("a reader changes nothing, and becomes the writer when that one is gone", "[store]") {
  StoreBed bed;
  auto writer = bed.open();
  bed.must_publish(*writer, 0, 4, 0);
  const auto reader = bed.open();
  CHECK(reader->take_generation().error().code == ErrorCode::kUnavailable);
  CHECK(reader->remove_files(kLayer, {bed.rows(0, 0)->rows.path.data()}).error().code == ErrorCode::kUnavailable);
  const std::string path = bed.build(*reader, 99, {bed.rows(1, 1)}).value();
  CHECK(reader->publish(path).error().code == ErrorCode::kUnavailable);
  CHECK(access(path.c_str(), F_OK) != 0);
  CHECK_FALSE(reader->merge_once({}).value());
  writer.reset();
  REQUIRE(reader->refresh().has_value());
  CHECK(reader->is_writer());
  bed.must_publish(*reader, 2, 4, 1);
  CHECK(bed.difference(*reader) == "");
}

TEST_CASE("rows of an older generation never hide newer ones, in whatever order they come", "[store]") {
  StoreBed bed;
  const auto store = bed.open();
  const std::uint64_t first = store->take_generation().value();
  const std::uint64_t second = store->take_generation().value();
  const std::string late = bed.build(*store, first, {bed.rows(0, 0), bed.rows(1, 0)}).value();
  const std::string early = bed.build(*store, second, {bed.rows(0, 7)}).value();
  REQUIRE(store->publish(early).has_value());
  REQUIRE(store->publish(late).has_value());
  bed.model.publish(second, bed.rows(0, 7));
  bed.model.publish(first, bed.rows(1, 0));
  CHECK(bed.difference(*store) == "");
  bed.options.merge_width = 2;
  bed.merge_all(*store);
  CHECK(bed.difference(*store) == "");
}

TEST_CASE("layers do not touch each other", "[store]") {
  StoreBed bed;
  const auto store = bed.open();
  bed.must_publish(*store, 0, 5, 0);
  SegmentBuilder other(kLayer + 1, store->take_generation().value());
  REQUIRE(other.add(bed.rows(0, 3)->rows).has_value());
  const std::string path = store->new_segment_path();
  REQUIRE(other.write(path).has_value());
  REQUIRE(store->publish(path).has_value());
  CHECK(bed.difference(*store) == "");
  REQUIRE(store->remove_files(kLayer + 1, {test::RowsGenerator::path(0)}).has_value());
  CHECK(bed.difference(*store) == "");
  CHECK(testing::dump(*store->snapshot(), kLayer + 1).empty());
}

TEST_CASE("what is published is checked first, and refused whole", "[store]") {
  StoreBed bed;
  const auto store = bed.open();
  bed.must_publish(*store, 0, 3, 0);
  const std::string path = bed.build(*store, 50, {bed.rows(7, 0)}).value();
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(200);
  file << "??";
  file.close();
  CHECK(store->publish(path).error().code == ErrorCode::kCorrupt);
  CHECK(access(path.c_str(), F_OK) != 0);
  CHECK(store->publish(bed.file("new/none.seg")).error().code == ErrorCode::kNotFound);
  CHECK(bed.difference(*store) == "");
  CHECK(bed.told.empty());
  CHECK(bed.files_in("segments").size() == 1);
}

TEST_CASE("a segment deleted under an open store goes on being read, and is told once after a refresh", "[store]") {
  StoreBed bed;
  const auto store = bed.open();
  bed.must_publish(*store, 0, 5, 0);
  bed.must_publish(*store, 5, 5, 0);
  const auto kept = store->snapshot();
  std::filesystem::remove(bed.file("segments/1.seg"));
  CHECK(bed.difference(*store) == "");
  CHECK(bed.told.empty());
  REQUIRE(store->refresh().has_value());
  REQUIRE(store->refresh().has_value());
  CHECK(bed.told.size() == 1);
  CHECK(testing::difference(bed.model, *kept, kLayer) == "");
  CHECK(store->snapshot()->parts.size() == 1);
  bed.publish_again(*store);
  CHECK(bed.difference(*store) == "");
  CHECK(bed.told.size() == 1);
}

TEST_CASE("all segments deleted leave an empty store that can be filled again", "[store]") {
  StoreBed bed;
  auto store = bed.open();
  for (std::uint64_t i = 0; i < 3; ++i) bed.must_publish(*store, i * 3, 3, 0);
  store.reset();
  std::filesystem::remove_all(bed.file("segments"));
  store = bed.open();
  CHECK(store->snapshot()->parts.empty());
  CHECK(bed.told.size() == 1);
  bed.publish_again(*store);
  store.reset();
  store = bed.open();
  CHECK(bed.difference(*store) == "");
  CHECK(bed.told.size() == 1);
}

TEST_CASE("a manifest deleted under an open store is made anew with all that it said", "[store]") {
  StoreBed bed;
  auto store = bed.open();
  bed.must_publish(*store, 0, 8, 0);
  bed.must_publish(*store, 4, 8, 1);
  bed.remove(*store, 1);
  std::filesystem::remove(bed.file("manifest.db"));
  REQUIRE(store->refresh().has_value());
  REQUIRE(store->refresh().has_value());
  CHECK(bed.told.size() == 1);
  CHECK(bed.difference(*store) == "");
  bed.must_publish(*store, 2, 2, 2);
  store.reset();
  store = bed.open();
  CHECK(bed.difference(*store) == "");
  CHECK(bed.told.size() == 1);
}

TEST_CASE("a manifest that is missing or emptied is made anew from the segments", "[store]") {
  for (const bool is_missing : {true, false}) {
    StoreBed bed;
    auto store = bed.open();
    bed.must_publish(*store, 0, 8, 0);
    bed.must_publish(*store, 4, 8, 1);
    store.reset();
    std::filesystem::remove(bed.file("manifest.db-wal"));
    if (is_missing) {
      std::filesystem::remove(bed.file("manifest.db"));
    } else {
      std::filesystem::resize_file(bed.file("manifest.db"), 0);
    }
    store = bed.open();
    CHECK(bed.difference(*store) == "");
    CHECK(bed.told.size() == 1);
    bed.must_publish(*store, 0, 5, 2);
    store.reset();
    store = bed.open();
    CHECK(bed.difference(*store) == "");
    CHECK(bed.told.size() == 1);
  }
}

TEST_CASE("a manifest overwritten under an open store is made anew at the next change", "[store]") {
  StoreBed bed;
  auto store = bed.open();
  bed.must_publish(*store, 0, 8, 0);
  bed.must_publish(*store, 4, 8, 1);
  for (const char* name : {"manifest.db", "manifest.db-wal"}) {
    const auto size = std::filesystem::file_size(bed.file(name));
    std::fstream file(bed.file(name), std::ios::in | std::ios::out | std::ios::binary);
    for (std::uintmax_t i = 0; i < size; ++i) file.put('x');
  }
  // SQLite may not look at what it has in memory: the change fails, or it works and holds.
  static_cast<void>(bed.publish(*store, 0, 3, 2));
  REQUIRE(store->refresh().has_value());
  CHECK(bed.difference(*store) == "");
  store.reset();
  store = bed.open();
  CHECK(bed.difference(*store) == "");
  CHECK(bed.told.size() <= 2);
  bed.must_publish(*store, 1, 3, 3);
  CHECK(bed.difference(*store) == "");
}

TEST_CASE("a manifest of a newer Cairn is set aside, not read", "[store]") {
  StoreBed bed;
  auto store = bed.open();
  bed.must_publish(*store, 0, 4, 0);
  store.reset();
  {
    auto database = sqlite::Database::open(bed.file("manifest.db"), sqlite::OpenMode::kReadWriteCreate);
    REQUIRE(database.has_value());
    REQUIRE(database->set_user_version(2).has_value());
  }
  store = bed.open();
  CHECK(bed.difference(*store) == "");
  CHECK(bed.told.size() == 1);
  CHECK(bed.files_in("damaged").size() == 1);
}

TEST_CASE("segments of another version are set aside, and told once for all of them", "[store]") {
  StoreBed bed;
  auto store = bed.open();
  for (std::uint64_t i = 0; i < 6; ++i) bed.must_publish(*store, i * 2, 2, 0);
  store.reset();
  for (int i = 1; i <= 6; ++i) {
    std::fstream file(bed.file("segments/" + std::to_string(i) + ".seg"), std::ios::in | std::ios::out);
    file.seekp(8);
    file.put(0);
  }
  store = bed.open();
  CHECK(store->snapshot()->parts.empty());
  REQUIRE(bed.told.size() == 1);
  CHECK(bed.told[0].find("version") != std::string::npos);
  CHECK(bed.files_in("damaged").size() == 4);  // the newest few are kept
  CHECK(bed.files_in("segments").empty());
  bed.publish_again(*store);
  CHECK(bed.difference(*store) == "");
}

TEST_CASE("what a crash left behind is swept away by the next writer only", "[store]") {
  StoreBed bed;
  auto store = bed.open();
  bed.must_publish(*store, 0, 3, 0);
  std::ofstream(bed.file("new/123-4.seg")) << "half";
  std::ofstream(bed.file("segments/77.seg")) << "never committed";
  const auto reader = bed.open();
  CHECK(bed.files_in("new").size() == 1);
  store.reset();
  REQUIRE(reader->refresh().has_value());
  CHECK(bed.files_in("new").empty());
  CHECK(bed.files_in("segments") == std::vector<std::string>{"segments/1.seg"});
  CHECK(bed.difference(*reader) == "");
  CHECK(bed.told.empty());
}

TEST_CASE("foreign files and folders in a store's place do no harm", "[store]") {
  StoreBed bed;
  std::filesystem::create_directories(bed.file("manifest.db/inside"));
  std::filesystem::create_directories(bed.file("segments/9.seg"));
  std::filesystem::create_directories(bed.file("new/x/y"));
  const auto store = bed.open();
  REQUIRE(store->is_writer());
  bed.must_publish(*store, 0, 3, 0);
  CHECK(bed.difference(*store) == "");
}

TEST_CASE("unsaved rows stand in for a file's rows in this process only", "[store]") {
  StoreBed bed;
  const auto store = bed.open();
  bed.must_publish(*store, 0, 3, 0);
  const testing::Model saved = bed.model;
  const auto reader = bed.open();
  REQUIRE(store->set_overlay(kLayer, bed.rows(1, 5)->rows).has_value());
  bed.model.set_overlay(bed.rows(1, 5));
  REQUIRE(store->set_overlay(kLayer, bed.rows(20, 0)->rows).has_value());  // not indexed yet
  bed.model.set_overlay(bed.rows(20, 0));
  CHECK(bed.difference(*store) == "");
  CHECK(testing::difference(saved, *reader->snapshot(), kLayer) == "");
  bed.must_publish(*store, 0, 3, 6);
  CHECK(bed.difference(*store) == "");
  store->clear_overlay(kLayer, test::RowsGenerator::path(1));
  bed.model.clear_overlay(test::RowsGenerator::path(1));
  CHECK(bed.difference(*store) == "");
}

TEST_CASE("segments that cannot be mapped for want of means are not lost", "[store]") {
  StoreBed bed;
  auto store = bed.open();
  bed.must_publish(*store, 0, 5, 0);
  bed.must_publish(*store, 5, 5, 0);
  store.reset();
  {
    std::vector<fs::MappedFile> all;
    while (auto mapped = fs::MappedFile::open(bed.file("segments/1.seg"))) all.push_back(*std::move(mapped));
    all.pop_back();  // there is room for one, but not for both
    const auto opened = bed.try_open();
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().code == ErrorCode::kUnavailable);
  }
  store = bed.open();
  CHECK(store->is_writer());
  CHECK(bed.difference(*store) == "");
  CHECK(bed.told.empty());
}

TEST_CASE("segments stay few however often the same files are published", "[store]") {
  StoreBed bed;
  const auto store = bed.open();
  for (std::uint64_t i = 0; i < 40; ++i) {
    bed.must_publish(*store, i % 3, 5, i);
    REQUIRE(store->merge_once({}).has_value());
    CHECK(store->snapshot()->parts.size() <= bed.options.merge_width);
  }
  CHECK(bed.difference(*store) == "");
}

TEST_CASE("resident pages can be given back at any time", "[store]") {
  StoreBed bed;
  const auto store = bed.open();
  bed.must_publish(*store, 0, 20, 0);
  for (const bool all : {true, false, false}) {
    CHECK(bed.difference(*store) == "");
    store->release_pages(all);
  }
  CHECK(bed.difference(*store) == "");
  CHECK(store->status().at(0).files == 20);
  store->maintain();
  CHECK(store->verify().value().empty());
}

}  // namespace
}  // namespace cairn::store
