// Includes of a source from which nothing is used, and whether its includes may stand in another order.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/store/snapshot.h"
#include "server/answers/unit_reading.h"

namespace cairn::server {

// A text of a file by its path in the store; empty if there is none.
using ReadText = std::function<std::string(const std::string& path)>;

// Judges the includes of one unit's source by the rows of all files that the unit reads, which have to be those of the
// texts as they are. Never in favour of a change that anything could notice:
// - Used is a header that declares a symbol which the source mentions, be it a macro, unless it only announces what
// another
//   include of the source defines; the header in which a standard puts a name; a header of the system through which a
//   name comes that no standard knows; a header that exports others or stands in for private ones by IWYU pragmas.
// - Whatever a file of the unit mentions has to be declared to it as before: also in headers that rely on what their
//   includers include, and in the order of reading. Of a namespace one of the files is enough that open it.
// - What goes must not specialise templates, declare operators, or functions of names that stand in what stays:
//   templates find them without naming them. Macros of the project count as functions.
// - Left alone are headers without guard, those that declare nothing, and the source's own.
// A second include of one header goes.
// Confined to one thread; reads texts of headers.
class IncludeJudge {
 public:
  IncludeJudge(UnitReading& unit, const store::Snapshot& snapshot, ReadText read_text, bool is_c);

  using Include = UnitReading::Include;
  // Lines (from 0) of includes that can go together, the last first looked at, of those in `candidates`.
  std::vector<std::uint32_t> unused(const std::set<std::uint32_t>& candidates, const std::stop_token& stop);

  // Whether the source means the same without the includes of `removed` and with the others on these lines: line then,
  // by line now. Includes that are not named stay.
  bool can_be_ordered(const std::set<std::uint32_t>& removed, const std::map<std::uint32_t, std::uint32_t>& lines);

 private:
  bool is_used(const Include& include, const std::vector<Include>& others);
  bool is_textual(std::size_t file) const;
  bool is_protected(const Include& include);
  bool serves(const UnitReading::Use& use, const Include& include, const std::vector<bool>& is_below,
              const std::vector<Include>& others);
  bool is_harmless(const std::vector<Include>& changed);
  bool loses_nothing(const ReadingOrder& after);
  bool loses_namespace(std::size_t file, std::uint64_t symbol, const ReadingOrder& after) const;
  bool adds_nothing_unseen(const ReadingOrder& after);
  bool changes_no_template(const ReadingOrder& after);
  bool stands_in(const std::string& name, const std::set<std::string>& paths) const;
  const std::vector<std::uint32_t>& declaring(std::uint64_t symbol) const;
  bool defines(std::size_t file, std::uint64_t symbol);

  UnitReading& unit_;
  const store::Snapshot& snapshot_;
  const ReadText read_text_;
  const bool is_c_;
  const ReadingOrder before_;
  const std::vector<UnitReading::Use> uses_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> declaring_;  // files by symbol
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> opening_;    // files by namespace
};

}  // namespace cairn::server
