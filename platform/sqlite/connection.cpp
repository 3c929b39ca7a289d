#include "platform/sqlite/connection.h"

#include <cerrno>
#include <utility>

#include <fmt/format.h>

namespace cairn::sqlite {
namespace {

// Failures of the system that SQLite has one word for and the errno tells apart.
ErrorCode code_of_system_error(int error_number) {
  return error_number == 0 ? ErrorCode::kIo : base::errno_error("", error_number).code;
}

ErrorCode code_of_status(int status, int error_number) {
  switch (status & 0xff) {  // the rest is detail
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return ErrorCode::kCorrupt;
    case SQLITE_FULL:
      return ErrorCode::kNoSpace;
    case SQLITE_IOERR: {
      if (status == SQLITE_IOERR_CORRUPTFS) return ErrorCode::kCorrupt;
      const ErrorCode code = code_of_system_error(error_number);
      return code == ErrorCode::kNoSpace ? code : ErrorCode::kIo;
    }
    case SQLITE_CANTOPEN:
      return code_of_system_error(error_number);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_SCHEMA:
    case SQLITE_NOMEM:
      return ErrorCode::kUnavailable;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return ErrorCode::kPermission;
    case SQLITE_TOOBIG:
      return ErrorCode::kTooLarge;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return ErrorCode::kInvalidArgument;
    default:
      return ErrorCode::kInternal;
  }
}

}  // namespace

// With statements left, which break the rules, the handle would be freed together with the last of them.
Connection::~Connection() { sqlite3_close_v2(handle_); }

bool Connection::is_broken() const {
  if (failed_) return true;
  int moved = 0;
  return sqlite3_file_control(handle_, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

Error Connection::failure(int status, std::string_view what) {
  const int error_number = sqlite3_system_errno(handle_);
  const ErrorCode code = code_of_status(status, error_number);
  failed_ = failed_ || code == ErrorCode::kCorrupt || code == ErrorCode::kIo;
  // The handle's message is more exact ("no such table: x"), but only if it is about this very status.
  const char* words =
      sqlite3_extended_errcode(handle_) == status ? sqlite3_errmsg(handle_) : sqlite3_errstr(status & 0xff);
  return Error{code, fmt::format("{}: cannot {}: {} (SQLite {})", path_, what, words, status)};
}

Result<void> Connection::execute(const std::string& sql, std::string_view what) {
  if (const int status = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr); status != SQLITE_OK) {
    return unexpected(failure(status, what));
  }
  return {};
}

}  // namespace cairn::sqlite
