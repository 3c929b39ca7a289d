// Connection: SQLite's handle and what went wrong with it. For this folder's sources only.
#pragma once

#include <sqlite3.h>

#include <string>
#include <string_view>

#include "platform/base/result.h"

namespace cairn::sqlite {

// What a Database owns and its statements and transactions point to. Used by one thread at a time.
class Connection {
 public:
  Connection(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  sqlite3* handle() const { return handle_; }
  const std::string& path() const { return path_; }

  // See Database::is_broken.
  bool is_broken() const;

  // The Error for `status`, an extended result code that a call on this connection just returned, and for `what` was
  // being done: "<path>: cannot <what>: <SQLite's words>". Remembers damage.
  Error failure(int status, std::string_view what);

  // Runs statements without rows, separated by ';'.
  Result<void> execute(const std::string& sql, std::string_view what);

 private:
  sqlite3* handle_;  // ours
  std::string path_;
  bool failed_ = false;  // a call failed in a way that makes this connection worthless
};

}  // namespace cairn::sqlite
