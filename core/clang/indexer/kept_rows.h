// KeptRows: the rows of a finished unit by file, in canonical order.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/clang/indexer/unit_rows.h"
#include "core/lexical/string_arena.h"
#include "core/model/rows.h"
#include "core/worker/messages.h"

namespace cairn::clang {

// The order in which clang tells things, and how often, leaves no trace: what is said twice is
// one row, and rows are ordered by what they say. Independent of clang's memory. Confined to
// one thread.
class KeptRows {
 public:
  KeptRows() = default;
  explicit KeptRows(UnitRows rows);

  const std::vector<UnitFile>& files() const { return rows_.files; }
  // Of everything that file_rows() gives but the facts: equal rows, equal hash.
  std::uint64_t rows_hash(std::uint32_t file) const { return hashes_[file]; }
  // What an answer says of a file.
  worker::IndexedFile statement(std::uint32_t file) const;
  // Valid as long as this. `path` is what the rows shall stand under, borrowed.
  model::FileRows file_rows(std::uint32_t file, std::string_view path) const;

 private:
  struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  void sort_occurrences();
  void sort_others();
  void hash_files();
  std::string_view signature(std::uint32_t file, const FoundOccurrence& shown) const;

  UnitRows rows_;
  std::vector<std::uint64_t> hashes_;
  std::vector<Span> occurrences_;
  std::vector<Span> relations_;
  std::vector<Span> includes_;
  std::vector<Span> macros_;
  mutable lexical::StringArena signatures_;  // made when asked for: most files are known to the server
};

}  // namespace cairn::clang
