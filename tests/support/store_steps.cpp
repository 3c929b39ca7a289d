#include "tests/support/store_steps.h"

#include <memory>
#include <random>
#include <set>
#include <string>

#include "core/store/segment_builder.h"

namespace cairn::test {

StoreSteps::Step StoreSteps::step_at(std::uint64_t step) const {
  std::mt19937_64 random(seed_ * 1'000'003 + step);
  const std::uint64_t chance = random() % 10;
  Step result{chance < 5 ? Kind::kPublish : chance < 6 ? Kind::kRemove : Kind::kMerge, {}, random() % 1000};
  std::set<std::uint64_t> files;
  for (std::uint64_t i = 1 + random() % 5; i > 0; --i) files.insert(random() % kShape.files);
  result.files.assign(files.begin(), files.end());
  return result;
}

Result<void> StoreSteps::take(std::uint64_t number, store::Store& store) const {
  const Step step = step_at(number);
  if (step.kind == Kind::kMerge) {
    auto merged = store.merge_once({});
    return merged ? Result<void>() : unexpected(merged.error());
  }
  if (step.kind == Kind::kRemove) {
    std::vector<std::string> paths;
    for (const std::uint64_t file : step.files) paths.push_back(RowsGenerator::path(file));
    return store.remove_files(kLayer, paths);
  }
  const auto generation = store.take_generation();
  if (!generation) return unexpected(generation.error());
  store::SegmentBuilder builder(kLayer, *generation);
  OwnedRows rows;
  for (const std::uint64_t file : step.files) {
    generator_.fill(file, step.revision, rows);
    if (auto added = builder.add(rows.rows); !added) return added;
  }
  const std::string path = store.new_segment_path();
  if (auto written = builder.write(path); !written) return written;
  return store.publish(path);
}

void StoreSteps::take(std::uint64_t number, store::testing::Model& model) const {
  const Step step = step_at(number);
  if (step.kind == Kind::kMerge) return;
  for (const std::uint64_t file : step.files) {
    if (step.kind == Kind::kRemove) {
      model.remove(RowsGenerator::path(file));
      continue;
    }
    auto rows = std::make_shared<OwnedRows>();
    generator_.fill(file, step.revision, *rows);
    model.publish(number + 1, rows);
  }
}

}  // namespace cairn::test
