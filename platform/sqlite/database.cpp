// How a file is opened follows SQLite's own advice for files that an attacker may have written ("Defense Against The
// Dark Arts"): whatever the schema could make the library do without being asked is off.
#include "platform/sqlite/database.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "platform/base/unique_fd.h"
#include "platform/fs/path.h"
#include "platform/sqlite/connection.h"

namespace cairn::sqlite {
namespace {

constexpr int kPageBytes = 4096;
constexpr int kCacheKib = 2048;           // of pages, for each connection
constexpr int kLogPages = 1000;           // a commit that makes the -wal file longer also checkpoints
constexpr int kLogLimitBytes = 16 << 20;  // what is kept of a -wal file that grew longer
constexpr int kMaxValueBytes = 64 << 20;  // one text, blob or row
constexpr int kMaxSqlBytes = 1 << 20;
constexpr int kMaxProblems = 100;  // damage comes in heaps: more lines help nobody

// The path with the symbolic links above the file resolved. SQLITE_OPEN_NOFOLLOW refuses them anywhere in a path, and
// home folders that are links are common.
Result<std::string> resolve_folder(const std::string& path) {
  if (path.find('\0') != std::string::npos) {
    return unexpected(ErrorCode::kInvalidArgument, "a path with a NUL byte in it");
  }
  const std::string_view folder = path.find('/') == std::string::npos ? "." : fs::parent_path(path);
  auto real = fs::real_path(std::string(folder));
  if (!real) return real;
  return fs::join_path(*real, fs::file_name(path));
}

// Makes the file, which SQLite would make readable for everyone, and refuses what is no regular file. A file that is
// there is not opened: closing it would take away the locks that this process has on it (POSIX counts them that way).
Result<void> prepare_file(const std::string& path, OpenMode mode) {
  if (mode == OpenMode::kReadWriteCreate) {
    const base::UniqueFd made{::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!made && errno != EEXIST) return unexpected(base::errno_error("cannot create " + path));
  }
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return unexpected(base::errno_error("cannot stat " + path));
  if (!S_ISREG(status.st_mode)) return unexpected(ErrorCode::kInvalidArgument, path + " is not a regular file");
  return {};
}

Result<void> harden(Connection& connection) {
  constexpr std::pair<int, int> kSwitches[] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},
      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
      {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
      {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},  // "name" is a column, never a string
      {SQLITE_DBCONFIG_DQS_DDL, 0},
  };
  for (const auto& [name, value] : kSwitches) {
    const int status = sqlite3_db_config(connection.handle(), name, value, nullptr);
    if (status != SQLITE_OK) return unexpected(connection.failure(status, "configure the connection"));
  }
  sqlite3_limit(connection.handle(), SQLITE_LIMIT_LENGTH, kMaxValueBytes);
  sqlite3_limit(connection.handle(), SQLITE_LIMIT_SQL_LENGTH, kMaxSqlBytes);
  sqlite3_limit(connection.handle(), SQLITE_LIMIT_WORKER_THREADS, 0);
  return {};
}

// Whether nobody can change the file: its file system is mounted read-only, and no log waits to be put into it. SQLite
// would want to make a -shm file there before it reads a file in WAL mode.
bool is_unchangeable(const std::string& path) {
  if (::access(std::string(fs::parent_path(path)).c_str(), W_OK) == 0 || errno != EROFS) return false;
  struct stat log{};
  return ::stat((path + "-wal").c_str(), &log) != 0 || log.st_size == 0;
}

// As SQLite's URIs have it, with all but plain characters escaped.
std::string unchangeable_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/';
    uri += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri + "?immutable=1";
}

// The select makes SQLite read the file's header and its whole schema.
Result<void> configure(Connection& connection, OpenMode mode) {
  std::string sql = fmt::format(
      "pragma mmap_size=0; pragma cell_size_check=on; pragma temp_store=memory; pragma cache_size=-{};", kCacheKib);
  if (mode == OpenMode::kReadWriteCreate) {
    sql += fmt::format(
        "pragma page_size={}; pragma journal_mode=wal; pragma synchronous=full;"
        "pragma wal_autocheckpoint={}; pragma journal_size_limit={};",
        kPageBytes, kLogPages, kLogLimitBytes);
  }
  return connection.execute(sql + "select count(*) from sqlite_schema", "open the database");
}

