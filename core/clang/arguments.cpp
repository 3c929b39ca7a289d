// Clang's driver recovers from most flags that it does not know: the unit is there,
// and diagnostics without a place name the flag. A few (a bad -march, -std of the
// other language, an unknown -Xclang) give no unit and, through libclang, no reason
// either; those are found by halving: O(k log n) tries of an empty file for k bad
// flags among n. Reading libclang's stderr instead would be one try, but would tie
// Cairn to the wording of messages for people and to descriptor 2 of the process.
#include "core/clang/arguments.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "core/clang/raii.h"

namespace cairn::clang {
namespace {

// An argument with the values that belong to it: dropped together or not at all.
using Group = std::vector<std::string>;

// Each round drops at least one argument; commands with more rounds than this are
// beyond repair.
constexpr int kMaxRounds = 8;

bool forwards_next(std::string_view argument) {
  return argument == "-Xclang" || argument == "-Xpreprocessor" || argument == "-mllvm";
}

bool reads_a_file(const Group& group) { return group.front() == "-include" || group.front() == "-imacros"; }

// Whatever does not begin with a dash belongs to what stands before it. A run of
// -Xclang arguments is one group, because such flags and their values come in pairs.
std::vector<Group> group_arguments(const std::vector<std::string>& arguments) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const bool continues_run = !groups.empty() && argument == "-Xclang" && groups.back().front() == "-Xclang";
    const bool is_value = !groups.empty() && !argument.starts_with('-');
    if (!continues_run && !is_value) groups.emplace_back();
    groups.back().push_back(argument);
    if (forwards_next(argument) && i + 1 < arguments.size()) groups.back().push_back(arguments[++i]);
  }
  return groups;
}

std::vector<std::string> flatten(const std::vector<Group>& groups) {
  std::vector<std::string> arguments;
  for (const Group& group : groups) arguments.insert(arguments.end(), group.begin(), group.end());
  return arguments;
}

// Whatever stands in quotes and looks like an option in a message of the driver's.
std::vector<std::string> quoted_options(std::string_view message) {
  std::vector<std::string> options;
  std::size_t open = 0;
  while ((open = message.find('\'', open)) != std::string_view::npos) {
    const std::size_t close = message.find('\'', open + 1);
    if (close == std::string_view::npos) break;
    if (close > open + 1 && message[open + 1] == '-') options.emplace_back(message.substr(open + 1, close - open - 1));
    open = close + 1;
  }
  return options;
}

struct Attempt {
  bool has_unit = false;
  std::vector<std::string> refused;  // options that complaints name
};

Attempt attempt(CXIndex index, const std::string& path, const std::vector<Group>& groups) {
  std::vector<Group> tried;
  // Files that -include names would be parsed at every try, for nothing.
  std::copy_if(groups.begin(), groups.end(), std::back_inserter(tried),
               [](const Group& g) { return !reads_a_file(g); });
  const std::vector<std::string> arguments = flatten(tried);
  const std::vector<const char*> command = full_command(arguments, "/");
  CXTranslationUnit raw = nullptr;
  CXUnsavedFile overlay{path.c_str(), "", 0};
  const unsigned overlays = access(path.c_str(), F_OK) == 0 ? 0 : 1;
  clang_parseTranslationUnit2FullArgv(index, path.c_str(), command.data(), static_cast<int>(command.size()), &overlay,
                                      overlays, CXTranslationUnit_None, &raw);
  const UnitHandle unit(raw);
  Attempt result;
  result.has_unit = raw != nullptr;
  for (unsigned i = 0; raw && i < clang_getNumDiagnostics(raw); ++i) {
    const DiagnosticHandle diagnostic(clang_getDiagnostic(raw, i));
    if (clang_getDiagnosticSeverity(diagnostic.get()) < CXDiagnostic_Error) continue;
    CXFile file = nullptr;
    clang_getFileLocation(clang_getDiagnosticLocation(diagnostic.get()), &file, nullptr, nullptr, nullptr);
    if (file) continue;
    for (std::string& option : quoted_options(take_bytes(clang_getDiagnosticSpelling(diagnostic.get())))) {
      result.refused.push_back(std::move(option));
    }
  }
  return result;
}

// The groups of [first, last) with which clang gives a unit, given `before`, which
// does already; the others are appended to `dropped`.
void halve(CXIndex index, const std::string& path, const std::vector<Group>& groups, std::size_t first,
           std::size_t last, std::vector<Group>& before, std::vector<Group>& dropped) {
  std::vector<Group> tried = before;
  tried.insert(tried.end(), groups.begin() + static_cast<std::ptrdiff_t>(first),
               groups.begin() + static_cast<std::ptrdiff_t>(last));
  if (attempt(index, path, tried).has_unit) {
    before = std::move(tried);
    return;
  }
  if (last - first == 1) {
    dropped.push_back(groups[first]);
    return;
  }
  const std::size_t middle = first + (last - first) / 2;
  halve(index, path, groups, first, middle, before, dropped);
  halve(index, path, groups, middle, last, before, dropped);
}

// The group that `option` names: exactly, else as the beginning of it ("-mabi=").
bool names(const std::string& option, const Group& group) {
  return std::find(group.begin(), group.end(), option) != group.end() ||
         (option.ends_with('=') && group.front().starts_with(option));
}

}  // namespace

AcceptedArguments accept_arguments(CXIndex index, const std::string& empty_file,
                                   const std::vector<std::string>& arguments) {
  std::vector<Group> groups = group_arguments(arguments);
  std::vector<Group> dropped;
  for (int round = 0; round < kMaxRounds && !groups.empty(); ++round) {
    const Attempt result = attempt(index, empty_file, groups);
    if (!result.has_unit) {
      if (!attempt(index, empty_file, {}).has_unit) break;
      std::vector<Group> kept;
      halve(index, empty_file, groups, 0, groups.size(), kept, dropped);
      groups = std::move(kept);
      continue;
    }
    const std::size_t tried = groups.size();
    std::erase_if(groups, [&](const Group& group) {
      const bool refused = std::any_of(result.refused.begin(), result.refused.end(),
                                       [&](const std::string& option) { return names(option, group); });
      if (refused) dropped.push_back(group);
      return refused;
    });
    if (groups.size() == tried) break;
  }
  AcceptedArguments accepted{flatten(groups), {}};
  const std::vector<std::string> refused = flatten(dropped);
  const std::set<std::string> unwanted(refused.begin(), refused.end());
  std::copy_if(arguments.begin(), arguments.end(), std::back_inserter(accepted.dropped),
               [&](const std::string& argument) { return unwanted.contains(argument); });
  return accepted;
}

std::vector<const char*> full_command(const std::vector<std::string>& arguments, const char* working_directory) {
  // The driver looks for the system's headers beside itself; with a bare "clang" it
  // composes paths such as /../lib/gcc that are right only through symbolic links.
  std::vector<const char*> command = {"/usr/bin/clang"};
  for (const std::string& argument : arguments) command.push_back(argument.c_str());
  command.insert(command.end(), {"-working-directory", working_directory,
                                 // Instantiate the preamble's templates once, not at every reparse.
                                 "-Xclang", "-fpch-instantiate-templates",
                                 // Ordinary comments document code too.
                                 "-fparse-all-comments",
                                 // libclang turns "did you mean" off where nobody says so.
                                 "-fspell-checking",
                                 // 20, the default, hides the end of a file that is being rewritten.
                                 "-ferror-limit=200",
                                 // Other compilers' warning options, and headers opened as main files.
                                 "-Wno-unknown-warning-option", "-Wno-pragma-once-outside-header"});
  return command;
}

}  // namespace cairn::clang
