#include "core/store/manifest.h"

#include <cstdint>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::store {
namespace {

Result<Manifest> open_new(const std::string& path) {
  auto manifest = Manifest::open(path, sqlite::OpenMode::kReadWriteCreate, {});
  if (manifest && manifest->is_new()) {
    if (auto made = manifest->create({}); !made) return unexpected(made.error());
  }
  return manifest;
}

std::vector<Ordinal> dead_of(const ManifestState& state, std::size_t index) {
  std::vector<Ordinal> files;
  state.segments.at(index).dead.for_each([&](Ordinal file) { files.push_back(file); });
  return files;
}

TEST_CASE("a manifest says after reopening what it was told", "[store]") {
  const test::TempDir directory;
  const std::string path = directory.file("manifest.db");
  {
    auto manifest = open_new(path);
    REQUIRE(manifest.has_value());
    REQUIRE(manifest->apply({{{1, 0}, {2, UINT32_MAX}}, {}, {{1, {0, 4095, 4096, 1'000'000}}}, 3, 9}).has_value());
    REQUIRE(manifest->apply({{{3, 7}}, {}, {{1, {1, 4096}}, {3, {2}}}, 4, 10}).has_value());
  }
  auto manifest = open_new(path);
  REQUIRE(manifest.has_value());
  CHECK_FALSE(manifest->is_new());
  const ManifestState state = manifest->read().value();
  REQUIRE(state.segments.size() == 3);
  CHECK(state.segments[1].layer == UINT32_MAX);
  CHECK(dead_of(state, 0) == std::vector<Ordinal>{0, 1, 4095, 4096, 1'000'000});
  CHECK(dead_of(state, 1).empty());
  CHECK(dead_of(state, 2) == std::vector<Ordinal>{2});
  CHECK((state.next_id == 4 && state.next_generation == 10));
}

TEST_CASE("a segment that is removed takes its dead files along", "[store]") {
  const test::TempDir directory;
  auto manifest = open_new(directory.file("manifest.db"));
  REQUIRE(manifest->apply({{{1, 0}, {2, 0}}, {}, {{1, {5}}, {2, {6}}}, 3, 1}).has_value());
  REQUIRE(manifest->apply({{}, {1}, {}, 3, 1}).has_value());
  const ManifestState state = manifest->read().value();
  REQUIRE(state.segments.size() == 1);
  CHECK(dead_of(state, 0) == std::vector<Ordinal>{6});
}

TEST_CASE("a change that fails halfway changes nothing", "[store]") {
  const test::TempDir directory;
  auto manifest = open_new(directory.file("manifest.db"));
  REQUIRE(manifest->apply({{{1, 0}}, {}, {}, 2, 2}).has_value());
  CHECK_FALSE(manifest->apply({{{2, 0}, {1, 0}}, {}, {{1, {3}}}, 9, 9}).has_value());
  const ManifestState state = manifest->read().value();
  CHECK(state.segments.size() == 1);
  CHECK((dead_of(state, 0).empty() && state.next_id == 2));
}

TEST_CASE("a second connection sees changes once they are committed", "[store]") {
  const test::TempDir directory;
  const std::string path = directory.file("manifest.db");
  auto writer = open_new(path);
  auto reader = Manifest::open(path, sqlite::OpenMode::kReadOnly, {});
  REQUIRE(reader.has_value());
  CHECK(reader->read().value().segments.empty());
  CHECK_FALSE(reader->is_outdated().value());
  REQUIRE(writer->apply({{{1, 0}}, {}, {}, 2, 2}).has_value());
  CHECK(reader->is_outdated().value());
  CHECK(reader->read().value().segments.size() == 1);
  CHECK_FALSE(reader->is_outdated().value());
}

TEST_CASE("a manifest is made with what it has to say, or not at all", "[store]") {
  const test::TempDir directory;
  ManifestState state;
  state.segments.push_back({4, 1, {}});
  state.segments[0].dead.add(77);
  state.next_id = 5;
  state.next_generation = 6;
  auto manifest = Manifest::open(directory.file("manifest.db"), sqlite::OpenMode::kReadWriteCreate, {});
  REQUIRE(manifest->is_new());
  REQUIRE(manifest->create(state).has_value());
  CHECK_FALSE(manifest->is_new());
  const ManifestState read = manifest->read().value();
  CHECK((read.segments.size() == 1 && dead_of(read, 0) == std::vector<Ordinal>{77}));
  CHECK((read.next_id == 5 && read.next_generation == 6));
  CHECK_FALSE(Manifest::open(directory.file("none.db"), sqlite::OpenMode::kReadOnly, {}).has_value());
}

// SQLite's own checks see none of these.
TEST_CASE("a value that was changed behind the manifest's back is damage", "[store]") {
  const test::TempDir directory;
  int number = 0;
  for (const char* sql : {"update dead set bits = zeroblob(512)", "update dead set chunk = 1",
                          "update segment set layer = 1", "update dead set segment = 2", "update dead set bits = x'01'",
                          "delete from counter", "update counter set value = value + 1 where name = 'next_generation'",
                          "update segment set id = 9 where id = 2", "update dead set chunk = 1048575"}) {
    INFO(sql);
    const std::string path = directory.file("manifest" + std::to_string(++number) + ".db");
    auto manifest = open_new(path);
    REQUIRE(manifest->apply({{{1, 0}, {2, 0}}, {}, {{1, {3}}}, 3, 5}).has_value());
    auto database = sqlite::Database::open(path, sqlite::OpenMode::kReadWriteCreate);
    REQUIRE(database->execute(sql).has_value());
    const auto read = manifest->read();
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ErrorCode::kCorrupt);
  }
}

}  // namespace
}  // namespace cairn::store
