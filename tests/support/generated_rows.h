// Rows of made-up files, for tests and benchmarks of the store.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "core/model/rows.h"

namespace cairn::test {

// A file's rows with the texts that they point to. Filled again, it forgets the old ones.
struct OwnedRows {
  model::FileRows rows;
  std::deque<std::string> texts;  // stable addresses

  OwnedRows() = default;
  OwnedRows(const OwnedRows&) = delete;
  OwnedRows& operator=(const OwnedRows&) = delete;
  OwnedRows(OwnedRows&&) = default;
  OwnedRows& operator=(OwnedRows&&) = default;

  std::string_view keep(std::string text) { return texts.emplace_back(std::move(text)); }
};

// The shape of a made-up workspace. A file introduces symbols of its own, and mentions
// those of its neighbours and, seldom first, well-known ones of the whole workspace; like
// real sources, most symbols stand in few files and a few stand in many.
struct WorkspaceShape {
  std::uint64_t files = 100;
  std::uint64_t own_symbols = 10;  // introduced by each file
  std::uint64_t mentioned_symbols = 20;
  std::uint64_t occurrences = 100;
};

// Deterministic: one (seed, file, revision) gives one set of rows. Other revisions of a
// file have other occurrences, of mostly the same symbols.
class RowsGenerator {
 public:
  RowsGenerator(std::uint64_t seed, WorkspaceShape shape) : seed_(seed), shape_(shape) {}

  void fill(std::uint64_t file, std::uint64_t revision, OwnedRows& out) const;

  // "src/d12/module_345.cpp"
  static std::string path(std::uint64_t file);
  // Name, scope and USR of the symbol with this number; owned by file number / own_symbols.
  std::string symbol_name(std::uint64_t symbol) const;
  std::string symbol_usr(std::uint64_t symbol) const;

 private:
  void add_symbol(std::uint64_t symbol, bool is_own, OwnedRows& out) const;

  const std::uint64_t seed_;
  const WorkspaceShape shape_;
};

}  // namespace cairn::test
