#include "server/session/finding_history.h"

#include <unistd.h>

#include <cstdint>
#include <utility>

#include "platform/sqlite/database.h"

namespace cairn::server {
namespace {

constexpr std::int32_t kVersion = 1;

Result<sqlite::Database> open_as_it_is(const std::string& file) {
  auto database = sqlite::Database::open(file, sqlite::OpenMode::kReadWriteCreate);
  if (!database) return database;
  auto version = database->user_version();
  if (!version) return unexpected(version.error());
  if (*version == kVersion) return database;
  if (*version != 0) return unexpected(ErrorCode::kCorrupt, "another version");
  if (auto made = database->execute("create table if not exists finding(id integer primary key, json text not null)");
      !made) {
    return unexpected(made.error());
  }
  if (auto set = database->set_user_version(kVersion); !set) return unexpected(set.error());
  return database;
}

Result<sqlite::Database> open_findings(const std::string& file) {
  auto database = open_as_it_is(file);
  if (database || database.error().code != ErrorCode::kCorrupt) return database;
  for (const char* suffix : {"", "-wal", "-shm"}) ::unlink((file + suffix).c_str());
  return open_as_it_is(file);
}

}  // namespace

Result<void> add_finding(const std::string& file, const std::string& json) {
  auto database = open_findings(file);
  if (!database) return unexpected(database.error());
  auto insert = database->prepare("insert into finding(json) values(?1)");
  if (!insert) return unexpected(insert.error());
  insert->bind(1, std::string_view(json));
  if (auto done = insert->run(); !done) return done;
  auto trim = database->prepare("delete from finding where id <= (select max(id) from finding) - ?1");
  if (!trim) return unexpected(trim.error());
  trim->bind(1, kMaxKeptFindings);
  return trim->run();
}

std::vector<std::string> read_findings(const std::string& file) {
  std::vector<std::string> findings;
  auto database = sqlite::Database::open(file, sqlite::OpenMode::kReadOnly);
  if (!database) return findings;
  auto rows = database->prepare("select json from finding order by id desc limit ?1");
  if (!rows) return findings;
  rows->bind(1, kMaxKeptFindings);
  for (auto more = rows->step(); more && *more; more = rows->step()) {
    findings.emplace_back(rows->column_text(0));
  }
  return findings;
}

}  // namespace cairn::server
