#include "core/project/search_folders.h"

#include <array>
#include <cstddef>
#include <string_view>

#include "platform/fs/path.h"

namespace cairn::project {

std::vector<std::string> search_folders_of(const std::vector<std::string>& words, const std::string& directory) {
  constexpr std::array<std::string_view, 4> kOptions = {"-isystem", "-iquote", "-idirafter", "-I"};
  std::vector<std::string> folders;
  for (std::size_t i = 1; i < words.size(); ++i) {
    for (const std::string_view option : kOptions) {
      std::string_view folder = words[i];
      if (!folder.starts_with(option)) continue;
      folder.remove_prefix(option.size());
      if (folder.empty() && i + 1 < words.size()) folder = words[++i];
      if (!folder.empty()) folders.push_back(fs::join_path(directory, folder));
      break;
    }
  }
  return folders;
}

std::vector<std::string> forced_includes_of(const std::vector<std::string>& words) {
  std::vector<std::string> headers;
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (words[i] != "-include" && words[i] != "-imacros") continue;
    if (words[i + 1] == "-Xclang") ++i;
    if (i + 1 < words.size()) headers.push_back(words[++i]);
  }
  return headers;
}

}  // namespace cairn::project
