#include "core/index/missing_includes.h"

#include <set>
#include <string_view>

#include "platform/fs/path.h"

namespace cairn::index {
namespace {

constexpr std::string_view kFolderOptions[] = {"-isystem", "-iquote", "-idirafter", "-I", "-F"};

std::set<std::string> search_folders(const project::CompileCommand& command, const std::vector<std::string>& files) {
  std::set<std::string> folders;
  for (const std::string& file : files) folders.emplace(fs::parent_path(file));
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const std::string_view argument = command.arguments[i];
    for (const std::string_view option : kFolderOptions) {
      if (!argument.starts_with(option)) continue;
      const std::string_view joined = argument.substr(option.size());
      if (!joined.empty()) {
        folders.insert(fs::join_path(command.directory, joined));
      } else if (i + 1 < command.arguments.size()) {
        folders.insert(fs::join_path(command.directory, command.arguments[i + 1]));
      }
      break;
    }
  }
  return folders;
}

}  // namespace

bool is_any_there(FileStates& states, std::span<const std::string> missing, const project::CompileCommand& command,
                  const std::vector<std::string>& files) {
  if (missing.empty()) return false;
  for (const std::string& folder : search_folders(command, files)) {
    for (const std::string& spelled : missing) {
      if (states.exists(fs::join_path(folder, spelled))) return true;
    }
  }
  return false;
}

}  // namespace cairn::index
