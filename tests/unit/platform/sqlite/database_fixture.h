// Databases for tests, and what one asks of them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "platform/sqlite/database.h"

namespace cairn::sqlite {

inline Database open_database(const std::string& path, OpenMode mode = OpenMode::kReadWriteCreate,
                              int busy_timeout_ms = 0) {
  auto opened = Database::open(path, mode, busy_timeout_ms);
  if (!opened) FAIL(opened.error().message);
  return *std::move(opened);
}

inline Statement prepare(Database& database, std::string_view sql) {
  auto statement = database.prepare(sql);
  if (!statement) FAIL(statement.error().message);
  return *std::move(statement);
}

inline void execute(Database& database, const std::string& sql) {
  if (auto done = database.execute(sql); !done) FAIL(done.error().message);
}

inline std::int64_t number(Database& database, std::string_view sql) {
  Statement statement = prepare(database, sql);
  auto row = statement.step();
  if (!row) FAIL(row.error().message);
  REQUIRE(*row);
  return statement.column_int64(0);
}

// A table t(n integer primary key, name text) with an index and `rows` rows, of some 100 bytes each.
inline void fill(Database& database, int rows) {
  execute(database, "begin; create table t(n integer primary key, name text); create index by_name on t(name)");
  Statement insert = prepare(database, "insert into t values(?1, ?2)");
  for (int n = 1; n <= rows; ++n) {
    insert.bind(1, n);
    insert.bind(2, std::to_string(n * 7919 % 1000) + std::string(40, 'x'));
    REQUIRE(insert.run());
  }
  execute(database, "commit");
}

}  // namespace cairn::sqlite
