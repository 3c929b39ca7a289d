#include "core/index/unit_comparison.h"

#include <algorithm>
#include <limits>

#include "core/index/missing_includes.h"
#include "core/store/variant_path.h"

namespace cairn::index {
namespace {

constexpr std::size_t kStopInterval = 64;                                   // units between looks whether to stop
constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::min();  // no file has it

}  // namespace

bool UnitComparison::has_same_content(std::uint32_t number) {
  Content& known = contents_[number];
  if (known != Content::kUnknown) return known == Content::kSame;
  known = Content::kOther;
  const deps::FileVersion& version = table_.versions()[number];
  const std::string& path = table_.path(version.file);
  const auto stamp = states_.stamp(path);
  if (!stamp) return false;
  const bool has_same_stamp = stamp->mtime_ns == version.mtime_ns && stamp->size_bytes == version.size_bytes;
  if (!has_same_stamp || states_.is_suspect(path)) {
    if (states_.content_hash(path) != version.content_hash) {
      // The old content's stamp proves nothing any more, neither to the next survey nor after a restart.
      if (has_same_stamp) fresh_stamps.push_back({number, kNoTime, version.size_bytes});
      return false;
    }
    if (!has_same_stamp) fresh_stamps.push_back({number, stamp->mtime_ns, stamp->size_bytes});
  }
  known = Content::kSame;
  return true;
}

std::uint64_t UnitComparison::rivals_of(std::uint32_t file) {
  const auto [known, is_new] = file_rivals_.try_emplace(file, 0);
  if (is_new) known->second = rivals_.of(table_.path(file));
  return known->second;
}

bool UnitComparison::is_live(std::uint32_t number) {
  Content& known = variants_[number];
  if (known == Content::kUnknown) {
    const deps::FileVariant& variant = table_.variants()[number];
    const std::string path = store::variant_path(table_.path(variant.file), variant.rows_hash);
    known = is_live_(path) ? Content::kSame : Content::kOther;
  }
  return known == Content::kSame;
}

bool UnitComparison::is_up_to_date(const ListedUnit& unit, const deps::UnitFacts& facts,
                                   std::span<const deps::UnitListEntry> list) {
  if (facts.command_hash != unit.command_hash) return false;
  std::uint64_t rivals = 0;
  for (const deps::UnitListEntry& entry : list) rivals += rivals_of(table_.versions()[entry.version].file);
  if (rivals != facts.rivals) return false;
  for (const deps::UnitListEntry& entry : list) {
    if (!has_same_content(entry.version)) return false;
    if (entry.variant != 0 && !is_live(entry.variant)) return false;
  }
  if (facts.missing_includes.empty()) return true;
  std::vector<std::string> files;
  for (const deps::UnitListEntry& entry : list) {
    files.push_back(absolute_path(root_, table_.path(table_.versions()[entry.version].file)));
  }
  const auto command = project_.command_for_entry(absolute_path(root_, unit.key.path), unit.entry);
  return !is_any_there(states_, facts.missing_includes, command, files);
}

// Whether the content of one header is all that is another.
void UnitComparison::find_sole_edit(const ListedUnit& unit, const deps::UnitFacts& facts,
                                    std::span<const deps::UnitListEntry> list, UnitStanding& standing) {
  if (facts.state != deps::UnitState::kDone || facts.error_count != 0) return;
  deps::UnitListEntry edited;
  for (const deps::UnitListEntry& entry : list) {
    if (has_same_content(entry.version)) continue;
    if (edited.version != 0 || entry.variant == 0 ||
        table_.path(table_.versions()[entry.version].file) == unit.key.path) {
      return;
    }
    edited = entry;
  }
  if (edited.version == 0) return;
  Content& content = contents_[edited.version];
  content = Content::kSame;
  if (is_up_to_date(unit, facts, list)) {
    standing.edited_version = edited.version;
    standing.edited_variant = edited.variant;
  }
  content = Content::kOther;
}

void UnitComparison::take(const deps::UnitKey& key, const deps::UnitFacts& facts,
                          std::span<const deps::UnitListEntry> list) {
  const auto unit =
      std::lower_bound(units_.begin(), units_.end(), key,
                       [](const ListedUnit& each, const deps::UnitKey& wanted) { return each.key < wanted; });
  if (unit == units_.end() || unit->key != key) return gone.push_back(key);
  UnitStanding& standing = standings[static_cast<std::size_t>(unit - units_.begin())];
  if (standing.kind == UnitStanding::Kind::kGone) return gone.push_back(key);
  standing.cost_ms = facts.cost_ms;
  standing.peak_bytes = facts.peak_bytes;
  if (!is_up_to_date(*unit, facts, list)) return find_sole_edit(*unit, facts, list, standing);
  standing.kind = facts.state == deps::UnitState::kDone       ? UnitStanding::Kind::kDone
                  : facts.state == deps::UnitState::kFailed   ? UnitStanding::Kind::kFailed
                  : facts.state == deps::UnitState::kTooLarge ? UnitStanding::Kind::kTooLarge
                                                              : UnitStanding::Kind::kQuarantined;
  standing.is_exact = std::all_of(list.begin(), list.end(), [](const auto& entry) { return entry.variant != 0; });
  standing.error_count = facts.error_count;
  standing.reason = facts.reason;
  if (standing.kind == UnitStanding::Kind::kDone) {
    note_stated(static_cast<std::size_t>(unit - units_.begin()), list);
  }
}

void UnitComparison::note_stated(std::size_t unit, std::span<const deps::UnitListEntry> list) {
  for (const deps::UnitListEntry& entry : list) {
    if (entry.variant != 0) {
      stated_.insert(table_.versions()[entry.version].file);
    } else {
      silent_[unit].push_back(entry.version);
    }
  }
}

// Which units state rows of a file is decided by texts, before any is parsed; what a parse has met there counts.
void UnitComparison::find_unstated() {
  const bool is_over = std::none_of(standings.begin(), standings.end(), [](const UnitStanding& standing) {
    return standing.kind == UnitStanding::Kind::kStale;
  });
  if (!is_over) return;  // one that is still to be parsed may state them
  for (const auto& [unit, versions] : silent_) {
    UnitStanding& standing = standings[unit];
    for (const std::uint32_t version : versions) {
      if (stated_.contains(table_.versions()[version].file)) continue;
      standing.kind = UnitStanding::Kind::kStale;
      standing.unstated_file = table_.path(table_.versions()[version].file);
      break;
    }
    if (standing.unstated_file.empty()) continue;
    for (const std::uint32_t version : versions) stated_.insert(table_.versions()[version].file);
    const auto content = states_.content_hash(units_[unit].key.path);
    standing.content_hash = content.value_or(0);
  }
}

Result<void> UnitComparison::run(const std::stop_token& stop) {
  contents_.resize(table_.versions().size());
  variants_.resize(table_.variants().size());
  standings.resize(units_.size());
  for (std::size_t i = 0; i < units_.size(); ++i) {
    UnitStanding& standing = standings[i];
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
        if (!stop.stop_requested()) take(key, facts, list);
      });
  if (!read) return read;
  if (stop.stop_requested()) return unexpected(ErrorCode::kCancelled, "cancelled");
  find_unstated();
  return {};
}

}  // namespace cairn::index
