// StoreBed: a folder with a store in it, and the model of what it should say.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/store/store.h"
#include "tests/support/temp_dir.h"
#include "tests/support/store_model.h"

namespace cairn::store::testing {

inline constexpr std::uint32_t kLayer = 1;

// Throws std::runtime_error when the store refuses what must work; that fails the test.
class StoreBed {
 public:
  explicit StoreBed(std::uint64_t seed = 1, test::WorkspaceShape shape = {30, 4, 6, 20});
  // The same over a folder of somebody else's.
  StoreBed(std::string directory, std::uint64_t seed, test::WorkspaceShape shape);

  const std::string& directory() const { return directory_; }
  std::string file(const std::string& name) const { return directory_ + "/" + name; }
  // "segments/3.seg", sorted; what is in new/ and damaged/ likewise.
  std::vector<std::string> files_in(const std::string& folder) const;

  // `told` gets what is told to the user from then on.
  std::unique_ptr<Store> open();
  Result<std::unique_ptr<Store>> try_open();

  Model::Rows rows(std::uint64_t file, std::uint64_t revision) const;
  // Writes a segment of these files, not published yet; empty if that fails.
  Result<std::string> build(Store& store, std::uint64_t generation, const std::vector<Model::Rows>& rows) const;
  // Publishes files in one segment, in the store and, if that works, in the model.
  Result<void> publish(Store& store, std::uint64_t first, std::uint64_t count, std::uint64_t revision);
  void must_publish(Store& store, std::uint64_t first, std::uint64_t count, std::uint64_t revision);
  void remove(Store& store, std::uint64_t file);
  // Publishes everything that the model has, as somebody who indexes anew does.
  void publish_again(Store& store);
  void merge_all(Store& store) const;

  // Empty if the store says what the model says.
  std::string difference(const Store& store) const { return testing::difference(model, *store.snapshot(), kLayer); }

  StoreOptions options;
  std::vector<std::string> told;
  Model model;

 private:
  std::unique_ptr<test::TempDir> own_;
  std::string directory_;
  test::RowsGenerator generator_;
};

// The rows of one layer as lines, and whether they are all.
struct Dumped {
  std::vector<std::string> lines;
  bool is_whole = false;
};
Dumped dump_all(const Snapshot& snapshot);

// Lines of `lines` that are not among `known`; the first few.
std::vector<std::string> lines_beyond(const std::vector<std::string>& lines, const std::vector<std::string>& known);

// Asks everything that can be asked, as answers do.
void look_everywhere(const Snapshot& snapshot);

}  // namespace cairn::store::testing
