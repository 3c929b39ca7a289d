// HeaderChoice: which headers of a group of units become modules, and which units use them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/index/prelude/flag_key.h"
#include "core/index/prelude/source_scan.h"
#include "core/worker/messages.h"

namespace cairn::index {

struct GroupedUnit {
  std::size_t number = 0;  // the caller's
  std::string path;        // absolute
  FlagKey flags;
  bool is_exact = false;  // its rows are there, of an exact parse
};

// What stays outside, and why: for people.
struct LeftOut {
  std::string path;  // absolute
  std::string reason;
};

// One prelude to be built: Std from the system's headers, and the project's headers on it.
struct PreludePlan {
  std::string directory;               // in which the command runs
  std::vector<std::string> arguments;  // of the builds
  std::vector<std::string> standard;   // headers, absolute, in an order that units have
  std::vector<std::string> project;    // the same, sorted; each of them includes none but these and `standard`, or text
  // Of `project`, by number: who includes it directly.
  std::vector<std::vector<std::uint32_t>> includers;
  std::map<std::string, std::string> macros;  // of the builds, as FlagKey::macros
  std::vector<std::size_t> units;             // numbers of those that are parsed on it
  // Of units that are parsed exactly all the same, because something is entered in them in an order that no other
  // exact unit has (entry_order.h). Their rows of `order_dependent` are all that there are.
  std::vector<std::size_t> exact_units;
  std::vector<std::string> order_dependent;            // system headers, absolute, sorted
  std::map<std::size_t, std::uint64_t> include_lines;  // of each unit, by number: a hash of those in its own text
  std::vector<LeftOut> headers_left_out;               // at most kMaxLeftOut
  std::vector<LeftOut> units_left_out;
};

inline constexpr std::size_t kMaxLeftOut = 200;
// Fewer units than this are parsed exactly: a prelude would cost more than it saves.
inline constexpr std::size_t kLeastUnits = 5;

// Of the includes in a source's own text.
std::uint64_t include_lines_hash(const SourceScan& scan);

// `units` have equal FlagKey::options and languages; `description` is of one of them without its own folders.
// Reads their sources and headers. Confined to one thread, which waits for the disk; ends early, with nothing,
// after `stop`.
std::vector<PreludePlan> choose_headers(const std::vector<GroupedUnit>& units, const std::string& directory,
                                        const worker::CommandDescription& description, const std::stop_token& stop);

}  // namespace cairn::index
