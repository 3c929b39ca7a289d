#include "platform/sqlite/database.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"
#include "tests/unit/platform/sqlite/database_fixture.h"

namespace cairn::sqlite {
namespace {

mode_t mode_of(const std::string& path) {
  struct stat status{};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777U;
}

ErrorCode open_error(const std::string& path, OpenMode mode) {
  const auto opened = Database::open(path, mode, 0);
  REQUIRE_FALSE(opened);
  return opened.error().code;
}

// Runs as somebody who may not write everywhere, if we are root.
class Unprivileged {
 public:
  Unprivileged() {
    if (was_root_) REQUIRE(seteuid(65534) == 0);
  }
  ~Unprivileged() {
    if (was_root_) static_cast<void>(seteuid(0) == 0);
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  const bool was_root_ = geteuid() == 0;
};

}  // namespace

TEST_CASE("what was committed is there for a second connection and after a restart", "[sqlite]") {
  const test::TempDir folder;
  const std::string path = folder.file("a.db");
  {
    Database database = open_database(path);
    fill(database, 10);
    Database reader = open_database(path, OpenMode::kReadOnly);
    CHECK(number(reader, "select count(*) from t") == 10);
  }
  Database reader = open_database(path, OpenMode::kReadOnly);
  CHECK(number(reader, "select count(*) from t") == 10);
}

TEST_CASE("a database and what SQLite puts beside it are for their user only", "[sqlite]") {
  const test::TempDir folder;
  const mode_t before = umask(0);
  Database database = open_database(folder.file("a.db"));
  fill(database, 1);
  umask(before);
  CHECK(mode_of(folder.file("a.db")) == 0600U);
  CHECK(mode_of(folder.file("a.db-wal")) == 0600U);
  CHECK(mode_of(folder.file("a.db-shm")) == 0600U);
}

TEST_CASE("a connection is set up for durable commits and foreign bytes", "[sqlite]") {
  const test::TempDir folder;
  Database database = open_database(folder.file("a.db"));
  CHECK(prepare(database, "pragma journal_mode").step().value());
  CHECK(number(database, "pragma synchronous") == 2);
  CHECK(number(database, "pragma mmap_size") == 0);
  CHECK(number(database, "pragma trusted_schema") == 0);
  CHECK(number(database, "pragma cell_size_check") == 1);
  CHECK(number(database, "pragma page_size") == 4096);
  CHECK(number(database, "pragma cache_size") == -2048);
  CHECK(number(database, "pragma temp_store") == 2);
  CHECK_FALSE(database.execute("select load_extension('libc.so.6')"));
  Statement journal = prepare(database, "pragma journal_mode");
  REQUIRE(journal.step().value());
  CHECK(journal.column_text(0) == "wal");
}

TEST_CASE("defensive mode keeps SQL from writing what would damage the file", "[sqlite]") {
  const test::TempDir folder;
  Database database = open_database(folder.file("a.db"));
  fill(database, 1);
  CHECK_FALSE(database.execute("pragma writable_schema=on; update sqlite_schema set rootpage=99"));
  execute(database, "pragma journal_mode=off");
  Statement journal = prepare(database, "pragma journal_mode");
  REQUIRE(journal.step().value());
  CHECK(journal.column_text(0) == "wal");
}

TEST_CASE("a symbolic link in place of the database is refused, one above it is followed", "[sqlite]") {
  const test::TempDir folder;
  open_database(folder.file("a.db"));
  REQUIRE(symlink(folder.file("a.db").c_str(), folder.file("link.db").c_str()) == 0);
  CHECK(open_error(folder.file("link.db"), OpenMode::kReadOnly) == ErrorCode::kInvalidArgument);
  CHECK(open_error(folder.file("link.db"), OpenMode::kReadWriteCreate) == ErrorCode::kInvalidArgument);
  REQUIRE(symlink(folder.path().c_str(), folder.file("home").c_str()) == 0);
  CHECK(Database::open(folder.file("home/a.db"), OpenMode::kReadOnly));
}

TEST_CASE("what is missing or no file is told apart", "[sqlite]") {
  const test::TempDir folder;
  CHECK(open_error(folder.file("absent.db"), OpenMode::kReadOnly) == ErrorCode::kNotFound);
  CHECK(open_error(folder.file("absent/a.db"), OpenMode::kReadWriteCreate) == ErrorCode::kNotFound);
  CHECK(open_error(folder.path(), OpenMode::kReadWriteCreate) == ErrorCode::kInvalidArgument);
  CHECK(open_error(std::string("a\0b", 3), OpenMode::kReadOnly) == ErrorCode::kInvalidArgument);
  REQUIRE(mkfifo(folder.file("fifo").c_str(), 0600) == 0);
  CHECK(open_error(folder.file("fifo"), OpenMode::kReadOnly) == ErrorCode::kInvalidArgument);
}

TEST_CASE("a folder that may not be written to is a matter of permission", "[sqlite]") {
  const test::TempDir folder;
  fill(*std::make_unique<Database>(open_database(folder.file("a.db"))), 1);
  REQUIRE(chmod(folder.file("a.db").c_str(), 0644) == 0);
  REQUIRE(chmod(folder.path().c_str(), 0555) == 0);
  {
    const Unprivileged nobody;
    CHECK(open_error(folder.file("new.db"), OpenMode::kReadWriteCreate) == ErrorCode::kPermission);
    CHECK(open_error(folder.file("a.db"), OpenMode::kReadWriteCreate) == ErrorCode::kPermission);
    CHECK(open_error(folder.file("a.db"), OpenMode::kReadOnly) == ErrorCode::kPermission);
  }
  REQUIRE(chmod(folder.path().c_str(), 0755) == 0);
}

TEST_CASE("a file that may not be written to is a matter of permission for writers only", "[sqlite]") {
  const test::TempDir folder;
  fill(*std::make_unique<Database>(open_database(folder.file("a.db"))), 1);
  REQUIRE(chmod(folder.file("a.db").c_str(), 0444) == 0);
  REQUIRE(chmod(folder.path().c_str(), 0777) == 0);
  const Unprivileged nobody;
  CHECK(open_error(folder.file("a.db"), OpenMode::kReadWriteCreate) == ErrorCode::kPermission);
  Database reader = open_database(folder.file("a.db"), OpenMode::kReadOnly);
  CHECK(number(reader, "select count(*) from t") == 1);
}

TEST_CASE("a reader cannot write", "[sqlite]") {
  const test::TempDir folder;
  Database database = open_database(folder.file("a.db"));
  fill(database, 1);
  Database reader = open_database(folder.file("a.db"), OpenMode::kReadOnly);
  const auto written = reader.execute("delete from t");
  REQUIRE_FALSE(written);
  CHECK(written.error().code == ErrorCode::kPermission);
  CHECK_FALSE(reader.is_broken());
}

TEST_CASE("the user version is 0 at first and belongs to the transaction that sets it", "[sqlite]") {
  const test::TempDir folder;
  Database database = open_database(folder.file("a.db"));
  CHECK(database.user_version().value() == 0);
  execute(database, "begin");
  REQUIRE(database.set_user_version(7));
  execute(database, "rollback");
  CHECK(database.user_version().value() == 0);
  REQUIRE(database.set_user_version(-3));
  CHECK(database.user_version().value() == -3);
}

TEST_CASE("the data version changes when another connection commits, not by own commits", "[sqlite]") {
  const test::TempDir folder;
  Database database = open_database(folder.file("a.db"));
  fill(database, 1);
  Database other = open_database(folder.file("a.db"));
  const std::int64_t before = database.data_version().value();
  execute(database, "insert into t values(2, 'own')");
  CHECK(database.data_version().value() == before);
  execute(other, "insert into t values(3, 'foreign')");
  CHECK(database.data_version().value() != before);
}

TEST_CASE("changes are counted for each statement", "[sqlite]") {
  const test::TempDir folder;
  Database database = open_database(folder.file("a.db"));
  fill(database, 10);
  execute(database, "delete from t where n > 4");
  CHECK(database.last_changes() == 6);
  execute(database, "delete from t where n > 100");
  CHECK(database.last_changes() == 0);
}

TEST_CASE("a checkpoint empties the log, and readers in the way make it unavailable", "[sqlite]") {
  const test::TempDir folder;
  Database database = open_database(folder.file("a.db"));
  fill(database, 100);
  CHECK(std::filesystem::file_size(folder.file("a.db-wal")) > 0);
  REQUIRE(database.checkpoint());
  CHECK(std::filesystem::file_size(folder.file("a.db-wal")) == 0);

  Database reader = open_database(folder.file("a.db"), OpenMode::kReadOnly);
  Statement held = prepare(reader, "select * from t");
  REQUIRE(held.step().value());
  execute(database, "delete from t");
  const auto blocked = database.checkpoint();
  REQUIRE_FALSE(blocked);
  CHECK(blocked.error().code == ErrorCode::kUnavailable);
  held.reset();
  CHECK(database.checkpoint());
}

TEST_CASE("a full database file is a lack of space, and the connection goes on working", "[sqlite]") {
  const test::TempDir folder;
  Database database = open_database(folder.file("a.db"));
  fill(database, 10);
  execute(database, "pragma max_page_count=8");
  Statement insert = prepare(database, "insert into t(name) values(?1)");
  insert.bind(1, std::string(100'000, 'y'));
  const auto full = insert.run();
  REQUIRE_FALSE(full);
  CHECK(full.error().code == ErrorCode::kNoSpace);
  CHECK_FALSE(database.is_broken());
  CHECK(number(database, "select count(*) from t") == 10);
  insert.bind(1, "short");
  CHECK(insert.run());
}

TEST_CASE("a full disk is a lack of space, and what was committed before is kept", "[sqlite]") {
  const test::TempDir folder;
  if (mount("tmpfs", folder.path().c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=262144") != 0) {
    WARN("needs the right to mount a small tmpfs: not tested here");
    return;
  }
  {
    Database database = open_database(folder.file("a.db"));
    fill(database, 10);
    Statement insert = prepare(database, "insert into t(name) values(?1)");
    insert.bind(1, std::string(1'000'000, 'y'));
    const auto full = insert.run();
    CHECK(full.has_value() == false);
    if (!full) CHECK(full.error().code == ErrorCode::kNoSpace);
    CHECK(number(database, "select count(*) from t") == 10);
    CHECK(database.quick_check().value().empty());
  }
  CHECK(umount(folder.path().c_str()) == 0);
}

TEST_CASE("a writer waits for another process's lock as long as it was told, then gives up", "[sqlite]") {
  const test::TempDir folder;
  const std::string path = folder.file("a.db");
  fill(*std::make_unique<Database>(open_database(path)), 1);
  int ready[2];
  int finish[2];
  REQUIRE(pipe(ready) == 0);
  REQUIRE(pipe(finish) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    close(finish[1]);
    auto database = Database::open(path, OpenMode::kReadWriteCreate);
    const bool locked = database && database->execute("begin immediate; insert into t values(50, 'theirs')");
    char byte = locked ? 'y' : 'n';
    if (write(ready[1], &byte, 1) != 1) _exit(2);
    static_cast<void>(read(finish[0], &byte, 1));
    const bool committed = database && database->execute("commit");
    database = unexpected(ErrorCode::kCancelled, "closed");
    _exit(locked && committed ? 0 : 1);
  }
  char byte = 0;
  REQUIRE(read(ready[0], &byte, 1) == 1);
  REQUIRE(byte == 'y');
  {
    Database database = open_database(path, OpenMode::kReadWriteCreate, 10);
    const auto refused = database.execute("insert into t values(60, 'ours')");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kUnavailable);
    CHECK(number(database, "select count(*) from t") == 1);  // readers are not held up
    CHECK_FALSE(database.is_broken());
    close(finish[1]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(number(database, "select count(*) from t") == 2);
    CHECK(database.execute("insert into t values(60, 'ours')"));
  }
  for (const int fd : {ready[0], ready[1], finish[0]}) close(fd);
}

TEST_CASE("opening a database a second time keeps the first one's lock", "[sqlite]") {
  const test::TempDir folder;
  const std::string path = folder.file("a.db");
  Database database = open_database(path);
  fill(database, 1);
  execute(database, "begin immediate");
  {
    Database second = open_database(path);
  }
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto other = Database::open(path, OpenMode::kReadWriteCreate, 0);
    _exit(other && !other->execute("begin immediate") ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

TEST_CASE("a connection whose file was removed or replaced is broken", "[sqlite]") {
  const test::TempDir folder;
  const std::string path = folder.file("a.db");
  Database database = open_database(path);
  fill(database, 1);
  CHECK_FALSE(database.is_broken());
  SECTION("removed") { REQUIRE(unlink(path.c_str()) == 0); }
  SECTION("replaced") {
    open_database(folder.file("b.db"));
    REQUIRE(rename(folder.file("b.db").c_str(), path.c_str()) == 0);
  }
  CHECK(database.is_broken());
}

TEST_CASE("SQL that does not fit the tables is a bug, and leaves the connection sound", "[sqlite]") {
  const test::TempDir folder;
  Database database = open_database(folder.file("a.db"));
  for (const char* sql : {"select * from absent", "selekt", "", "select 1; select 2"}) {
    CAPTURE(sql);
    const auto statement = database.prepare(sql);
    REQUIRE_FALSE(statement);
    CHECK(statement.error().code == ErrorCode::kInternal);
  }
  CHECK(database.prepare("select 1 ; \n"));
  CHECK_FALSE(database.is_broken());
}

TEST_CASE("SQLite's memory is counted and given back when a connection closes", "[sqlite]") {
  const test::TempDir folder;
  const std::size_t before = Database::memory_bytes();
  {
    Database database = open_database(folder.file("a.db"));
    fill(database, 1000);
    const std::size_t filled = Database::memory_bytes();
    CHECK(filled > before);
    CHECK(filled - before < std::size_t{4} << 20);
  }
  CHECK(Database::memory_bytes() <= before + 4096);
}

}  // namespace cairn::sqlite
