#include "platform/sqlite/statement.h"

#include <sqlite3.h>

#include <utility>

#include "platform/sqlite/connection.h"

namespace cairn::sqlite {

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_),
      handle_(std::exchange(other.handle_, nullptr)),
      bind_status_(other.bind_status_) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(connection_, other.connection_);
  std::swap(handle_, other.handle_);
  std::swap(bind_status_, other.bind_status_);
  return *this;
}

Statement::~Statement() { sqlite3_finalize(handle_); }

void Statement::note_bind(int status) {
  if (bind_status_ == SQLITE_OK) bind_status_ = status;
}

// SQLite refuses to bind between two rows; without rows pending, resetting costs nothing.
void Statement::bind_int64(int index, std::int64_t value) {
  reset();
  note_bind(sqlite3_bind_int64(handle_, index, value));
}

void Statement::bind(int index, double value) {
  reset();
  note_bind(sqlite3_bind_double(handle_, index, value));
}

// A null pointer would bind NULL, but an empty view is an empty value.
void Statement::bind(int index, std::string_view text) {
  reset();
  note_bind(
      sqlite3_bind_text64(handle_, index, text.empty() ? "" : text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind(int index, std::span<const std::byte> blob) {
  reset();
  note_bind(blob.empty() ? sqlite3_bind_zeroblob(handle_, index, 0)
                         : sqlite3_bind_blob64(handle_, index, blob.data(), blob.size(), SQLITE_TRANSIENT));
}

void Statement::bind_null(int index) {
  reset();
  note_bind(sqlite3_bind_null(handle_, index));
}

Result<bool> Statement::step() {
  if (const int status = std::exchange(bind_status_, SQLITE_OK); status != SQLITE_OK) {
    return unexpected(connection_->failure(status, "bind a value"));
  }
  const int status = sqlite3_step(handle_);
  if (status == SQLITE_ROW) return true;
  if (status == SQLITE_DONE) {
    sqlite3_reset(handle_);
    return false;
  }
  Error error = connection_->failure(status, "run a statement");
  sqlite3_reset(handle_);
  return unexpected(std::move(error));
}

Result<void> Statement::run() {
  while (true) {
    auto row = step();
    if (!row) return unexpected(std::move(row).error());
    if (!*row) return {};
  }
}

std::int64_t Statement::column_int64(int column) const { return sqlite3_column_int64(handle_, column); }

double Statement::column_double(int column) const { return sqlite3_column_double(handle_, column); }

// The size is asked for after the pointer: asking for the pointer may convert the value.
std::string_view Statement::column_text(int column) const {
  const void* bytes = sqlite3_column_text(handle_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::span<const std::byte> Statement::column_blob(int column) const {
  const void* bytes = sqlite3_column_blob(handle_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const std::byte*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

bool Statement::column_is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

void Statement::reset() { sqlite3_reset(handle_); }

}  // namespace cairn::sqlite
