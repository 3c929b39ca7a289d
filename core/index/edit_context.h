// EditContext: which units cannot tell that a header was edited.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/deps/unit_table.h"
#include "core/index/edit_effect.h"
#include "core/index/variant_rows.h"
#include "core/store/snapshot.h"

namespace cairn::index {

// Given what an edit concerns, and the list of a unit that was parsed after it, says of another unit by its list
// whether all its rows are as they were, and those of the header as that unit states them now: what the header includes
// itself is the same for both, and none of their other files mentions a changed name, or gives something that the
// header looks up another meaning before the header is read. Names are looked for in the files' texts, declarations in
// their rows. Each file is read once. Confined to one thread, which waits for the disk.
class EditContext {
 public:
  // All outlive the object. `header`: the version and variant that the parsed unit states now. `before`: those that
  // others state still.
  EditContext(const store::Snapshot& snapshot, const deps::UnitTable& table, std::string root, const EditEffect& effect,
              std::string header_path, std::vector<deps::UnitListEntry> parsed, deps::UnitListEntry header,
              deps::UnitListEntry before);

  // Called first. Why nothing can be said; empty: all below can be asked.
  std::string open();
  // Why the parsed unit itself proves nothing for others; empty: it does. `main_file`: of the unit, as in the index.
  std::string check_parsed(std::string_view main_file);
  // Why the unit has to be parsed again; empty: it need not, if check_parsed() of some parsed unit was empty.
  std::string check(std::string_view main_file, std::span<const deps::UnitListEntry> list);

 private:
  // A word that stands in a changed name.
  struct Piece {
    std::size_t name = 0;  // its number among the changed ones
    std::size_t at = 0;
    std::size_t size = 0;
    auto operator<=>(const Piece&) const = default;
  };
  struct FileText {
    bool is_read = false;
    bool mentions = false;                     // a changed name, or __COUNTER__, anywhere
    std::uint32_t last_include = 0;            // lines from 0; of no include 0
    std::optional<std::uint32_t> first_macro;  // that defines or undefines a word of the effect, or says push_macro
    std::optional<std::uint32_t> first_using;  // a using directive, or a using declaration of a name of the effect
    std::vector<std::uint32_t> braced_includes;
    std::set<Piece> pieces;
  };
  std::string read_closure();
  bool is_behind_header(const deps::UnitListEntry& entry, std::uint32_t line) const;
  const FileText& text_of(std::uint32_t version);
  FileText scan(const std::string& text) const;
  void scan_directive(std::string_view rest, std::uint32_t line, int depth, FileText& result) const;
  bool is_using_that_counts(std::string_view what) const;
  void note_pieces(std::string_view word, FileText& result) const;
  bool can_be_pasted(const std::set<Piece>& pieces) const;
  // Line of the first declaration of a name of the effect that the header does not know; of macros of that name too.
  std::optional<std::uint32_t> first_rival(std::uint32_t variant);
  void find_rivals();
  std::string check_outside(std::string_view main_file, std::span<const deps::UnitListEntry> list,
                            deps::UnitListEntry header);
  const std::string& path_of(deps::UnitListEntry entry) const {
    return table_.path(table_.versions()[entry.version].file);
  }
  std::string stored_path(std::uint32_t variant) const;

  const store::Snapshot& snapshot_;
  const deps::UnitTable& table_;
  const std::string root_;
  const EditEffect& effect_;
  const std::string header_path_;
  const std::vector<deps::UnitListEntry> parsed_;
  const deps::UnitListEntry header_;
  const deps::UnitListEntry before_;
  std::set<deps::UnitListEntry> closure_;                  // what the header includes, directly or not, without itself
  std::set<std::string> closure_paths_;                    // with it
  std::unordered_map<std::uint32_t, FileText> texts_;      // by version
  std::unordered_map<std::string, std::uint32_t> rivals_;  // stored paths that declare one → the line of the first
};

}  // namespace cairn::index
