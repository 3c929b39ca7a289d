// What the indexer's background thread works on. For this folder's sources only.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/index/index_ledger.h"
#include "core/index/semantic_indexer.h"
#include "core/index/unit_listing.h"
#include "core/project/project.h"

namespace cairn::index {

// Touched by tasks of that thread only, but for `ledger_bytes`.
struct SemanticIndexer::Background {
  Background(IndexLedger made, std::string real_root) : ledger(std::move(made)), root(std::move(real_root)) {}

  IndexLedger ledger;
  const std::string root;
  std::optional<project::Project> project;
  std::shared_ptr<const UnitList> list = std::make_shared<const UnitList>();
  // What the ledger and its table held when a task ended last.
  std::atomic<std::size_t> ledger_bytes{0};
  std::atomic<std::size_t> table_bytes{0};
  void note_memory() {
    ledger_bytes = ledger.memory_bytes();
    table_bytes = ledger.table_bytes();
  }
};

}  // namespace cairn::index
