// Statement: one compiled SQL statement, run as often as one likes.
//
//   auto insert = database.prepare("insert into file(path, size) values(?1, ?2)");
//   insert->bind(1, path);
//   insert->bind(2, size);
//   if (auto done = insert->run(); !done) return done;
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "platform/base/result.h"

struct sqlite3_stmt;

namespace cairn::sqlite {

class Connection;

// Move-only; made by Database::prepare. Used by one thread at a time, the one that uses its Database, which must
// outlive it.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  // Sets parameter `index` (from 1) and copies what is given. Values stay until they are bound anew. A statement that
  // is in the middle of its rows starts over. What goes wrong here (no such parameter, too large, no memory) is
  // returned by the next step(). Unsigned 64-bit numbers, such as hashes, keep their bits; SQL compares them as signed.
  template <std::integral T>
  void bind(int index, T value) {
    bind_int64(index, static_cast<std::int64_t>(value));
  }
  void bind(int index, double value);
  void bind(int index, std::string_view text);
  void bind(int index, std::span<const std::byte> blob);
  void bind_null(int index);

  // To the next row: true. False if there is none (any more): then the statement is reset, holds no lock, and the
  // next step starts over. The same holds after an error.
  Result<bool> step();

  // Runs to the end, rows ignored.
  Result<void> run();

  // Values of the current row, `column` from 0. REQUIRES: the last step() was true. Another type is converted as
  // SQLite does; NULL is 0 and empty. Views live until the next step(), bind(), reset() or the destructor.
  std::int64_t column_int64(int column) const;
  double column_double(int column) const;
  std::string_view column_text(int column) const;
  std::span<const std::byte> column_blob(int column) const;
  bool column_is_null(int column) const;

  // Leaves the rows that were not stepped to and lets go of the read lock that goes with them.
  void reset();

 private:
  friend class Database;
  Statement(Connection& connection, sqlite3_stmt* handle) : connection_(&connection), handle_(handle) {}

  void bind_int64(int index, std::int64_t value);
  void note_bind(int status);

  Connection* connection_;  // owned by the Database
  sqlite3_stmt* handle_;    // ours; null after a move
  int bind_status_ = 0;     // the first bind that failed since the last step
};

}  // namespace cairn::sqlite
