// Database: one connection to an SQLite file, opened the way Cairn keeps its own data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.h"
#include "platform/sqlite/statement.h"

namespace cairn::sqlite {

enum class OpenMode {
  kReadWriteCreate,  // makes the file (mode 0600) if it is missing, and puts it into WAL mode
  kReadOnly,         // kNotFound if it is missing. In WAL mode even readers need a folder that they may write to, but
                     // for a file without -wal on a file system that is mounted read-only.
};

// How long a call waits for another connection's lock before it is kUnavailable.
inline constexpr int kBusyTimeoutMs = 2000;

// Move-only. Used by one thread at a time, together with the statements and transactions made from it, all of
// which it must outlive; it may move (as a value, and from thread to thread) while they exist.
//
// The file may be damaged or somebody else's work: no memory mapping, untrusted schema, defensive mode, no
// extensions, triggers or views, all cells checked. A commit is on the disk when it returns (synchronous=FULL).
// Temporary tables stay in memory. The bounds are stated in database.cpp.
//
// Errors, here and in Statement and Transaction: kCorrupt for a damaged file or one that is no database, kNoSpace for
// a full disk, kIo, kPermission, kUnavailable while another connection has the lock, kInvalidArgument for a row
// that breaks a constraint, and kInternal for SQL that does not fit the file's tables.
class Database {
 public:
  // Symbolic links above the file are followed, the file itself must not be one. An empty file (or, to SQLite, one of
  // one byte) is a database without tables, with user_version() 0. Reads the file's first page, so that much of it is
  // known to be sound.
  static Result<Database> open(const std::string& path, OpenMode mode, int busy_timeout_ms = kBusyTimeoutMs);

  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  // Rolls back what was not committed. The last connection to leave empties and removes the -wal file.
  ~Database();

  // Runs statements that give no rows, separated by ';'. The first failure ends it; those before it have happened.
  Result<void> execute(const std::string& sql);

  // Compiles exactly one statement. Costs microseconds: keep statements that run often.
  Result<Statement> prepare(std::string_view sql);

  // Rows that the last finished INSERT, UPDATE or DELETE of this connection changed.
  std::int64_t last_changes() const;

  // A number for the caller, 0 in a new file; setting it belongs to the surrounding transaction.
  Result<std::int32_t> user_version();
  Result<void> set_user_version(std::int32_t version);

  // Differs from the value before if another connection, of any process, has committed in between; the values of
  // two connections do not compare.
  Result<std::int64_t> data_version();

  // What is wrong with the file, in SQLite's words, at most 100 lines; empty if it is sound. The quick check does not
  // compare indexes with their tables. Both read the whole file. An error means that the check itself failed;
  // damage that keeps it from running is a problem found, not an error.
  Result<std::vector<std::string>> quick_check();
  Result<std::vector<std::string>> integrity_check();

  // Copies the -wal file into the database and empties it. kUnavailable if readers held some of it in use for all of
  // the busy timeout: then as much was copied as they allowed.
  Result<void> checkpoint();

  // True once a call has failed with kCorrupt or kIo, or if the file was removed or replaced under the connection
  // (one stat(2)): what this connection says is no longer to be trusted, a new one may do.
  bool is_broken() const;

  const std::string& path() const;

  // Heap that SQLite has in use, all connections of the process together. Thread-safe.
  static std::size_t memory_bytes();

 private:
  friend class Transaction;
  explicit Database(std::unique_ptr<Connection> connection);

  Result<std::int64_t> read_number(std::string_view sql);
  Result<std::vector<std::string>> check(std::string_view sql);

  std::unique_ptr<Connection> connection_;
};

}  // namespace cairn::sqlite
