#include "platform/sqlite/transaction.h"

#include <utility>

#include "platform/base/log.h"
#include "platform/sqlite/connection.h"

namespace cairn::sqlite {
namespace {

// SQLite has rolled back by itself after some failures (a full disk): then there is nothing left to do.
void roll_back(Connection& connection) {
  if (sqlite3_get_autocommit(connection.handle()) != 0) return;
  if (auto done = connection.execute("rollback", "roll back"); !done) base::log_error("{}", done.error().message);
}

}  // namespace

Result<Transaction> Transaction::begin(Database& database, TransactionKind kind) {
  Connection& connection = *database.connection_;
  auto begun =
      connection.execute(kind == TransactionKind::kWrite ? "begin immediate" : "begin deferred", "begin a transaction");
  if (!begun) return unexpected(std::move(begun).error());
  return Transaction(connection);
}

Transaction::Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() {
  if (connection_ != nullptr) roll_back(*connection_);
}

Result<void> Transaction::commit() {
  Connection& connection = *std::exchange(connection_, nullptr);
  auto committed = connection.execute("commit", "commit");
  if (!committed) roll_back(connection);
  return committed;
}

}  // namespace cairn::sqlite
