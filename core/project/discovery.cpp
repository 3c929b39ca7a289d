// Where a project's flags come from when nobody says: the usual places of a database,
// and the usual flags without one.
#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/project/compilation_database.h"
#include "core/project/language.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

constexpr std::string_view kDatabaseName = "compile_commands.json";

// The better, the earlier in this order: kind of build folder, newest, then by name so that the choice is stable.
struct Candidate {
  int rank;
  std::int64_t age_ns;  // negated modification time
  std::string path;
  auto operator<=>(const Candidate&) const = default;
};

// build, build*, out, out*: 0 to 3; -1 for any other name.
int rank_of(std::string_view name) {
  if (name == "build") return 0;
  if (name.starts_with("build")) return 1;
  if (name == "out") return 2;
  return name.starts_with("out") ? 3 : -1;
}

void consider(const std::string& folder, int rank, std::vector<Candidate>& candidates) {
  std::string path = fs::join_path(folder, kDatabaseName);
  const Result<fs::FileStamp> stamp = fs::read_stamp(path);
  if (stamp) candidates.push_back({rank, -static_cast<std::int64_t>(stamp->mtime_ns), std::move(path)});
}

std::string best_of(const std::vector<Candidate>& candidates) {
  const auto best = std::min_element(candidates.begin(), candidates.end());
  return best == candidates.end() ? std::string{} : best->path;
}

}  // namespace

std::string find_compilation_database(const std::string& root) {
  std::vector<Candidate> candidates;
  consider(root, 0, candidates);
  if (!candidates.empty()) return best_of(candidates);

  std::vector<std::pair<std::string, int>> build_folders;
  const Result<std::vector<std::string>> names = fs::list_directory(root);
  if (!names) return {};
  for (const std::string& entry : *names) {
    const int rank = rank_of(entry);
    if (rank < 0) continue;
    build_folders.emplace_back(fs::join_path(root, entry), rank);
    consider(build_folders.back().first, rank, candidates);
  }
  if (!candidates.empty()) return best_of(candidates);

  for (const auto& [folder, rank] : build_folders) {
    const Result<std::vector<std::string>> below = fs::list_directory(folder);
    if (!below) continue;
    for (const std::string& entry : *below) consider(fs::join_path(folder, entry), rank, candidates);
  }
  return best_of(candidates);
}

CompileCommand fallback_command(const std::string& root, std::string_view path,
                                const std::vector<std::string>& user_flags) {
  const std::string folder(fs::parent_path(path));
  const std::string& directory = root.empty() ? folder : root;
  const FileKind kind = file_kind(path);
  const std::string_view language = likely_language(directory, path);

  CompileCommand command;
  command.directory = directory;
  command.reason = "no entry and no compile_flags.txt helps: default flags";
  set_language(command.arguments, language);
  // The gnu dialects: sources written for GCC or clang without a -std got these.
  if (language == "c" || language == "objective-c") command.arguments.emplace_back("-std=gnu17");
  if (language == "c++" || language == "objective-c++") command.arguments.emplace_back("-std=gnu++20");
  if (kind.is_header) allow_header_as_input(command.arguments);
  for (const std::string& place :
       {directory, fs::join_path(directory, "include"), fs::join_path(directory, "src"), folder}) {
    const std::string option = "-I" + place;
    const bool is_repeated =
        std::find(command.arguments.begin(), command.arguments.end(), option) != command.arguments.end();
    if (!is_repeated) command.arguments.push_back(option);
  }
  // Last, because of two contradicting options clang takes the later one.
  command.arguments.insert(command.arguments.end(), user_flags.begin(), user_flags.end());
  return command;
}

}  // namespace cairn::project
