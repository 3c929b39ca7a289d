#include "server/cli/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cairn::server {
namespace {

// The value of `--name=value` or of `--name value`; advances `index` in the second form.
std::optional<std::string> value_of(std::string_view name, const std::vector<std::string>& arguments,
                                    std::size_t& index) {
  const std::string& argument = arguments[index];
  if (argument == name && index + 1 < arguments.size()) return arguments[++index];
  if (argument.size() > name.size() && argument.starts_with(name) && argument[name.size()] == '=') {
    return argument.substr(name.size() + 1);
  }
  return std::nullopt;
}

Options usage_error(std::string text) {
  Options options;
  options.action = Action::kUsageError;
  options.error = std::move(text);
  return options;
}

std::optional<pid_t> parse_pid(const std::string& text) {
  pid_t pid = 0;
  auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), pid);
  if (failure != std::errc() || end != text.data() + text.size() || pid <= 0) return std::nullopt;
  return pid;
}

// "600M", "1.5G", "2GB", "512MiB"; a number alone is in megabytes, as in the setting.
std::optional<std::uint32_t> parse_megabytes(const std::string& text) {
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc()) return std::nullopt;
  std::string unit(end, text.data() + text.size());
  for (char& each : unit) each = static_cast<char>(each >= 'A' && each <= 'Z' ? each - 'A' + 'a' : each);
  if (unit == "g" || unit == "gb" || unit == "gib") {
    number *= 1024;
  } else if (unit == "k" || unit == "kb" || unit == "kib") {
    number /= 1024;
  } else if (!unit.empty() && unit != "m" && unit != "mb" && unit != "mib") {
    return std::nullopt;
  }
  if (!(number >= kMinBudgetMb && number <= kMaxBudgetMb)) return std::nullopt;
  return static_cast<std::uint32_t>(number);
}

void append_globs(std::string_view list, std::vector<std::string>& globs) {
  while (!list.empty()) {
    const std::string_view glob = list.substr(0, list.find(','));
    if (!glob.empty()) globs.emplace_back(glob);
    list.remove_prefix(std::min(list.size(), glob.size() + 1));
  }
}

// Takes the option at `index` if it is one that serving and the sub-commands share.
bool take_shared(const std::vector<std::string>& arguments, std::size_t& index, Options& options) {
  if (auto dir = value_of("--compile-commands-dir", arguments, index)) {
    options.compile_commands_dir = *dir;
  } else if (auto cache = value_of("--cache-dir", arguments, index)) {
    options.cache_dir = *cache;
  } else if (auto file = value_of("--log-file", arguments, index)) {
    options.log_file = *file;
  } else if (auto globs = value_of("--query-driver", arguments, index)) {
    append_globs(*globs, options.query_drivers);
  } else if (auto size = value_of("--memory-budget", arguments, index)) {
    options.memory_budget_mb = parse_megabytes(*size);
    if (!options.memory_budget_mb) {
      options.warnings.push_back(
          fmt::format("--memory-budget={}: not a size from {} MB to {} MB", *size, kMinBudgetMb, kMaxBudgetMb));
    }
  } else if (auto level = value_of("--log", arguments, index)) {
    auto parsed = base::parse_log_level(*level);
    if (parsed) {
      options.log_level = *parsed;
    } else {
      options.warnings.push_back(fmt::format("--log={}: {}", *level, parsed.error().message));
    }
  } else {
    return false;
  }
  return true;
}

// `-j N`, `-j=N` and make's `-jN`.
std::optional<std::string> jobs_value(const std::vector<std::string>& arguments, std::size_t& index) {
  const std::string& argument = arguments[index];
  if (argument.size() > 2 && argument.starts_with("-j") && argument[2] != '=') return argument.substr(2);
  return value_of("-j", arguments, index);
}

std::optional<std::size_t> parse_jobs(const std::string& text) {
  std::size_t jobs = 0;
  auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), jobs);
  if (failure != std::errc() || end != text.data() + text.size() || jobs == 0 || jobs > kMaxJobs) return std::nullopt;
  return jobs;
}

