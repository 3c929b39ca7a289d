#include "core/project/build_steps.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/project/cmake_reply.h"
#include "core/project/ninja_log.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

constexpr std::size_t kMaxLogBytes = std::size_t{256} << 20;  // LLVM's has 1 MB
constexpr std::size_t kMaxProblems = 20;

// "STATIC_LIBRARY" as people say it.
std::string kind_of(const std::string& type) {
  std::string kind;
  for (const char c : type) kind += c == '_' ? ' ' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return kind;
}

void sort_unique(std::vector<std::uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

}  // namespace

std::string object_of(const std::vector<std::string>& words) {
  std::string object;  // the last one counts
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "-o" || word == "--output") {
      if (i + 1 < words.size()) object = words[++i];
    } else if (word.starts_with("--output=")) {
      object = word.substr(9);
    } else if (word.starts_with("-o") && !word.starts_with("-object")) {
      object = word.substr(2);
    }
  }
  return object;
}

std::string_view cmake_target_of(std::string_view object) {
  constexpr std::string_view kFolder = "CMakeFiles/";
  const std::size_t at = object.starts_with(kFolder) ? 0 : object.find("/CMakeFiles/");
  if (at == std::string_view::npos) return {};
  const std::string_view rest = object.substr(at + kFolder.size() + (at == 0 ? 0 : 1));
  const std::string_view name = rest.substr(0, rest.find('/'));
  if (!name.ends_with(".dir") || name.size() == rest.size()) return {};
  return name.substr(0, name.size() - 4);
}

BuildSteps::BuildSteps(const CompilationDatabase& database, const std::string& database_folder, std::string root)
    : database_(database), root_(std::move(root)) {
  if (!database_folder.empty()) read_targets(database_folder);
}

std::uint32_t BuildSteps::target(const std::string& name, const std::string& kind) {
  const auto [known, is_new] = numbers_.try_emplace(name, static_cast<std::uint32_t>(targets_.size()));
  if (is_new) targets_.push_back({name, kind, {}});
  return known->second;
}

void BuildSteps::read_targets(const std::string& build_folder) {
  if (!looked_at_.emplace(build_folder, true).second) return;
  const auto reply = read_cmake_reply(build_folder);
  if (!reply) {
    if (reply.error().code != ErrorCode::kNotFound && problems_.size() < kMaxProblems) {
      problems_.push_back(reply.error().message);
    }
    return;
  }
  for (const CMakeTarget& each : *reply) {
    const std::uint32_t number = target(each.name, kind_of(each.type));
    for (const std::string& source : each.sources) sources_[source].push_back(number);
  }
  for (const CMakeTarget& each : *reply) {
    std::vector<std::uint32_t>& needs = targets_[numbers_.find(each.name)->second].needs;
    for (const std::string& need : each.needs) {
      if (const auto known = numbers_.find(need); known != numbers_.end()) needs.push_back(known->second);
    }
    sort_unique(needs);
  }
}

const BuildSteps::Times& BuildSteps::times_in(const std::string& build_folder) {
  const auto [known, is_new] = times_.try_emplace(build_folder);
  if (!is_new) return known->second;
  const auto text = fs::read_file(build_folder + "/.ninja_log", kMaxLogBytes);
  if (!text) return known->second;
  if (auto times = parse_ninja_log(*text)) {
    for (const auto& [output, time] : *times) known->second[fs::join_path(build_folder, output)] = time;
  }
  return known->second;
}

std::vector<std::uint32_t> BuildSteps::targets_of(const std::string& path, const std::string& object) {
  // A source may be in several targets; the object tells which one this entry is of.
  const std::string_view named = cmake_target_of(object);
  if (!named.empty()) return {target(std::string(named), "")};
  if (const auto known = sources_.find(path); known != sources_.end()) {
    std::vector<std::uint32_t> numbers = known->second;
    sort_unique(numbers);
    return numbers;
  }
  std::string_view folder = fs::parent_path(path);
  if (root_.size() > 1 && fs::is_within(root_, folder)) folder.remove_prefix(std::min(folder.size(), root_.size() + 1));
  if (folder.empty()) folder = ".";
  return {target(std::string(folder), "folder")};
}

BuildStep BuildSteps::step_of(const std::string& path, std::size_t nth) {
  BuildStep step;
  const std::string directory = database_.written_directory(path, nth);
  const std::string object = object_of(database_.written_command(path, nth));
  if (!directory.empty()) read_targets(directory);
  if (!object.empty()) step.object = fs::join_path(directory, object);
  step.targets = targets_of(path, step.object);
  if (!step.object.empty()) {
    const Times& times = times_in(directory);
    if (const auto known = times.find(step.object); known != times.end()) step.build_ms = known->second;
  }
  return step;
}

}  // namespace cairn::project
