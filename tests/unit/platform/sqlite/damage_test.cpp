// Databases that are damaged: never a crash, and what is wrong is said.
#include <fstream>
#include <random>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "platform/fs/file.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/platform/sqlite/database_fixture.h"

namespace cairn::sqlite {
namespace {

std::string sound_database(const test::TempDir& folder) {
  {
    Database database = open_database(folder.file("sound.db"));
    fill(database, 300);
    REQUIRE(database.checkpoint());
  }
  auto bytes = fs::read_file(folder.file("sound.db"), 1 << 20);
  REQUIRE(bytes);
  REQUIRE(bytes->size() > 5 * 4096U);
  return *std::move(bytes);
}

struct Findings {
  std::set<ErrorCode> errors;
  bool is_sound = true;  // nothing failed and the check found nothing
};

// Does with a database what its users do; rolled back, because each commit waits for the disk.
Findings examine(const std::string& path) {
  Findings findings;
  const auto note = [&](const auto& result) {
    if (!result) findings.errors.insert(result.error().code);
    findings.is_sound = findings.is_sound && result.has_value();
    return result.has_value();
  };
  auto database = Database::open(path, OpenMode::kReadWriteCreate, 0);
  if (!note(database)) return findings;
  note(database->user_version());
  for (const char* sql :
       {"begin", "select n, name from t", "select count(*) from t where name > '5'",
        "update t set name = name || 'z' where n % 10 = 0", "delete from t where n > 250", "rollback"}) {
    auto statement = database->prepare(sql);
    if (note(statement)) note(statement->run());
  }
  auto problems = database->integrity_check();
  if (note(problems)) findings.is_sound = findings.is_sound && problems->empty();
  auto quick = database->quick_check();
  note(quick);
  return findings;
}

}  // namespace

TEST_CASE("a sound database passes both checks", "[sqlite]") {
  const test::TempDir folder;
  const std::string path = folder.write("a.db", sound_database(folder));
  CHECK(examine(path).is_sound);
}

TEST_CASE("flipped bits never crash, and are damage or go unseen but nothing else", "[sqlite]") {
  const test::TempDir folder;
  const std::string sound = sound_database(folder);
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  int seen = 0;
  for (int round = 0; round < 80; ++round) {
    std::string bytes = sound;
    // Half of the flips where structure is: at the beginnings of pages.
    std::size_t position = random() % bytes.size();
    if (round % 2 == 0) position = position / 4096 * 4096 + random() % 120;
    bytes[position] = static_cast<char>(bytes[position] ^ (1 << random() % 8));
    CAPTURE(position);
    const std::string name = std::to_string(round) + ".db";
    const Findings findings = examine(folder.write(name, bytes));
    seen += findings.is_sound ? 0 : 1;
    for (const ErrorCode code : findings.errors) {
      CAPTURE(base::error_code_name(code));
      // A changed schema makes SQL not fit, and may say that values must be unique.
      CHECK((code == ErrorCode::kCorrupt || code == ErrorCode::kInternal || code == ErrorCode::kInvalidArgument));
    }
  }
  CHECK(seen > 10);
}

TEST_CASE("a database cut off anywhere is damage", "[sqlite]") {
  const test::TempDir folder;
  const std::string sound = sound_database(folder);
  for (std::size_t size = 2; size < sound.size(); size += size < 4096 ? 511 : 2048) {
    CAPTURE(size);
    const std::string path = folder.write(std::to_string(size) + ".db", sound.substr(0, size));
    const Findings findings = examine(path);
    CHECK_FALSE(findings.is_sound);
    CHECK(findings.errors.contains(ErrorCode::kCorrupt));
  }
}

TEST_CASE("a header that asks for a newer SQLite is damage for writers", "[sqlite]") {
  const test::TempDir folder;
  std::string bytes = sound_database(folder);
  bytes[18] = 3;  // the file format's write version
  const auto opened = Database::open(folder.write("a.db", bytes), OpenMode::kReadWriteCreate);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == ErrorCode::kCorrupt);
}

TEST_CASE("an empty file, and one of one byte, is a database without tables", "[sqlite]") {
  const test::TempDir folder;
  const auto* content = GENERATE("", "x");
  Database database = open_database(folder.write("a.db", content), OpenMode::kReadOnly);
  CHECK(database.user_version().value() == 0);
  CHECK(number(database, "select count(*) from sqlite_schema") == 0);
}

TEST_CASE("a file that is something else is damage for readers and writers", "[sqlite]") {
  const test::TempDir folder;
  const std::string path = folder.write("a.db", std::string(10'000, 'q'));
  for (const OpenMode mode : {OpenMode::kReadOnly, OpenMode::kReadWriteCreate}) {
    const auto opened = Database::open(path, mode);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == ErrorCode::kCorrupt);
  }
  CHECK(fs::read_file(path, 1 << 20).value() == std::string(10'000, 'q'));
}

TEST_CASE("a damaged log costs the commits in it, not the database", "[sqlite]") {
  const test::TempDir folder;
  const std::string sound = sound_database(folder);
  const std::string path = folder.write("a.db", sound);
  folder.write("a.db-wal", std::string(50'000, 'w'));
  Database database = open_database(path);
  CHECK(number(database, "select count(*) from t") == 300);
  CHECK(database.integrity_check().value().empty());
}

TEST_CASE("a connection that met damage is broken from then on", "[sqlite]") {
  const test::TempDir folder;
  std::string bytes = sound_database(folder);
  bytes.replace(4096, 4096, std::string(4096, '\xff'));
  Database database = open_database(folder.write("a.db", bytes), OpenMode::kReadOnly);
  Statement rows = prepare(database, "select n, name from t");
  const auto read = rows.run();
  REQUIRE_FALSE(read);
  CHECK(read.error().code == ErrorCode::kCorrupt);
  CHECK(database.is_broken());
  CHECK_FALSE(database.quick_check().value().empty());
}

}  // namespace cairn::sqlite
