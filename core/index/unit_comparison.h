// UnitComparison: which of the listed units are up to date.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/deps/unit_table.h"
#include "core/index/file_states.h"
#include "core/index/rivals.h"
#include "core/index/unit_listing.h"
#include "core/index/unit_standing.h"
#include "core/project/project.h"
#include "platform/base/result.h"

namespace cairn::index {

// A unit is up to date, if its command is the same, the files that it was made from have the
// same content, what it did not find is still missing, no file of the name of one of them has come or
// gone (rivals.h), and all its rows are live in the store.
// Each file is looked at once, however many units have it, and read only if its stamp is
// another. Cost: one stat(2) for each file, and reading the table (LLVM: 4 bytes for each of
// 1,000 files of each unit). Changes nothing. Confined to one thread, which waits for the disk.
class UnitComparison {
 public:
  // `is_live`: whether the store has the rows of that path (variant_path.h). `suspects`: files, as the index names
  // them, that may have another content under an old stamp. All but these outlive the object.
  UnitComparison(std::string root, deps::UnitTable& table, std::function<bool(const std::string&)> is_live,
                 const UnitList& units, project::Project& project, const Rivals& rivals,
                 const std::set<std::string>& suspects = {})
      : root_(std::move(root)),
        table_(table),
        is_live_(std::move(is_live)),
        units_(units),
        project_(project),
        rivals_(rivals),
        states_(root_, suspects) {}

  // Called once. kCancelled after `stop`.
  Result<void> run(const std::stop_token& stop);

  std::vector<UnitStanding> standings;  // as listed
  std::vector<deps::UnitKey> gone;      // units of the table that are none any more
  // Of files with the same content under another stamp, or another content under the same.
  std::vector<deps::UnitTable::Stamp> fresh_stamps;

 private:
  enum class Content : std::uint8_t { kUnknown, kSame, kOther };

  void take(const deps::UnitKey& key, const deps::UnitFacts& facts, std::span<const deps::UnitListEntry> list);
  bool is_up_to_date(const ListedUnit& unit, const deps::UnitFacts& facts, std::span<const deps::UnitListEntry> list);
  void find_sole_edit(const ListedUnit& unit, const deps::UnitFacts& facts, std::span<const deps::UnitListEntry> list,
                      UnitStanding& standing);
  void note_stated(std::size_t unit, std::span<const deps::UnitListEntry> list);
  void find_unstated();
  bool has_same_content(std::uint32_t version);
  std::uint64_t rivals_of(std::uint32_t file);
  bool is_live(std::uint32_t variant);

  const std::string root_;
  deps::UnitTable& table_;
  const std::function<bool(const std::string&)> is_live_;
  const UnitList& units_;
  project::Project& project_;
  const Rivals& rivals_;
  FileStates states_;
  std::vector<Content> contents_;                                 // by version
  std::vector<Content> variants_;                                 // by variant: same means live
  std::unordered_map<std::uint32_t, std::uint64_t> file_rivals_;  // by file
  // Of units that are done: files of which one states rows; and by unit, versions of which it states none.
  std::unordered_set<std::uint32_t> stated_;
  std::map<std::size_t, std::vector<std::uint32_t>> silent_;
};

}  // namespace cairn::index