std::optional<Options::DumpRows> dumped_layer(std::string_view argument) {
  if (argument == "--dump-rows") return Options::DumpRows::kAll;
  if (argument == "--dump-rows=lexical") return Options::DumpRows::kLexical;
  if (argument == "--dump-rows=semantic") return Options::DumpRows::kSemantic;
  return std::nullopt;
}

// What `query` answers.
constexpr std::array<std::string_view, 9> kQuestions = {
    "symbol", "definition", "mentions", "references", "callers", "callees", "bases", "derived", "implementations"};

bool is_question(std::string_view word) {
  return std::find(kQuestions.begin(), kQuestions.end(), word) != kQuestions.end();
}

std::optional<Options::DepsPart> deps_part(std::string_view argument) {
  if (argument == "--cycles") return Options::DepsPart::kCycles;
  if (argument == "--costliest") return Options::DepsPart::kCostliest;
  if (argument == "--unused") return Options::DepsPart::kUnused;
  if (argument == "--packages") return Options::DepsPart::kPackages;
  return std::nullopt;
}

// What is wrong with a call of `impact`; empty: nothing.
std::string impact_problem(std::size_t names, const Options& options) {
  if (!options.git_revision.empty()) return names == 0 && options.without.empty() ? "" : "--git takes no name";
  if (!options.without.empty()) {
    if (options.format == OutputFormat::kDot) return "--without has no graph";
    return names == 1 ? "" : "--without takes the file that has the include";
  }
  return names != 0 ? "" : "name a file or a symbol, or --git REV";
}

// `arguments[0]` is the sub-command. What is not understood is an error here: no
// editor's settings are at stake, and CI must not pass because of a typing mistake.
Options parse_sub_command(Action action, const std::vector<std::string>& arguments) {
  Options options;
  options.action = action;
  std::vector<std::string> operands;
  bool only_operands = false;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (only_operands || !argument.starts_with('-')) {
      operands.push_back(argument);
    } else if (argument == "--") {
      only_operands = true;
    } else if (argument == "--help" || argument == "-h") {
      options.action = Action::kHelp;
      return options;
    } else if (argument == "--json") {
      options.format = OutputFormat::kJson;
    } else if (argument.starts_with("--dump-rows") && action == Action::kDoctor) {
      const auto layer = dumped_layer(argument);
      if (!layer) return usage_error(fmt::format("doctor: {}: lexical or semantic", argument));
      options.dump_rows = *layer;
    } else if (argument == "--watch" && action == Action::kMemory) {
      options.is_watching = true;
    } else if (auto page = action == Action::kMemory ? value_of("--html", arguments, i) : std::nullopt) {
      options.html_file = *page;
    } else if (argument == "--sarif" && action == Action::kCheck) {
      options.format = OutputFormat::kSarif;
    } else if (argument == "--dot" && (action == Action::kImpact || action == Action::kDeps)) {
      options.format = OutputFormat::kDot;
    } else if (auto revision = action == Action::kImpact ? value_of("--git", arguments, i) : std::nullopt) {
      options.git_revision = *revision;
    } else if (auto header = action == Action::kImpact ? value_of("--without", arguments, i) : std::nullopt) {
      options.without = *header;
    } else if (const auto part = action == Action::kDeps ? deps_part(argument) : std::nullopt) {
      if (options.deps_part != Options::DepsPart::kSummary) return usage_error("deps: one part at a time");
      options.deps_part = *part;
    } else if (argument == "--lexical" && action == Action::kIndex) {
      options.lexical_only = true;
    } else if (auto mode = action == Action::kIndex ? value_of("--preludes", arguments, i) : std::nullopt) {
      if (*mode != "on" && *mode != "off" && *mode != "verify")
        return usage_error(fmt::format("--preludes={}: on, off or verify", *mode));
      options.preludes = *mode;
    } else if (auto jobs =
                   action == Action::kCheck || action == Action::kIndex ? jobs_value(arguments, i) : std::nullopt) {
      const auto parsed = parse_jobs(*jobs);
      if (!parsed) return usage_error(fmt::format("-j {}: not a number from 1 to {}", *jobs, kMaxJobs));
      options.jobs = *parsed;
    } else if (!take_shared(arguments, i, options)) {
      return usage_error(fmt::format("{}: unknown option {}", arguments[0], argument));
    }
  }
  if (!options.warnings.empty()) return usage_error(options.warnings.front());
  if (action == Action::kMemory) {
    if (operands.size() > 1) return usage_error("memory: takes one folder at most");
    if (!operands.empty()) options.directory = operands.front();
    return options;
  }
  if (operands.empty() || operands.front().empty()) {
    return usage_error(fmt::format("{}: name the project's folder", arguments[0]));
  }
  if (action == Action::kDoctor && operands.size() > 2) return usage_error("doctor: takes one file at most");
  if (action == Action::kDeps && operands.size() > 1) return usage_error("deps: takes one folder");
  if (action == Action::kIndex && operands.size() > 1) return usage_error("index: takes one folder");
  if (action == Action::kQuery && (operands.size() != 3 || !is_question(operands[1]) || operands[2].empty())) {
    return usage_error(fmt::format("query: takes a folder, one of {}, and a name", fmt::join(kQuestions, ", ")));
  }
  if (action == Action::kImpact) {
    if (const std::string problem = impact_problem(operands.size() - 1, options); !problem.empty()) {
      return usage_error("impact: " + problem);
    }
  }
  if (options.dump_rows != Options::DumpRows::kNone && (operands.size() > 1 || options.format != OutputFormat::kText)) {
    return usage_error("doctor: --dump-rows takes the folder only");
  }
  options.directory = operands.front();
  options.files.assign(operands.begin() + 1, operands.end());
  return options;
}

}  // namespace

