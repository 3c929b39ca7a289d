// Transaction: several statements that happen together, or see one state of the file.
#pragma once

#include "platform/base/result.h"
#include "platform/sqlite/database.h"

namespace cairn::sqlite {

enum class TransactionKind {
  kWrite,  // takes the one write lock at once (BEGIN IMMEDIATE): kUnavailable here, not in the middle of the work
  kRead,   // one snapshot for all statements, taken by the first of them; others may write meanwhile
};

// Move-only, one at a time for each Database, which must outlive it. Rolled back by its destructor unless committed.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database, TransactionKind kind);

  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&& other) = delete;
  ~Transaction();

  // An error means that nothing was changed: what had been done is rolled back. REQUIRES: not committed before.
  Result<void> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}

  Connection* connection_;  // owned by the Database; null once there is nothing to roll back
};

}  // namespace cairn::sqlite
