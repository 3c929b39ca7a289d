#include "core/deps/unit_reader.h"

#include <algorithm>
#include <utility>

#include "core/store/variant_path.h"

namespace cairn::deps {

Result<UnitReader> UnitReader::open(const std::string& table_path, IncludeGraph& graph, const ProjectUnits& project) {
  auto table = UnitTable::open_to_read(table_path);
  if (table) return UnitReader(*std::move(table), graph, project);
  if (table.error().code == ErrorCode::kNotFound) return UnitReader(std::nullopt, graph, project);
  return unexpected(table.error());
}

UnitReader::UnitReader(std::optional<UnitTable> table, IncludeGraph& graph, const ProjectUnits& project)
    : table_(std::move(table)), graph_(graph), project_(project) {
  if (!table_) return;
  for (const FileVersion& version : table_->versions()) {
    files_.push_back(version.units == 0 ? 0 : graph_.add(table_->path(version.file)));
  }
  includes_.resize(table_->variants().size());
}

Result<void> UnitReader::visit(const std::stop_token& stop, const std::function<bool(const UnitFiles&)>& visit) {
  std::vector<bool> is_visited(project_.units.size());
  std::vector<ReadFile> files;
  bool is_wanted = true;
  std::uint64_t total_ms = 0;
  std::uint64_t known = 0;
  if (table_) {
    const auto take = [&](const UnitKey& key, const UnitFacts& facts, std::span<const UnitListEntry> list) {
      if (!is_wanted || stop.stop_requested()) return;
      const auto unit = std::lower_bound(project_.units.begin(), project_.units.end(), key,
                                         [](const ProjectUnit& a, const UnitKey& b) { return a.key < b; });
      // What failed has a list of what the scan says.
      if (unit == project_.units.end() || unit->key != key || unit->is_gone || facts.state != UnitState::kDone) return;
      is_visited[static_cast<std::size_t>(unit - project_.units.begin())] = true;
      files.clear();
      for (const UnitListEntry& entry : list) {
        const FileVersion& version = table_->versions()[entry.version];
        files.push_back({files_[entry.version], entry.variant, version.size_bytes, version.content_hash});
      }
      if (facts.cost_ms != 0) ++known;
      total_ms += facts.cost_ms;
      is_wanted = visit({*unit, graph_.add(key.path), true, facts.cost_ms, facts.error_count, files});
    };
    if (auto read = table_->read_units(take); !read) return read;
  }
  if (known != 0) mean_cost_ms_ = static_cast<std::uint32_t>(total_ms / known);
  for (std::size_t i = 0; i < project_.units.size() && is_wanted && !stop.stop_requested(); ++i) {
    if (is_visited[i] || project_.units[i].is_gone) continue;
    is_wanted = visit({project_.units[i], graph_.add(project_.units[i].key.path), false, 0, 0, {}});
  }
  if (stop.stop_requested()) return unexpected(ErrorCode::kCancelled, "it was cancelled");
  return {};
}

const IncludeGraph::Edges& UnitReader::includes_of(const ReadFile& file) {
  if (file.variant == 0) return graph_.scanned(file.file);
  std::optional<IncludeGraph::Edges>& known = includes_[file.variant];
  if (!known) known = graph_.of_variant(stored_path(file));
  return *known;
}

std::string UnitReader::stored_path(const ReadFile& file) const {
  if (file.variant == 0) return "";
  return store::variant_path(graph_.path(file.file), table_->variants()[file.variant].rows_hash);
}

}  // namespace cairn::deps
