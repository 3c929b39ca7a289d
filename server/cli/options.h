// The command line of `cairn`.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/log.h"

namespace cairn::server {

enum class Action {
  kServe,   // speak LSP on stdin and stdout
  kCheck,   // parse many files and print what clang says of them
  kDoctor,  // print what is known about a project
  kIndex,   // build or refresh a project's index
  kQuery,   // ask it
  kDeps,    // tell who includes whom
  kImpact,  // tell what a change costs
  kMemory,  // print where the memory of running servers is
  kHelp,
  kVersion,
  kUsageError,  // `error` says why; exit code 2
};

// How a sub-command prints its result.
enum class OutputFormat { kText, kJson, kSarif, kDot };

// More workers than this help nobody, and a mistyped -j must not fill the machine.
inline constexpr std::size_t kMaxJobs = 256;

// What a memory budget may be.
inline constexpr std::uint32_t kMinBudgetMb = 64;
inline constexpr std::uint32_t kMaxBudgetMb = 1'048'576;

struct Options {
  Action action = Action::kServe;
  std::string error;
  std::string compile_commands_dir;  // folder that holds compile_commands.json; empty: search
  std::string cache_dir;             // empty: the XDG cache folder
  // Paths of compilers that may be run: * matches no slash, ** does.
  std::vector<std::string> query_drivers;
  std::string log_file;    // empty: stderr
  std::string trace_file;  // serving: a Chrome trace of the session; empty: none
  base::LogLevel log_level = base::LogLevel::kInfo;
  std::optional<pid_t> client_process_id;
  bool background_index = true;
  std::optional<std::uint32_t> memory_budget_mb;  // of all processes together, kMinBudgetMb to kMaxBudgetMb
  // Of the sub-commands only.
  std::string directory;  // as written; empty only for `memory`: any
  // As written; `doctor` takes at most one, `query` has what is asked and a name here, `impact` files or one name.
  std::vector<std::string> files;
  std::size_t jobs = 0;  // workers at once, 1 to kMaxJobs; 0: one per core
  OutputFormat format = OutputFormat::kText;
  // doctor: print the index's rows, of both layers or the one named, instead of the report.
  enum class DumpRows { kNone, kAll, kLexical, kSemantic } dump_rows = DumpRows::kNone;
  bool lexical_only = false;  // index: names, no units
  std::string preludes;       // index: "on", "off" or "verify"; empty: as by default
  enum class DepsPart { kSummary, kCycles, kCostliest, kUnused, kPackages } deps_part = DepsPart::kSummary;
  std::string git_revision;  // impact: of what changed since; empty: of what is named
  std::string without;       // impact: a header that the file does not include any more; empty: none
  bool is_watching = false;  // memory: print again every second
  std::string html_file;     // memory: a page with all of it; empty: none
  // What was not understood and is ignored: options outlive versions in editors'
  // settings, and an unknown one must not kill the server at start.
  std::vector<std::string> warnings;
};

// `arguments` without the program's name; a sub-command comes first. `on_terminal`:
// stdin is a terminal, where no arguments at all means that a person wants help.
// Unknown options are warnings when serving, usage errors with a sub-command. Pure.
Options parse_options(const std::vector<std::string>& arguments, bool on_terminal);

// What --help prints.
std::string help_text();

}  // namespace cairn::server