// SQLite turns to reading alone, without a word, if it may not write to the file, or if the file's header asks for a
// version that is newer than any there is.
Result<void> check_writable(const Connection& connection) {
  if (sqlite3_db_readonly(connection.handle(), "main") == 0) return {};
  if (::faccessat(AT_FDCWD, connection.path().c_str(), W_OK, AT_EACCESS) != 0) {
    return unexpected(base::errno_error("cannot write to " + connection.path()));
  }
  return unexpected(ErrorCode::kCorrupt, connection.path() + ": the header forbids writing");
}

}  // namespace

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::Database(Database&& other) noexcept = default;
Database& Database::operator=(Database&& other) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::string& path, OpenMode mode, int busy_timeout_ms) {
  auto real = resolve_folder(path);
  if (!real) return unexpected(std::move(real).error());
  if (auto prepared = prepare_file(*real, mode); !prepared) return unexpected(std::move(prepared).error());

  const int access = mode == OpenMode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  constexpr int kAlways = SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  sqlite3* handle = nullptr;
  const bool is_fixed = mode == OpenMode::kReadOnly && is_unchangeable(*real);
  const std::string name = is_fixed ? unchangeable_uri(*real) : *real;
  const int status =
      sqlite3_open_v2(name.c_str(), &handle, access | kAlways | (is_fixed ? SQLITE_OPEN_URI : 0), nullptr);
  if (handle == nullptr) return unexpected(ErrorCode::kUnavailable, *real + ": no memory to open the database");
  auto connection = std::make_unique<Connection>(handle, *std::move(real));
  if (status != SQLITE_OK) return unexpected(connection->failure(status, "open the database"));
  sqlite3_busy_timeout(handle, busy_timeout_ms);
  if (auto hardened = harden(*connection); !hardened) return unexpected(std::move(hardened).error());
  if (auto configured = configure(*connection, mode); !configured) return unexpected(std::move(configured).error());
  if (mode == OpenMode::kReadWriteCreate) {
    if (auto writable = check_writable(*connection); !writable) return unexpected(std::move(writable).error());
  }
  return Database(std::move(connection));
}

Result<void> Database::execute(const std::string& sql) { return connection_->execute(sql, "execute"); }

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  if (sql.size() > kMaxSqlBytes) return unexpected(ErrorCode::kTooLarge, "SQL of more than 1 MiB");
  const int status = sqlite3_prepare_v3(connection_->handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, &rest);
  if (status != SQLITE_OK) return unexpected(connection_->failure(status, "compile SQL"));
  Statement statement(*connection_, handle);
  const std::string_view left = sql.substr(static_cast<std::size_t>(rest - sql.data()));
  if (handle == nullptr || left.find_first_not_of(" \t\n;") != std::string_view::npos) {
    return unexpected(ErrorCode::kInternal, fmt::format("not exactly one SQL statement: {}", sql));
  }
  return statement;
}

std::int64_t Database::last_changes() const { return sqlite3_changes64(connection_->handle()); }

Result<std::int64_t> Database::read_number(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return unexpected(std::move(statement).error());
  auto row = statement->step();
  if (!row) return unexpected(std::move(row).error());
  return *row ? statement->column_int64(0) : 0;
}

Result<std::int32_t> Database::user_version() {
  auto number = read_number("pragma user_version");
  if (!number) return unexpected(std::move(number).error());
  return static_cast<std::int32_t>(*number);
}

Result<void> Database::set_user_version(std::int32_t version) {
  return execute(fmt::format("pragma user_version={}", version));
}

Result<std::int64_t> Database::data_version() { return read_number("pragma data_version"); }

Result<std::vector<std::string>> Database::check(std::string_view sql) {
  std::vector<std::string> problems;
  auto next = [&]() -> Result<void> {
    auto statement = prepare(sql);
    if (!statement) return unexpected(std::move(statement).error());
    while (true) {
      auto row = statement->step();
      if (!row) return unexpected(std::move(row).error());
      if (!*row) return {};
      if (const std::string_view text = statement->column_text(0); text != "ok") problems.emplace_back(text);
    }
  }();
  if (!next && next.error().code != ErrorCode::kCorrupt) return unexpected(std::move(next).error());
  if (!next) problems.push_back(std::move(next).error().message);
  return problems;
}

Result<std::vector<std::string>> Database::quick_check() {
  return check(fmt::format("pragma quick_check({})", kMaxProblems));
}

Result<std::vector<std::string>> Database::integrity_check() {
  return check(fmt::format("pragma integrity_check({})", kMaxProblems));
}

Result<void> Database::checkpoint() {
  const int status =
      sqlite3_wal_checkpoint_v2(connection_->handle(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (status != SQLITE_OK) return unexpected(connection_->failure(status, "checkpoint"));
  return {};
}

bool Database::is_broken() const { return connection_->is_broken(); }

const std::string& Database::path() const { return connection_->path(); }

std::size_t Database::memory_bytes() { return static_cast<std::size_t>(sqlite3_memory_used()); }

}  // namespace cairn::sqlite
