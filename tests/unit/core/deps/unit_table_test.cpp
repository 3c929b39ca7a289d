#include "core/deps/unit_table.h"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "core/store/variant_path.h"
#include "platform/fs/file.h"
#include "tests/support/temp_dir.h"

namespace cairn::deps {
namespace {

using Paths = std::vector<std::string>;

UnitFile file(const std::string& path, std::uint64_t content, std::optional<std::uint64_t> rows) {
  return {path, content, static_cast<std::int64_t>(content) * 10, content + 1, rows};
}

class Bed {
 public:
  std::string path() const { return folder_.file("units.db"); }
  UnitTable open() { return UnitTable::open(path()).value(); }

 private:
  test::TempDir folder_;
};

// Everything a table says, for comparing.
std::map<UnitKey, std::pair<UnitFacts, std::vector<UnitFile>>> contents(UnitTable& table) {
  std::map<UnitKey, std::pair<UnitFacts, std::vector<UnitFile>>> result;
  REQUIRE(table.read_units(
      [&](const UnitKey& key, const UnitFacts& facts, std::span<const UnitListEntry>) { result[key].first = facts; }));
  for (auto& [key, unit] : result) unit.second = table.files_of(key).value();
  return result;
}

bool same(const UnitFile& a, const UnitFile& b) {
  return a.path == b.path && a.content_hash == b.content_hash && a.mtime_ns == b.mtime_ns &&
         a.size_bytes == b.size_bytes && a.rows_hash == b.rows_hash;
}

}  // namespace

TEST_CASE("a table can be read beside its writer, as one state of it", "[deps]") {
  Bed bed;
  CHECK(UnitTable::open_to_read(bed.path()).error().code == ErrorCode::kNotFound);
  UnitTable writer = bed.open();
  REQUIRE(writer.put({"a.c", 0}, {1, UnitState::kDone, 0, 0, 0, "", {}, 0}, {file("a.c", 1, 11), file("a.h", 2, 22)}));
  UnitTable reader = UnitTable::open_to_read(bed.path()).value();
  REQUIRE(writer.put({"a.c", 0}, {2, UnitState::kDone, 0, 0, 0, "", {}, 0}, {file("a.c", 3, 33)}));
  const auto known = contents(reader);
  REQUIRE(known.size() == 1);
  CHECK(known.begin()->second.first.command_hash == 1);
  CHECK(known.begin()->second.second.size() == 2);
  UnitTable later = UnitTable::open_to_read(bed.path()).value();
  CHECK(contents(later).begin()->second.first.command_hash == 2);
}

TEST_CASE("a unit comes back as it was put, also from another process' table", "[deps]") {
  Bed bed;
  const UnitKey key{"src/a.cpp", 1};
  const UnitFacts facts{77, UnitState::kDone, 3, 1234, 5'000'000'000, "a.h:1: no such thing", {"x/y.h", "z.h"}};
  {
    UnitTable table = bed.open();
    CHECK(table.put(key, facts, {file("src/a.cpp", 1, 11), file("a.h", UINT64_MAX, UINT64_MAX), file("e.h", 3, {})})
              .value()
              .empty());
  }
  UnitTable table = bed.open();
  auto known = contents(table);
  REQUIRE(known.size() == 1);
  const auto& [read, files] = known.at(key);
  CHECK(read.command_hash == 77);
  CHECK(read.state == UnitState::kDone);
  CHECK(read.error_count == 3);
  CHECK(read.cost_ms == 1234);
  CHECK(read.peak_bytes == 5'000'000'000);
  CHECK(read.reason == facts.reason);
  CHECK(read.missing_includes == facts.missing_includes);
  REQUIRE(files.size() == 3);
  CHECK(same(files[0], file("src/a.cpp", 1, 11)));
  CHECK(same(files[1], file("a.h", UINT64_MAX, UINT64_MAX)));
  CHECK(same(files[2], file("e.h", 3, {})));
  CHECK(table.find_variant("src/a.cpp", 11) != 0);
  CHECK(table.find_variant("src/a.cpp", 12) == 0);
  CHECK(table.find_variant("nowhere.h", 11) == 0);
  struct stat status{};
  REQUIRE(stat(bed.path().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("rows are unstated when the last unit that stated them is put anew or removed", "[deps]") {
  Bed bed;
  UnitTable table = bed.open();
  const std::vector<UnitFile> both = {file("a.cpp", 1, 1), file("common.h", 5, 50)};
  REQUIRE(table.put({"a.cpp", 0}, {}, both));
  REQUIRE(table.put({"b.cpp", 0}, {}, {file("b.cpp", 2, 2), file("common.h", 5, 50)}));
  CHECK(table.put({"a.cpp", 0}, {}, {file("a.cpp", 1, 9), file("common.h", 5, 51)}).value() ==
        Paths{store::variant_path("a.cpp", 1)});
  CHECK(table.variants()[table.find_variant("common.h", 50)].units == 1);
  Paths gone = table.remove({{"b.cpp", 0}, {"unknown.cpp", 0}}).value();
  std::sort(gone.begin(), gone.end());
  CHECK(gone == Paths{store::variant_path("b.cpp", 2), store::variant_path("common.h", 50)});
  CHECK(table.find_variant("common.h", 50) == 0);
  CHECK(contents(table).size() == 1);
  CHECK(bed.open().find_variant("common.h", 51) != 0);
}

TEST_CASE("a new stamp of an old content is kept, for all units that have it", "[deps]") {
  Bed bed;
  UnitTable table = bed.open();
  REQUIRE(table.put({"a.cpp", 0}, {}, {file("h.h", 5, 1)}));
  REQUIRE(table.put({"b.cpp", 0}, {}, {file("h.h", 5, 1)}));
  std::uint32_t version = 0;
  for (std::uint32_t i = 1; i < table.versions().size(); ++i) version = i;
  REQUIRE(table.set_stamps({{version, 99, 98}}));
  UnitTable again = bed.open();
  for (const char* unit : {"a.cpp", "b.cpp"}) {
    const auto files = again.files_of({unit, 0}).value();
    REQUIRE(files.size() == 1);
    CHECK(files[0].mtime_ns == 99);
    CHECK(files[0].size_bytes == 98);
  }
}

TEST_CASE("a table says what a map would say, after any changes and when it is opened again", "[deps]") {
  Bed bed;
  std::mt19937 random(7);
  std::map<UnitKey, std::set<std::pair<std::string, std::uint64_t>>> model;
  std::set<std::string> live;  // paths of variants that the store would have
  UnitTable table = bed.open();
  for (int step = 0; step < 400; ++step) {
    const UnitKey key{"u" + std::to_string(random() % 12), 0};
    std::vector<std::string> unstated;
    if (random() % 4 == 0) {
      model.erase(key);
      unstated = table.remove({key}).value();
    } else {
      std::vector<UnitFile> files;
      model[key].clear();
      for (std::uint64_t i = 0; i < random() % 8; ++i) {
        const std::string path = "f" + std::to_string(random() % 10);
        const std::uint64_t rows = random() % 3;
        if (!model[key].emplace(path, rows).second) continue;
        files.push_back(file(path, rows, rows));
        live.insert(store::variant_path(path, rows));
      }
      unstated = table.put(key, {}, files).value();
    }
    for (const std::string& path : unstated) CHECK(live.erase(path) == 1);
    std::set<std::string> stated;
    for (const auto& unit : model) {
      for (const auto& [path, rows] : unit.second) stated.insert(store::variant_path(path, rows));
    }
    REQUIRE(live == stated);
    if (step % 50 == 0) table = bed.open();
  }
  CHECK(contents(table).size() == model.size());
  for (const auto& [key, files] : model) CHECK(table.files_of(key).value().size() == files.size());
}

TEST_CASE("a table that cannot be used is set aside once and begun anew", "[deps]") {
  Bed bed;
  {
    UnitTable table = bed.open();
    for (int i = 0; i < 40; ++i) {
      const std::string name = "unit" + std::to_string(i);
      REQUIRE(table.put({name, 0}, {}, {file(name, 1, 2), file("common.h", 3, 4)}));
    }
  }
  const std::string sound = fs::read_file(bed.path(), 1 << 24).value();
  std::vector<std::string> told;
  const auto tell = [&](const std::string& message) { told.push_back(message); };
  SECTION("what is sound is not") {
    UnitTable table = open_or_renew(bed.path(), tell).value();
    CHECK(told.empty());
    CHECK(contents(table).size() == 40);
  }
  SECTION("no database at all") {
    REQUIRE(fs::write_file_atomically(bed.path(), "this is no database, whatever SQLite may think of it"));
    UnitTable table = open_or_renew(bed.path(), tell).value();
    CHECK(told.size() == 1);
    CHECK(contents(table).empty());
    CHECK(fs::read_stamp(bed.path() + ".damaged").has_value());
  }
  SECTION("a bit flipped anywhere gives the same units, or none") {
    std::mt19937 random(3);
    int lost = 0;
    for (int round = 0; round < 150; ++round) {
      std::string bytes = sound;
      bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
      REQUIRE(fs::write_file_atomically(bed.path(), bytes));
      told.clear();
      UnitTable table = open_or_renew(bed.path(), tell).value();
      const auto known = contents(table);
      INFO("round " << round);
      CHECK((known.size() == 40 || known.empty()));
      CHECK(known.empty() == (told.size() == 1));
      lost += known.empty() ? 1 : 0;
      for (const auto& [key, unit] : known) {
        REQUIRE(unit.second.size() == 2);
        CHECK(unit.second[0].path != unit.second[1].path);
      }
    }
    CHECK(lost > 0);
  }
}

TEST_CASE("a note stays with its version and goes with it", "[deps]") {
  Bed bed;
  const std::string bytes("\0one\xFF", 5);
  {
    UnitTable table = bed.open();
    REQUIRE(table.put({"a.c", 0}, {}, {file("a.c", 1, 11), file("a.h", 2, 12)}));
    const std::uint32_t version = table.find_version("a.h", 2);
    REQUIRE(version != 0);
    CHECK(table.find_version("a.h", 3) == 0);
    CHECK(table.find_version("b.h", 2) == 0);
    CHECK_FALSE(table.has_note(version));
    REQUIRE(table.set_notes({{version, bytes}}));
    CHECK(table.has_note(version));
  }
  UnitTable table = bed.open();
  const std::uint32_t version = table.find_version("a.h", 2);
  CHECK(table.has_note(version));
  CHECK(table.note_of(version).value() == bytes);
  CHECK(table.note_of(table.find_version("a.c", 1)).value().empty());
  REQUIRE(table.put({"a.c", 0}, {}, {file("a.c", 1, 11), file("a.h", 3, 13)}));
  CHECK(table.find_version("a.h", 2) == 0);
  CHECK_FALSE(table.has_note(version));
  CHECK(table.note_of(version).value().empty());
}

TEST_CASE("a version that moves to another content does so for all its units", "[deps]") {
  Bed bed;
  {
    UnitTable table = bed.open();
    REQUIRE(table.put({"a.c", 0}, {}, {file("a.c", 1, 11), file("a.h", 2, 12)}));
    REQUIRE(table.put({"b.c", 0}, {}, {file("b.c", 3, 13), file("a.h", 2, 12)}));
    REQUIRE(table.move({table.find_version("a.h", 2), 5, 50, 6, "note", {{table.find_variant("a.h", 12), 15}}}));
  }
  UnitTable table = bed.open();
  for (const char* unit : {"a.c", "b.c"}) {
    const auto files = table.files_of({unit, 0}).value();
    const auto header =
        std::find_if(files.begin(), files.end(), [](const UnitFile& each) { return each.path == "a.h"; });
    REQUIRE(header != files.end());
    CHECK(same(*header, file("a.h", 5, 15)));
  }
  CHECK(table.find_version("a.h", 2) == 0);
  CHECK(table.find_variant("a.h", 12) == 0);
  CHECK(table.note_of(table.find_version("a.h", 5)).value() == "note");
  // Others may have what it was.
  REQUIRE(table.put({"c.c", 0}, {}, {file("c.c", 4, 14), file("a.h", 2, 12)}));
  CHECK(table.find_version("a.h", 2) != 0);
}

}  // namespace cairn::deps
