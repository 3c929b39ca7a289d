// IndexLedger: what the store and the table of units say together, and how both change.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/deps/unit_table.h"
#include "core/index/header_edit.h"
#include "core/index/outside_names.h"
#include "core/index/rivals.h"
#include "core/index/unit_listing.h"
#include "core/index/unit_standing.h"
#include "core/project/project.h"
#include "core/store/store.h"
#include "core/worker/messages.h"
#include "platform/base/result.h"
#include "platform/memory/memory_tree.h"

namespace cairn::index {

// Units that are up to date but for one header, which was edited. One of them is parsed first.
struct EditedHeader {
  HeaderEdit edit;
  std::size_t first = 0;             // that one: a number in the list of units
  std::vector<std::size_t> waiting;  // the others
};

struct Survey {
  std::vector<EditedHeader> edits;
  std::vector<UnitStanding> units;      // as listed
  std::vector<std::string> neighbours;  // files related to those asked about
  std::vector<std::string> folders;     // absolute: of all files of units
  bool has_removed_rows = false;
  std::uint64_t rivals_serial = 0;  // for finish()
  std::uint64_t moved_files = 0;    // of which only comments had changed: their rows are moved
};

// What it takes to deliver a unit's rows.
struct Delivery {
  worker::DeliverRowsRequest request;  // without files: nothing is wanted
  bool has_imported = true;            // rows of all that the unit imports are there
};

// What became of a unit whose rows are there.
struct FinishedUnit {
  bool is_done = false;      // false: other rows of it went away meanwhile; it has to be parsed again
  bool has_changed = false;  // a file is no longer what was parsed: survey again
  bool has_published = false;
  std::uint64_t publish_us = 0;  // CPU time that this took
};

// Whom one unit's parse after an edit of a header spares theirs.
struct SparedUnits {
  std::vector<deps::UnitKey> units;
  // The parsed unit mentions what was edited, or reads something before the header: another one, which does not, may
  // show more. The others are to wait for it.
  std::optional<deps::UnitKey> next;
  std::string reason;  // why all, or the first of those that are not spared, are parsed; for the log
};

// The order of every change is: rows are published, then the table says so in one
// transaction, then rows that no unit states any more are removed. A process that ends
// anywhere in between leaves rows too many, which survey() removes, or a unit too few in the
// table, which is parsed again and finds its rows in the store.
//
// Confined to one thread at a time, a background thread: everything waits for the disk.
class IndexLedger {
 public:
  // `root` without symbolic links. `table_path`: of the table of units. `on_loss`: the table
  // had to be begun anew; called with a line for the user.
  IndexLedger(std::shared_ptr<store::Store> store, std::string root, std::string table_path,
              std::function<void(const std::string&)> on_loss);

  // Compares all that is listed with the disk, and removes what no listed unit states. `open`:
  // files whose neighbours are asked for. `suspects`: files that may have another content under an old stamp.
  // kCancelled after `stop`.
  Result<Survey> survey(const UnitList& units, project::Project& project, const std::vector<std::string>& open,
                        const std::set<std::string>& suspects, const std::stop_token& stop);

  // Which rows of a parsed unit the store does not have.
  Result<Delivery> plan(const worker::IndexedUnit& unit);

  // The same of a prelude's layer, whose rows are needed from now on until release_layers(), whoever states them.
  Result<Delivery> plan_layer(const std::vector<worker::IndexedFile>& files);
  // Takes them in. kCorrupt as below.
  Result<void> publish_layer(const std::vector<worker::IndexedFile>& files, const std::string& segment_path);
  // Removes what no unit has come to state meanwhile. True if there was any.
  Result<bool> release_layers();
  // Whether a variant is in the store, as far as is known.
  bool has_rows(const worker::IndexedFile& file);

  // Takes the rows in that were delivered to `segment_path` (empty: none were), and the unit.
  // `silent`: files that it consists of too, without rows. `rivals_serial`: of the last survey before its parse began.
  // `suspects`: files that were said to have changed while it was parsed.
  // kCorrupt: what the worker wrote is no sound segment.
  Result<FinishedUnit> finish(const ListedUnit& unit, const project::CompileCommand& command,
                              const worker::IndexedUnit& indexed, const std::vector<worker::IndexedFile>& silent,
                              const std::string& segment_path, std::uint64_t rivals_serial,
                              std::set<std::string> suspects = {});

  // Which of `others`, as survey() gave them, cannot tell that a header was edited, now that `parsed` has been
  // finished; they are up to date from now on. `facts`: what that parse said of the edit. See edit_effect.h and
  // edit_context.h.
  Result<SparedUnits> spare(const HeaderEdit& edit, const ListedUnit& parsed, const worker::EditFacts& facts,
                            const std::vector<ListedUnit>& others);

  // The unit is given up until a file of it, as far as they are known, or its command changes.
  // `peak_bytes`: as UnitFacts.
  Result<void> give_up(const ListedUnit& unit, deps::UnitState state, const std::string& reason,
                       std::uint64_t peak_bytes = 0);

  // Lets go of the table and of what is remembered, until the next call.
  void rest();
  std::size_t memory_bytes() const;  // without the table
  std::size_t table_bytes() const { return table_ ? table_->memory_bytes() : 0; }

 private:
  Result<void> open();
  Result<Delivery> plan_files(const std::vector<worker::IndexedFile>& files);
  Result<void> publish(const std::vector<worker::IndexedFile>& files, const std::string& segment_path);
  Result<bool> remove_unstated(const std::vector<deps::UnitKey>& gone);
  // comment_moves.cpp. How many files.
  Result<std::uint64_t> move_comments(const std::set<std::string>& suspects, const std::stop_token& stop);
  struct EditedVersion;
  Result<bool> move_version(const EditedVersion& edited);
  // spared_units.cpp
  std::optional<HeaderEdit> find_edit(std::uint32_t version);
  // survey.cpp
  void find_edits(const UnitList& units, const std::vector<UnitStanding>& standings, project::Project& project,
                  std::vector<EditedHeader>& edits);
  Result<void> note_code_lines(const std::vector<deps::UnitFile>& files);
  Result<void> remove_rows(const std::vector<std::string>& stored_paths);
  // After an error of the table: what it holds in memory may be ahead of the file.
  template <typename Value>
  Result<Value> checked(Result<Value> result) {
    if (!result) table_.reset();
    return result;
  }

  // Constant after construction.
  const std::shared_ptr<store::Store> store_;
  const std::string root_;
  const std::string table_path_;
  const std::function<void(const std::string&)> on_loss_;

  std::optional<deps::UnitTable> table_;
  std::unordered_set<std::uint64_t> live_;  // hashes of the variants' paths in the store
  bool is_live_known_ = false;
  std::map<std::string, std::uint64_t> needed_;  // variants of layers, as paths in the store → hash of these
  OutsideNames outside_;
  Rivals rivals_;                                // as the last survey found them
  std::uint64_t rivals_serial_ = 0;
};

}  // namespace cairn::index
