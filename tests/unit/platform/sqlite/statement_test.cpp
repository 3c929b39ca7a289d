#include "platform/sqlite/statement.h"

#include <array>
#include <cstring>
#include <limits>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"
#include "tests/unit/platform/sqlite/database_fixture.h"

namespace cairn::sqlite {
namespace {

struct Fixture {
  test::TempDir folder;
  Database database = open_database(folder.file("a.db"));
};

}  // namespace

TEST_CASE("values come back as they were bound", "[sqlite]") {
  Fixture fixture;
  Statement echo = prepare(fixture.database, "select ?1, ?2, ?3, ?4, ?5, ?6");
  const std::array<std::byte, 3> blob{std::byte{0}, std::byte{255}, std::byte{7}};
  const std::string text("a\0b", 3);
  echo.bind(1, std::numeric_limits<std::int64_t>::min());
  echo.bind(2, 0.5);
  echo.bind(3, text);
  echo.bind(4, blob);
  echo.bind_null(5);
  echo.bind(6, std::uint64_t{0xfedcba9876543210});
  REQUIRE(echo.step().value());
  CHECK(echo.column_int64(0) == std::numeric_limits<std::int64_t>::min());
  CHECK(echo.column_double(1) == 0.5);
  CHECK(echo.column_text(2) == text);
  CHECK(std::memcmp(echo.column_blob(3).data(), blob.data(), blob.size()) == 0);
  CHECK(echo.column_blob(3).size() == 3);
  CHECK(echo.column_is_null(4));
  CHECK(echo.column_text(4).empty());
  CHECK(static_cast<std::uint64_t>(echo.column_int64(5)) == 0xfedcba9876543210U);
  CHECK_FALSE(echo.step().value());
}

TEST_CASE("empty text and empty blobs are values, not NULL", "[sqlite]") {
  Fixture fixture;
  Statement types = prepare(fixture.database, "select typeof(?1), typeof(?2)");
  types.bind(1, std::string_view());
  types.bind(2, std::span<const std::byte>());
  REQUIRE(types.step().value());
  CHECK(types.column_text(0) == "text");
  CHECK(types.column_text(1) == "blob");
}

TEST_CASE("bound bytes are copied", "[sqlite]") {
  Fixture fixture;
  Statement echo = prepare(fixture.database, "select ?1");
  std::string text = "before";
  echo.bind(1, text);
  text = "after!";
  REQUIRE(echo.step().value());
  CHECK(echo.column_text(0) == "before");
}

TEST_CASE("a statement runs again after its end, with what was bound anew and what was not", "[sqlite]") {
  Fixture fixture;
  Statement sum = prepare(fixture.database, "select ?1 + ?2");
  sum.bind(1, 1);
  sum.bind(2, 10);
  REQUIRE(sum.step().value());
  CHECK(sum.column_int64(0) == 11);
  sum.bind(2, 20);  // in the middle of the rows
  REQUIRE(sum.step().value());
  CHECK(sum.column_int64(0) == 21);
  CHECK_FALSE(sum.step().value());
  REQUIRE(sum.step().value());
  CHECK(sum.column_int64(0) == 21);
}

TEST_CASE("what goes wrong in binding is told by the next step, once", "[sqlite]") {
  Fixture fixture;
  Statement echo = prepare(fixture.database, "select ?1");
  echo.bind(2, 1);
  CHECK_FALSE(echo.step());
  CHECK(echo.step());
  echo.bind(1, std::string((64 << 20) + 1, 'x'));
  const auto too_large = echo.step();
  REQUIRE_FALSE(too_large);
  CHECK(too_large.error().code == ErrorCode::kTooLarge);
  CHECK_FALSE(fixture.database.is_broken());
}

TEST_CASE("a value that breaks a constraint is refused and the statement can be used again", "[sqlite]") {
  Fixture fixture;
  execute(fixture.database, "create table u(n integer unique)");
  Statement insert = prepare(fixture.database, "insert into u values(?1)");
  insert.bind(1, 1);
  REQUIRE(insert.run());
  const auto twice = insert.run();
  REQUIRE_FALSE(twice);
  CHECK(twice.error().code == ErrorCode::kInvalidArgument);
  insert.bind(1, 2);
  CHECK(insert.run());
}

TEST_CASE("a finished statement holds no lock, a reset one neither", "[sqlite]") {
  Fixture fixture;
  fill(fixture.database, 5);
  Database reader = open_database(fixture.folder.file("a.db"), OpenMode::kReadOnly);
  Statement rows = prepare(reader, "select n from t");
  REQUIRE(rows.step().value());
  SECTION("run to the end") { REQUIRE(rows.run()); }
  SECTION("reset") { rows.reset(); }
  execute(fixture.database, "delete from t");
  CHECK(fixture.database.checkpoint());
  CHECK_FALSE(rows.step().value());
}

TEST_CASE("statements may be moved, and their database too", "[sqlite]") {
  const test::TempDir folder;
  Database first = open_database(folder.file("a.db"));
  fill(first, 3);
  Statement count = prepare(first, "select count(*) from t");
  Statement other = prepare(first, "select max(n) + 5 from t");
  const Database second = std::move(first);
  Statement moved = std::move(count);
  other = std::move(moved);
  REQUIRE(other.step().value());
  CHECK(other.column_int64(0) == 3);
}

}  // namespace cairn::sqlite
