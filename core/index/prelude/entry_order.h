// In which order the files of a unit are entered, as far as that changes what they say.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/index/prelude/source_scan.h"

namespace cairn::index {

using FileNumber = std::uint32_t;

// The files of a group, as the order needs to know them.
struct EntryGraph {
  std::function<const SourceScan&(FileNumber)> scan;
  std::function<std::vector<NameHash>(FileNumber)> definitions;  // that may be active
  // Of SourceScan::uses those that may be active.
  struct Uses {
    std::vector<NameHash> names;
    std::vector<NameHash> own;    // SourceScan::own_uses: what their bodies name counts
    std::vector<NameHash> named;  // in conditions that come out the same whatever these are
  };
  std::function<Uses(FileNumber)> uses;
  std::function<std::vector<SourceScan::Act>(FileNumber)> acts;  // that may be active
  struct Include {
    FileNumber to = 0;
    std::uint32_t line = 0;  // in SourceScan::includes
  };
  std::function<std::vector<Include>(FileNumber from)> includes;  // in their order
};

// A header says something else when a macro that its text mentions was defined before it is entered, by a file that it
// does not include itself ("#ifndef __ino_t_defined"), or by itself if it is entered again. Each such situation is an
// item; the rows of all situations are those of any units that have all items. So is a header that says #include_next:
// as a module's it would look in other folders.
//
// Made for one group: files are given once, and asked about unit by unit. Pure but for its callbacks.
class EntryOrder {
 public:
  // `files`: all that any unit may enter but the units themselves.
  // `is_system`: items are of these files only, and a macro that one of these defines is the same for a row as none.
  EntryOrder(EntryGraph graph, std::vector<FileNumber> files, std::function<bool(FileNumber)> is_system);

  // Files whose rows depend on the order.
  bool is_sensitive(FileNumber file) const { return sensitive_.contains(file); }

  struct Entries {
    std::set<std::uint64_t> items;         // hashes of situations of sensitive files
    std::set<FileNumber> after_a_definer;  // guarded files that were entered behind one
  };
  // Enters what a unit includes, in this order, and all that that includes, as a preprocessor would.
  Entries enter(std::span<const FileNumber> includes) const;

 private:
  class Walk;
  struct Mention {
    NameHash name = 0;
    std::vector<FileNumber> definers;    // that the file does not include; of a file without guard itself too
    std::vector<FileNumber> undefiners;  // all
  };

  const EntryGraph graph_;
  const std::function<bool(FileNumber)> is_system_;
  std::unordered_map<FileNumber, std::vector<Mention>> mentions_;
  std::unordered_set<FileNumber> sensitive_;
  std::unordered_map<FileNumber, std::vector<SourceScan::Act>> acts_;  // of names that any of mentions_ has
};

// Units that have all items together: few, not the fewest. Numbers of `items`.
std::vector<std::size_t> cover(const std::vector<std::set<std::uint64_t>>& items);

}  // namespace cairn::index