Options parse_options(const std::vector<std::string>& arguments, bool on_terminal) {
  if (!arguments.empty() && arguments[0] == "check") return parse_sub_command(Action::kCheck, arguments);
  if (!arguments.empty() && arguments[0] == "doctor") return parse_sub_command(Action::kDoctor, arguments);
  if (!arguments.empty() && arguments[0] == "index") return parse_sub_command(Action::kIndex, arguments);
  if (!arguments.empty() && arguments[0] == "query") return parse_sub_command(Action::kQuery, arguments);
  if (!arguments.empty() && arguments[0] == "deps") return parse_sub_command(Action::kDeps, arguments);
  if (!arguments.empty() && arguments[0] == "impact") return parse_sub_command(Action::kImpact, arguments);
  if (!arguments.empty() && arguments[0] == "memory") return parse_sub_command(Action::kMemory, arguments);
  Options options;
  if (arguments.empty() && on_terminal) return usage_error("stdin is a terminal: cairn is started by an editor");
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--help" || argument == "-h") {
      options.action = Action::kHelp;
      return options;
    }
    if (argument == "--version") {
      options.action = Action::kVersion;
      return options;
    }
    if (argument == "--stdio") continue;
    if (argument.starts_with("--pipe") || argument.starts_with("--socket")) {
      // Ignoring it would leave the client waiting at its end for ever.
      return usage_error(fmt::format("{} is not supported; use stdin and stdout (--stdio)", argument));
    }
    if (take_shared(arguments, i, options)) continue;
    if (argument == "--background-index" || argument == "--background-index=1") continue;
    if (argument == "--background-index=0") {
      options.background_index = false;
      continue;
    }
    if (auto trace = value_of("--trace", arguments, i)) {
      options.trace_file = *trace;
    } else if (auto pid = value_of("--clientProcessId", arguments, i)) {
      options.client_process_id = parse_pid(*pid);
      if (!options.client_process_id) options.warnings.push_back(fmt::format("{} is not a process id", argument));
    } else {
      options.warnings.push_back(fmt::format("unknown argument {} is ignored", argument));
    }
  }
  return options;
}

