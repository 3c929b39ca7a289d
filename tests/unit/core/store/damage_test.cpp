// Damage of every kind, to stores at rest: never a crash, never a row that was not there,
// always a way back. CAIRN_SOAK flips (default 60), CAIRN_SEED.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "core/store/merge.h"
#include "tests/support/mended_segment.h"
#include "tests/unit/core/store/store_bed.h"

namespace cairn::store {
namespace {

using testing::StoreBed;

constexpr test::WorkspaceShape kShape{24, 4, 6, 16};

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

std::string read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// A sound store of three segments, with rows that were replaced; every test of damage
// begins with a copy of it.
class SoundStore {
 public:
  SoundStore() : bed_(directory_.file("sound"), 4, kShape) {
    const auto store = bed_.open();
    bed_.must_publish(*store, 0, 12, 0);
    bed_.must_publish(*store, 10, 12, 1);
    bed_.must_publish(*store, 5, 3, 2);
    lines_ = bed_.model.lines();
  }

  // A copy of its own, with the same model.
  StoreBed copy() {
    const std::string place = directory_.file("copy");
    std::filesystem::remove_all(place);
    std::filesystem::copy(bed_.directory(), place, std::filesystem::copy_options::recursive);
    StoreBed bed(place, 4, kShape);
    bed.model = bed_.model;
    return bed;
  }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  test::TempDir directory_;
  StoreBed bed_;
  std::vector<std::string> lines_;
};

// What any damage may cost: rows, once told, and nothing else.
void check_damaged(StoreBed& bed, const std::vector<std::string>& known, bool makes_whole) {
  const auto store = bed.open();
  const testing::Dumped before = testing::dump_all(*store->snapshot());
  CHECK(testing::lines_beyond(before.lines, known).empty());
  testing::look_everywhere(*store->snapshot());
  static_cast<void>(store->merge_once({}));
  const auto problems = store->verify();
  REQUIRE(problems.has_value());
  const testing::Dumped after = testing::dump_all(*store->snapshot());
  CHECK(after.is_whole);
  CHECK(testing::lines_beyond(after.lines, known).empty());
  const std::size_t told = bed.told.size();
  if (after.lines != known) CHECK(told >= 1);
  CHECK(told <= 2);  // segments, and the manifest
  REQUIRE(store->refresh().has_value());
  CHECK(store->verify().value().empty());
  CHECK(bed.told.size() == told);
  if (!makes_whole) return;
  bed.publish_again(*store);
  CHECK(bed.difference(*store) == "");
  bed.merge_all(*store);
  CHECK(bed.difference(*store) == "");
  CHECK(bed.told.size() == told);
  CHECK(bed.files_in("new").empty());
}

TEST_CASE("a segment cut at the bounds of its sections costs its own rows only", "[store][damage]") {
  SoundStore sound;
  const std::string bytes = read_bytes(sound.copy().file("segments/2.seg"));
  std::vector<std::uint64_t> sizes{0, 1, sizeof(Header), bytes.size() - 1, bytes.size() - sizeof(Footer)};
  for (std::size_t i = 0; i < kSectionCount; ++i) {
    const SectionEntry entry = test::section_of(bytes, static_cast<Section>(i));
    sizes.push_back(entry.offset + i % 3 - 1);
    sizes.push_back(entry.offset + entry.bytes + i % 2);
  }
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    INFO("cut at " << sizes[i]);
    StoreBed bed = sound.copy();
    std::filesystem::resize_file(bed.file("segments/2.seg"), sizes[i]);
    check_damaged(bed, sound.lines(), i % 13 == 0);
    CHECK(bed.told.size() == 1);
  }
}

TEST_CASE("random bytes in place of a file cost its own rows only", "[store][damage]") {
  SoundStore sound;
  std::mt19937_64 random(3);
  for (const char* name : {"segments/1.seg", "segments/3.seg", "manifest.db", "segments/7.seg", "manifest.db-wal"}) {
    INFO(name);
    StoreBed bed = sound.copy();
    std::string bytes(2000 + random() % 9000, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    write_bytes(bed.file(name), bytes);
    check_damaged(bed, sound.lines(), true);
  }
}

TEST_CASE("any flipped bit costs rows at most", "[store][damage][flips]") {
  const std::uint64_t seed = from_environment("CAIRN_SEED", 1);
  const std::uint64_t flips = from_environment("CAIRN_SOAK", 60);
  SoundStore sound;
  std::mt19937_64 random(seed);
  for (std::uint64_t i = 0; i < flips; ++i) {
    StoreBed bed = sound.copy();
    const std::vector<std::string> names{"segments/1.seg", "segments/2.seg", "segments/3.seg", "manifest.db"};
    const std::string& name = names[random() % names.size()];
    std::string bytes = read_bytes(bed.file(name));
    const std::size_t bit = random() % (bytes.size() * 8);
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
    write_bytes(bed.file(name), bytes);
    INFO(fmt::format("CAIRN_SEED={}: flip {}, bit {} of {}", seed, i, bit, name));
    check_damaged(bed, sound.lines(), i % 5 == 0);
  }
}

TEST_CASE("damage that a reader meets is set aside and told once", "[store][damage]") {
  SoundStore sound;
  StoreBed bed = sound.copy();
  const auto store = bed.open();
  // Behind the mapping, which sees the change: as if the disk had rotted.
  const SectionEntry usrs = test::section_of(read_bytes(bed.file("segments/2.seg")), Section::kUsrs);
  std::fstream file(bed.file("segments/2.seg"), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(usrs.offset + 5));
  file << "wrong";
  file.close();
  const testing::Dumped met = testing::dump_all(*store->snapshot());
  CHECK_FALSE(met.is_whole);
  CHECK(testing::lines_beyond(met.lines, sound.lines()).empty());
  CHECK(bed.told.empty());
  REQUIRE(store->refresh().has_value());
  REQUIRE(store->refresh().has_value());
  CHECK(bed.told.size() == 1);
  CHECK(testing::dump_all(*store->snapshot()).is_whole);
  CHECK(bed.files_in("damaged") == std::vector<std::string>{"damaged/2.seg"});
  bed.publish_again(*store);
  CHECK(bed.difference(*store) == "");
}

TEST_CASE("a segment that is cut under an open store gives no wrong rows", "[store][damage]") {
  SoundStore sound;
  const std::uint64_t whole = std::filesystem::file_size(sound.copy().file("segments/2.seg"));
  for (const std::uint64_t size :
       {std::uint64_t{1}, std::uint64_t{4096}, whole / 2, whole - 4000, whole - 900, whole - 1}) {
    for (const bool is_read_before : {false, true}) {
      INFO(fmt::format("{} of {} bytes, {}", size, whole, is_read_before ? "read before" : "not read before"));
      StoreBed bed = sound.copy();
      const auto store = bed.open();
      if (is_read_before) CHECK(bed.difference(*store) == "");  // checksums do not help then
      const auto kept = store->snapshot();
      std::filesystem::resize_file(bed.file("segments/2.seg"), size);
      const testing::Dumped met = testing::dump_all(*kept);
      CHECK_FALSE(met.is_whole);
      CHECK(kept->is_damaged());
      testing::look_everywhere(*kept);
      REQUIRE(store->refresh().has_value());
      CHECK(bed.told.size() == 1);
      const testing::Dumped after = testing::dump_all(*store->snapshot());
      CHECK(after.is_whole);
      CHECK(testing::lines_beyond(after.lines, sound.lines()).empty());
      bed.publish_again(*store);
      CHECK(bed.difference(*store) == "");
    }
  }
}

TEST_CASE("a merge of what turns out to be damaged fails, and nothing of it is left", "[store][damage]") {
  SoundStore sound;
  StoreBed bed = sound.copy();
  bed.options.merge_width = 3;
  const auto store = bed.open();
  const SectionEntry mentions = test::section_of(read_bytes(bed.file("segments/1.seg")), Section::kMentions);
  std::fstream file(bed.file("segments/1.seg"), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(mentions.offset + 1));
  file << "\xFF\xFF\xFF";
  file.close();
  const auto merged = store->merge_once({});
  REQUIRE_FALSE(merged.has_value());
  CHECK(merged.error().code == ErrorCode::kCorrupt);
  CHECK(bed.files_in("new").empty());
  CHECK(bed.told.size() == 1);
  bed.publish_again(*store);
  bed.merge_all(*store);
  CHECK(bed.difference(*store) == "");
}

}  // namespace
}  // namespace cairn::store
