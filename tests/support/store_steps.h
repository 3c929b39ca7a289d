// What the program store_writer does to a store, step by step, and what should come of it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/store/store.h"
#include "tests/support/store_model.h"

namespace cairn::test {

// One seed gives one sequence of steps, whichever process takes them.
class StoreSteps {
 public:
  static constexpr std::uint32_t kLayer = 1;

  explicit StoreSteps(std::uint64_t seed) : seed_(seed), generator_(seed, kShape) {}

  // Takes a step. Merges change nothing that can be asked.
  Result<void> take(std::uint64_t step, store::Store& store) const;
  void take(std::uint64_t step, store::testing::Model& model) const;

 private:
  static constexpr WorkspaceShape kShape{16, 4, 5, 14};

  enum class Kind { kPublish, kRemove, kMerge };
  struct Step {
    Kind kind = Kind::kMerge;
    std::vector<std::uint64_t> files;
    std::uint64_t revision = 0;
  };
  Step step_at(std::uint64_t step) const;

  const std::uint64_t seed_;
  const RowsGenerator generator_;
};

}  // namespace cairn::test
