// IndexLedger::survey(): what has to be indexed, and what has to go.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/index/include_graph.h"
#include "core/index/index_ledger.h"
#include "core/index/semantic_status.h"
#include "core/index/unit_comparison.h"
#include "core/store/variant_path.h"
#include "platform/base/hash.h"
#include "platform/fs/path.h"

namespace cairn::index {
namespace {

constexpr std::size_t kMaxNeighbours = 1000;
// After a checkout there are more, and few units that only one of them concerns.
constexpr std::size_t kMaxEdits = 64;

// Folders in which headers are looked for do not count: which files a unit has is known.
std::vector<std::string> arguments_that_count(const project::CompileCommand& command, std::string_view path) {
  std::vector<std::string> result{std::string(path.substr(std::min(path.rfind('.'), path.size())))};
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const std::string& each = command.arguments[i];
    if (each == "-I" || each == "-isystem" || each == "-iquote" || each == "-idirafter") {
      ++i;
    } else if (!each.starts_with("-I")) {
      result.push_back(each);
    }
  }
  return result;
}

}  // namespace

// Rows of units that are gone, and rows that the table does not know: left by a process that
// ended between publishing them and saying so.
Result<bool> IndexLedger::remove_unstated(const std::vector<deps::UnitKey>& gone) {
  auto unstated = table_->remove(gone);
  if (!unstated) return unexpected(unstated.error());
  std::vector<std::string> removed = *std::move(unstated);
  std::unordered_set<std::uint64_t> known;
  for (std::size_t i = 1; i < table_->variants().size(); ++i) {
    const deps::FileVariant& variant = table_->variants()[i];
    if (variant.units != 0)
      known.insert(base::hash64(store::variant_path(table_->path(variant.file), variant.rows_hash)));
  }
  for (const auto& [path, hash] : needed_) known.insert(hash);
  std::erase_if(removed, [this](const std::string& path) { return needed_.contains(path); });
  const auto snapshot = store_->snapshot();
  for (const store::Part& part : snapshot->parts) {
    if (part.segment->file().layer() != kSemanticLayer) continue;
    store::BlobCursor paths(part.segment->file(), store::Section::kPaths);
    store::Bytes blob;
    while (paths.next(blob)) {
      const std::string_view path = store::as_text(blob);
      if (part.is_live(static_cast<store::Ordinal>(paths.position() - 1)) && !known.contains(base::hash64(path))) {
        removed.emplace_back(path);
      }
    }
  }
  std::sort(removed.begin(), removed.end());
  removed.erase(std::unique(removed.begin(), removed.end()), removed.end());
  if (auto done = remove_rows(removed); !done) return unexpected(done.error());
  return !removed.empty();
}

// Of each edited header: those of its units that nothing else concerns, if they are several, are compiled in the same
// way and say the same of it.
void IndexLedger::find_edits(const UnitList& units, const std::vector<UnitStanding>& standings,
                             project::Project& project, std::vector<EditedHeader>& edits) {
  using Group = std::pair<std::uint32_t, std::vector<std::string>>;  // variant, arguments
  std::map<std::uint32_t, std::map<Group, std::vector<std::size_t>>> headers;
  for (std::size_t unit = 0; unit < standings.size(); ++unit) {
    const UnitStanding& standing = standings[unit];
    if (standing.kind != UnitStanding::Kind::kStale || standing.edited_version == 0) continue;
    const std::string& path = units[unit].key.path;
    const auto command = project.command_for_entry(absolute_path(root_, path), units[unit].entry);
    headers[standing.edited_version][{standing.edited_variant, arguments_that_count(command, path)}].push_back(unit);
  }
  if (headers.size() > kMaxEdits) return;
  for (auto& [version, groups] : headers) {
    for (auto& [group, same] : groups) {
      auto edit = same.size() < 2 ? std::nullopt : find_edit(version);
      if (!edit) continue;
      edit->rows_before = table_->variants()[group.first].rows_hash;
      const auto cheapest = std::min_element(same.begin(), same.end(), [&](std::size_t a, std::size_t b) {
        return std::tuple(standings[a].cost_ms, a) < std::tuple(standings[b].cost_ms, b);
      });
      EditedHeader header{*std::move(edit), *cheapest, {}};
      same.erase(cheapest);
      header.waiting = std::move(same);
      edits.push_back(std::move(header));
    }
  }
}

Result<Survey> IndexLedger::survey(const UnitList& units, project::Project& project,
                                   const std::vector<std::string>& open_files, const std::set<std::string>& suspects,
                                   const std::stop_token& stop) {
  is_live_known_ = false;  // other processes, and damage, change the store too
  if (store_->snapshot()->is_damaged()) {
    // What is damaged is set aside first: then its rows are known to be missing.
    if (auto refreshed = store_->refresh(); !refreshed) return unexpected(refreshed.error());
  }
  if (auto opened = open(); !opened) return unexpected(opened.error());
  Rivals rivals = Rivals::of(*store_->snapshot(), outside_.list(project));
  if (rivals != rivals_) {
    rivals_ = std::move(rivals);
    ++rivals_serial_;
  }
  auto moved = checked(move_comments(suspects, stop));
  if (!moved) return unexpected(moved.error());
  Survey survey;
  survey.moved_files = *moved;
  survey.rivals_serial = rivals_serial_;
  UnitComparison comparison(
      root_, *table_, [this](const std::string& path) { return live_.contains(base::hash64(path)); }, units, project,
      rivals_, suspects);
  if (auto done = checked(comparison.run(stop)); !done) return unexpected(done.error());
  survey.units = std::move(comparison.standings);
  if (auto set = checked(table_->set_stamps(comparison.fresh_stamps)); !set) return unexpected(set.error());
  find_edits(units, survey.units, project, survey.edits);
  auto removed = checked(remove_unstated(comparison.gone));
  if (!removed) return unexpected(removed.error());
  survey.has_removed_rows = *removed || *moved != 0;
  std::set<std::string> folders;
  for (const deps::FileVersion& version : table_->versions()) {
    if (version.units != 0) folders.emplace(fs::parent_path(absolute_path(root_, table_->path(version.file))));
  }
  survey.folders.assign(folders.begin(), folders.end());
  if (!open_files.empty())
    survey.neighbours = files_with_same_includes(*store_->snapshot(), open_files, kMaxNeighbours);
  return survey;
}

}  // namespace cairn::index
