// Model: what a store should say, from plain maps.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/snapshot.h"
#include "tests/support/generated_rows.h"

namespace cairn::store::testing {

// The rows of one layer by path. Copies share the rows, so a test can keep old states.
class Model {
 public:
  using Rows = std::shared_ptr<const test::OwnedRows>;

  // Rows older than what is there change nothing.
  void publish(std::uint64_t generation, const Rows& rows);
  void remove(std::string_view path) { files_.erase(std::string(path)); }
  void set_overlay(const Rows& rows) { overlays_[std::string(rows->rows.path)] = rows; }
  void clear_overlay(std::string_view path) { overlays_.erase(std::string(path)); }

  // The rows that count, by path.
  std::map<std::string, Rows> visible() const;
  // What dump_rows() gives for the same rows, made another way.
  std::vector<std::string> lines() const;
  std::vector<std::string> occurrences_of(std::string_view usr) const;  // "path:line:column", sorted
  std::vector<std::string> files_mentioning(std::string_view identifier) const;

  std::vector<std::string> paths() const;

 private:
  struct File {
    std::uint64_t generation = 0;
    Rows rows;
  };
  std::map<std::string, File> files_;
  std::map<std::string, Rows> overlays_;
};

std::vector<std::string> dump(const Snapshot& snapshot, std::uint32_t layer);

// Empty if the snapshot says what the model says; else the first difference.
std::string difference(const Model& model, const Snapshot& snapshot, std::uint32_t layer);

}  // namespace cairn::store::testing