std::string help_text() {
  return R"(usage: cairn [OPTION]...
       cairn check DIR [FILE]... [-j N] [--json | --sarif] [OPTION]...
       cairn doctor DIR [FILE] [--json | --dump-rows[=LAYER]] [OPTION]...
       cairn index DIR [--lexical] [-j N] [--json] [OPTION]...
       cairn query DIR QUESTION NAME [--json] [OPTION]...
       cairn deps DIR [--cycles | --costliest | --unused | --packages] [--json | --dot] [OPTION]...
       cairn impact DIR FILE...|SYMBOL|--git REV [--json | --dot] [OPTION]...
       cairn impact DIR FILE --without HEADER [--json] [OPTION]...
       cairn memory [DIR] [--json] [--watch] [--html FILE] [OPTION]...

A C and C++ language server. Editors start it and speak LSP on its stdin and stdout.

  check     parse every file of DIR's compilation database, or the FILEs, and print
            what clang says of them
  doctor    print what is known about the project in DIR, and about FILE, and check
            DIR's index

  index     build or refresh DIR's index; --lexical: only what a scan of the sources tells
  query     ask the index: symbol NAME for what fits NAME; definition, references,
            callers, callees, bases, derived or implementations for what is NAME
            (also ns::Class::NAME), or stands at FILE:LINE:COLUMN; mentions NAME for files that
            contain that word
  deps      who includes whom: files that include each other in a circle, what each header
            costs all units together, includes of sources from which nothing is used; which
            packages the build uses, and two versions of one that reach one target
  impact    what is built again, and how long that takes, when FILEs change, or those that
            declare SYMBOL (or what stands at FILE:LINE:COLUMN), or what differs from
            commit REV; --without: what FILE not including HEADER would save
  memory    ask the running server for DIR, or the only one, where its memory is

  -j N                         check, index: workers at once (default: one per core)
  --json                       one JSON document instead of text
  --sarif                      check: SARIF 2.1.0 instead of text
  --dot                        deps, impact: Graphviz instead of text
  --watch                      memory: print again every second
  --html FILE                  memory: a page for a browser instead, complete in itself
  --dump-rows[=LAYER]          doctor: all rows of the index, sorted, instead of a report;
                               LAYER: lexical or semantic
  --stdio                      serve on stdin and stdout (the default)
  --compile-commands-dir=DIR   folder that holds compile_commands.json
                               (default: the workspace root, build*/, out*/)
  --query-driver=GLOB[,GLOB]   compilers that may be run to ask where their headers are
                               (* matches no slash, ** does; default: none)
  --cache-dir=DIR              folder for Cairn's own files about this one workspace
                               (default: one below $XDG_CACHE_HOME/cairn)
  --log=error|info|verbose     how much to log on stderr (default: info)
  --log-file=FILE              log into FILE instead
  --trace=FILE                 when what was done in this session, for chrome://tracing and
                               Perfetto; at most 64 MB
  --memory-budget=SIZE         for all processes together: 600M, 1.5G (default: 2 GB, or
                               a quarter of the memory there is if that is less)
  --background-index[=0]       keep an index of the workspace (the default), or not
  --clientProcessId=PID        end when this process ends
  --version                    print the version and exit
  --help                       print this text and exit

Exit codes: 0 done; 1 the client left without 'shutdown', or start failed; 2 usage.
check: 0 no errors, 1 cannot run, 3 errors or files that cannot be parsed.
doctor: 0 in order, 1 something hinders answers. index: 0 done, 1 cannot run,
3 units that cannot be parsed. query: 0 found, 1 nothing found or cannot run.
deps: 0 told, 1 cannot run. impact: 0 told, 1 nothing known of it or cannot run.
memory: 0 told, 1 no server answers. 128+N: ended by signal N.
)";
}

}  // namespace cairn::server
