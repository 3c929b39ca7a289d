// IndexLedger::survey(): which of the listed units are up to date.
//
// A unit is, if its command is the same, the files that it was made from have the same
// content, what it did not find is still missing, and all its rows are live in the store. Each
// file is looked at once, however many units have it, and read only if its stamp is another.
// Cost: one stat(2) for each file, and reading the table (LLVM: 4 bytes for each of 1,000 files
// of each unit).
#include <algorithm>
#include <map>

#include "core/index/file_states.h"
#include "core/index/include_graph.h"
#include "core/index/index_ledger.h"
#include "core/index/missing_includes.h"
#include "core/index/semantic_status.h"
#include "core/store/variant_path.h"
#include "platform/base/hash.h"

namespace cairn::index {
namespace {

constexpr std::size_t kMaxNeighbours = 1000;
constexpr std::size_t kStopInterval = 64;  // units between looks whether to stop

}  // namespace

// One survey.
class IndexLedger::Surveyor {
 public:
  Surveyor(IndexLedger& ledger, const UnitList& units, project::Project& project)
      : ledger_(ledger), table_(*ledger.table_), units_(units), project_(project), states_(ledger.root_) {}

  Result<void> run(Survey& survey, const std::stop_token& stop);
  Result<bool> remove_unstated();

 private:
  enum class Content : std::uint8_t { kUnknown, kSame, kOther };

  void take(const deps::UnitKey& key, const deps::UnitFacts& facts, std::span<const deps::UnitListEntry> list,
            Survey& survey);
  bool is_up_to_date(const ListedUnit& unit, const deps::UnitFacts& facts, std::span<const deps::UnitListEntry> list);
  bool has_same_content(std::uint32_t version);
  bool is_live(std::uint32_t variant);

