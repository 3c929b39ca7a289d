#include "platform/sqlite/transaction.h"

#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"
#include "tests/unit/platform/sqlite/database_fixture.h"

namespace cairn::sqlite {
namespace {

struct Fixture {
  test::TempDir folder;
  Database database = open_database(folder.file("a.db"));
  Fixture() { fill(database, 3); }

  Transaction begin(TransactionKind kind) {
    auto begun = Transaction::begin(database, kind);
    REQUIRE(begun);
    return *std::move(begun);
  }
  std::int64_t count() { return number(database, "select count(*) from t"); }
};

}  // namespace

TEST_CASE("a transaction that is not committed has not happened", "[sqlite]") {
  Fixture fixture;
  {
    const Transaction transaction = fixture.begin(TransactionKind::kWrite);
    execute(fixture.database, "delete from t");
    CHECK(fixture.count() == 0);
  }
  CHECK(fixture.count() == 3);
}

TEST_CASE("a committed transaction has happened, for others from then on", "[sqlite]") {
  Fixture fixture;
  Database reader = open_database(fixture.folder.file("a.db"), OpenMode::kReadOnly);
  Transaction transaction = fixture.begin(TransactionKind::kWrite);
  execute(fixture.database, "delete from t where n = 1");
  CHECK(number(reader, "select count(*) from t") == 3);
  REQUIRE(transaction.commit());
  CHECK(number(reader, "select count(*) from t") == 2);
}

TEST_CASE("a moved transaction is rolled back once, at the end of the last owner", "[sqlite]") {
  Fixture fixture;
  {
    Transaction first = fixture.begin(TransactionKind::kWrite);
    execute(fixture.database, "delete from t");
    const Transaction second = std::move(first);
  }
  CHECK(fixture.count() == 3);
  CHECK(fixture.begin(TransactionKind::kWrite).commit());
}

TEST_CASE("a second writer hears at the beginning that the lock is taken", "[sqlite]") {
  Fixture fixture;
  Database other = open_database(fixture.folder.file("a.db"));
  const Transaction transaction = fixture.begin(TransactionKind::kWrite);
  const auto refused = Transaction::begin(other, TransactionKind::kWrite);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kUnavailable);
}

TEST_CASE("a reading transaction sees one state while others write", "[sqlite]") {
  Fixture fixture;
  Database writer = open_database(fixture.folder.file("a.db"));
  {
    const Transaction transaction = fixture.begin(TransactionKind::kRead);
    CHECK(fixture.count() == 3);
    execute(writer, "delete from t");
    CHECK(fixture.count() == 3);
  }
  CHECK(fixture.count() == 0);
}

TEST_CASE("a transaction whose statement ran out of space is rolled back whole", "[sqlite]") {
  Fixture fixture;
  execute(fixture.database, "pragma max_page_count=8");
  Transaction transaction = fixture.begin(TransactionKind::kWrite);
  execute(fixture.database, "delete from t where n = 1");
  Statement insert = prepare(fixture.database, "insert into t(name) values(?1)");
  insert.bind(1, std::string(100'000, 'y'));
  REQUIRE_FALSE(insert.run());
  {
    const Transaction ended = std::move(transaction);
  }
  CHECK(fixture.count() == 3);
}

TEST_CASE("a commit that fails has changed nothing and leaves no transaction open", "[sqlite]") {
  Fixture fixture;
  execute(fixture.database,
          "pragma foreign_keys=on;"
          "create table part(whole integer references t(n) deferrable initially deferred)");
  Transaction transaction = fixture.begin(TransactionKind::kWrite);
  execute(fixture.database, "delete from t where n = 1; insert into part values(99)");
  const auto committed = transaction.commit();
  REQUIRE_FALSE(committed);
  CHECK(committed.error().code == ErrorCode::kInvalidArgument);
  CHECK(fixture.count() == 3);
  CHECK(fixture.begin(TransactionKind::kWrite).commit());
}

}  // namespace cairn::sqlite
