#include "tests/unit/core/store/store_bed.h"

#include <unistd.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "core/store/dump.h"
#include "core/store/lookup.h"
#include "core/store/segment_builder.h"
#include "platform/fs/file.h"

namespace cairn::store::testing {
namespace {

template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace

StoreBed::StoreBed(std::uint64_t seed, test::WorkspaceShape shape)
    : own_(std::make_unique<test::TempDir>()), directory_(own_->file("store")), generator_(seed, shape) {}

StoreBed::StoreBed(std::string directory, std::uint64_t seed, test::WorkspaceShape shape)
    : directory_(std::move(directory)), generator_(seed, shape) {}

std::vector<std::string> StoreBed::files_in(const std::string& folder) const {
  std::vector<std::string> names = fs::list_directory(file(folder)).value_or({});
  for (std::string& name : names) name.insert(0, folder + "/");
  return names;
}

Result<std::unique_ptr<Store>> StoreBed::try_open() {
  StoreOptions with_messages = options;
  with_messages.on_problem = [this](const std::string& message) { told.push_back(message); };
  return Store::open(directory_, with_messages);
}

std::unique_ptr<Store> StoreBed::open() { return must(try_open()); }

Model::Rows StoreBed::rows(std::uint64_t file, std::uint64_t revision) const {
  auto rows = std::make_shared<test::OwnedRows>();
  generator_.fill(file, revision, *rows);
  return rows;
}

Result<std::string> StoreBed::build(Store& store, std::uint64_t generation,
                                    const std::vector<Model::Rows>& rows) const {
  SegmentBuilder builder(kLayer, generation);
  for (const Model::Rows& each : rows) {
    if (auto added = builder.add(each->rows); !added) return unexpected(added.error());
  }
  std::string path = store.new_segment_path();
  if (auto written = builder.write(path); !written) return unexpected(written.error());
  return path;
}

Result<void> StoreBed::publish(Store& store, std::uint64_t first, std::uint64_t count, std::uint64_t revision) {
  auto generation = store.take_generation();
  if (!generation) return unexpected(generation.error());
  std::vector<Model::Rows> all;
  for (std::uint64_t i = 0; i < count; ++i) all.push_back(rows(first + i, revision));
  auto path = build(store, *generation, all);
  if (!path) return unexpected(path.error());
  if (auto published = store.publish(*path); !published) return published;
  for (const Model::Rows& each : all) model.publish(*generation, each);
  return {};
}

void StoreBed::must_publish(Store& store, std::uint64_t first, std::uint64_t count, std::uint64_t revision) {
  must(publish(store, first, count, revision));
}

void StoreBed::remove(Store& store, std::uint64_t file) {
  must(store.remove_files(kLayer, {test::RowsGenerator::path(file)}));
  model.remove(test::RowsGenerator::path(file));
}

void StoreBed::publish_again(Store& store) {
  const std::uint64_t generation = must(store.take_generation());
  std::vector<Model::Rows> all;
  std::vector<std::string> gone;
  const auto visible = model.visible();
  for (const auto& [path, rows] : visible) all.push_back(rows);
  for (const Part& part : store.snapshot()->parts) {
    for (Ordinal i = 0; i < part.segment->count(Section::kPaths); ++i) {
      const std::string path(part.segment->path(i));
      if (part.is_live(i) && !visible.contains(path)) gone.push_back(path);
    }
  }
  must(store.publish(must(build(store, generation, all))));
  must(store.remove_files(kLayer, gone));
  for (const Model::Rows& each : all) model.publish(generation, each);
}

void StoreBed::merge_all(Store& store) const {
  while (must(store.merge_once({}))) {
  }
}

Dumped dump_all(const Snapshot& snapshot) {
  Dumped dumped;
  dumped.is_whole = dump_rows(snapshot, kLayer, [&](std::string_view line) { dumped.lines.emplace_back(line); });
  return dumped;
}

std::vector<std::string> lines_beyond(const std::vector<std::string>& lines, const std::vector<std::string>& known) {
  const std::set<std::string_view> all(known.begin(), known.end());
  std::vector<std::string> beyond;
  for (const std::string& line : lines) {
    if (!all.contains(line) && beyond.size() < 3) beyond.push_back(line);
  }
  return beyond;
}

void look_everywhere(const Snapshot& snapshot) {
  for (const Part& part : snapshot.parts) {
    for (Ordinal i = 0; i < part.segment->count(Section::kSymbols); i += 3) {
      for (const SymbolRef& symbol : find_symbols(snapshot, kLayer, model::SymbolId{part.segment->symbol(i).id})) {
        visit_occurrences(symbol, 0xFFFF, [](std::string_view, const Mention&) { return true; });
      }
    }
  }
  for (const char* pattern : {"r", "get", "rF", "mapset"}) search_names(snapshot, kLayer, pattern, 20, {});
  for (const char* word : {"read", "MACRO_1", "nothing"}) files_mentioning(snapshot, kLayer, word);
}

}  // namespace cairn::store::testing