  IndexLedger& ledger_;
  deps::UnitTable& table_;
  const UnitList& units_;
  project::Project& project_;
  FileStates states_;
  std::vector<Content> contents_;  // by version
  std::vector<Content> variants_;  // by variant: same means live
  std::vector<deps::UnitTable::Stamp> stamps_;
  std::vector<deps::UnitKey> gone_;
};

bool IndexLedger::Surveyor::has_same_content(std::uint32_t number) {
  Content& known = contents_[number];
  if (known != Content::kUnknown) return known == Content::kSame;
  known = Content::kOther;
  const deps::FileVersion& version = table_.versions()[number];
  const std::string& path = table_.path(version.file);
  const auto stamp = states_.stamp(path);
  if (!stamp) return false;
  if (stamp->mtime_ns != version.mtime_ns || stamp->size_bytes != version.size_bytes) {
    if (states_.content_hash(path) != version.content_hash) return false;
    stamps_.push_back({number, stamp->mtime_ns, stamp->size_bytes});
  }
  known = Content::kSame;
  return true;
}

bool IndexLedger::Surveyor::is_live(std::uint32_t number) {
  Content& known = variants_[number];
  if (known == Content::kUnknown) {
    const deps::FileVariant& variant = table_.variants()[number];
    const std::string path = store::variant_path(table_.path(variant.file), variant.rows_hash);
    known = ledger_.live_.contains(base::hash64(path)) ? Content::kSame : Content::kOther;
  }
  return known == Content::kSame;
}

bool IndexLedger::Surveyor::is_up_to_date(const ListedUnit& unit, const deps::UnitFacts& facts,
                                          std::span<const deps::UnitListEntry> list) {
  if (facts.command_hash != unit.command_hash) return false;
  for (const deps::UnitListEntry& entry : list) {
    if (!has_same_content(entry.version)) return false;
    if (entry.variant != 0 && !is_live(entry.variant)) return false;
  }
  if (facts.missing_includes.empty()) return true;
  std::vector<std::string> files;
  for (const deps::UnitListEntry& entry : list) {
    files.push_back(absolute_path(ledger_.root_, table_.path(table_.versions()[entry.version].file)));
  }
  const auto command = project_.command_for(absolute_path(ledger_.root_, unit.key.path));
  return !is_any_there(states_, facts.missing_includes, command, files);
}

void IndexLedger::Surveyor::take(const deps::UnitKey& key, const deps::UnitFacts& facts,
                                 std::span<const deps::UnitListEntry> list, Survey& survey) {
  const auto unit =
      std::lower_bound(units_.begin(), units_.end(), key,
                       [](const ListedUnit& each, const deps::UnitKey& wanted) { return each.key < wanted; });
  if (unit == units_.end() || unit->key != key) return gone_.push_back(key);
  UnitStanding& standing = survey.units[static_cast<std::size_t>(unit - units_.begin())];
  if (standing.kind == UnitStanding::Kind::kGone) return gone_.push_back(key);
  standing.cost_ms = facts.cost_ms;
  if (!is_up_to_date(*unit, facts, list)) return;
  standing.kind = facts.state == deps::UnitState::kDone     ? UnitStanding::Kind::kDone
                  : facts.state == deps::UnitState::kFailed ? UnitStanding::Kind::kFailed
                                                            : UnitStanding::Kind::kQuarantined;
  standing.error_count = facts.error_count;
  standing.reason = facts.reason;
}

Result<void> IndexLedger::Surveyor::run(Survey& survey, const std::stop_token& stop) {
  contents_.resize(table_.versions().size());
  variants_.resize(table_.variants().size());
  survey.units.resize(units_.size());
  for (std::size_t i = 0; i < units_.size(); ++i) {
    UnitStanding& standing = survey.units[i];
    if (const auto stamp = states_.stamp(units_[i].key.path)) {
      standing.size_bytes = stamp->size_bytes;
      standing.mtime_ns = stamp->mtime_ns;
    } else {
      standing.kind = UnitStanding::Kind::kGone;
    }
  }
  std::size_t seen = 0;
  auto read = table_.read_units(
      [&](const deps::UnitKey& key, const deps::UnitFacts& facts, std::span<const deps::UnitListEntry> list) {
        if (++seen % kStopInterval == 0 && stop.stop_requested()) return;
        if (!stop.stop_requested()) take(key, facts, list, survey);
      });
  if (!read) return read;
  if (stop.stop_requested()) return unexpected(ErrorCode::kCancelled, "cancelled");
  if (auto set = table_.set_stamps(stamps_); !set) return set;
  return {};
}

// Rows of units that are gone, and rows that the table does not know: left by a process that
// ended between publishing them and saying so.
Result<bool> IndexLedger::Surveyor::remove_unstated() {
  auto unstated = table_.remove(gone_);
  if (!unstated) return unexpected(unstated.error());
  std::vector<std::string> removed = *std::move(unstated);
  std::unordered_set<std::uint64_t> known;
  for (std::size_t i = 1; i < table_.variants().size(); ++i) {
    const deps::FileVariant& variant = table_.variants()[i];
    if (variant.units != 0)
      known.insert(base::hash64(store::variant_path(table_.path(variant.file), variant.rows_hash)));
  }
  for (const auto& [path, hash] : ledger_.needed_) known.insert(hash);
  std::erase_if(removed, [this](const std::string& path) { return ledger_.needed_.contains(path); });
  const auto snapshot = ledger_.store_->snapshot();
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
  if (auto done = ledger_.remove_rows(removed); !done) return unexpected(done.error());
  return !removed.empty();
}

Result<Survey> IndexLedger::survey(const UnitList& units, project::Project& project,
                                   const std::vector<std::string>& open_files, const std::stop_token& stop) {
  is_live_known_ = false;  // other processes, and damage, change the store too
  if (store_->snapshot()->is_damaged()) {
    // What is damaged is set aside first: then its rows are known to be missing.
    if (auto refreshed = store_->refresh(); !refreshed) return unexpected(refreshed.error());
  }
  if (auto opened = open(); !opened) return unexpected(opened.error());
  Survey survey;
  Surveyor surveyor(*this, units, project);
  if (auto done = checked(surveyor.run(survey, stop)); !done) return unexpected(done.error());
  auto removed = checked(surveyor.remove_unstated());
  if (!removed) return unexpected(removed.error());
  survey.has_removed_rows = *removed;
  if (!open_files.empty())
    survey.neighbours = files_with_same_includes(*store_->snapshot(), open_files, kMaxNeighbours);
  return survey;
}

}  // namespace cairn::index
