#include "core/index/prelude/include_search.h"

#include <sys/stat.h>

#include <algorithm>

#include <fmt/format.h>

#include "platform/fs/path.h"

namespace cairn::index {

std::uint32_t IncludeSearch::add(const SearchPath& path) {
  const auto [entry, is_new] = numbers_.try_emplace(path, static_cast<std::uint32_t>(quoted_.size()));
  if (!is_new) return entry->second;
  std::vector<std::string> angled = path.angled;
  angled.insert(angled.end(), path.system.begin(), path.system.end());
  std::vector<std::string> quoted = path.quoted;
  quoted.insert(quoted.end(), angled.begin(), angled.end());
  quoted_.push_back(std::move(quoted));
  angled_.push_back(std::move(angled));
  return entry->second;
}

bool IncludeSearch::exists(const std::string& path) {
  const auto [entry, is_new] = existence_.try_emplace(path, false);
  if (is_new) {
    struct stat status = {};
    entry->second = ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
  }
  return entry->second;
}

std::string IncludeSearch::find(std::uint32_t path, std::string_view includer, std::string_view spelled, bool is_angled,
                                bool is_next) {
  if (spelled.empty() || spelled.find('\0') != std::string_view::npos) return {};
  if (spelled.front() == '/') {
    std::string absolute = fs::normalize_path(spelled);
    return exists(absolute) ? absolute : std::string();
  }
  const std::string_view beside = fs::parent_path(includer);
  if (!is_angled && !is_next) {
    std::string candidate = fs::join_path(beside, spelled);
    if (exists(candidate)) return candidate;
  }
  const std::vector<std::string>& folders = is_angled || is_next ? angled_[path] : quoted_[path];
  std::size_t first = 0;
  if (is_next) {
    const auto own = std::find_if(folders.begin(), folders.end(), [&](const std::string& folder) {
      return fs::join_path(folder, spelled) == includer;
    });
    if (own != folders.end()) first = static_cast<std::size_t>(own - folders.begin()) + 1;
  }
  const auto look = [&] {
    for (std::size_t i = first; i < folders.size(); ++i) {
      std::string candidate = fs::join_path(folders[i], spelled);
      if (exists(candidate)) return candidate;
    }
    return std::string();
  };
  if (is_next) return look();
  const auto [entry, is_new] = found_.try_emplace(fmt::format("{}{}{}", path, is_angled ? '<' : '"', spelled));
  if (is_new) entry->second = look();
  return entry->second;
}

}  // namespace cairn::index
