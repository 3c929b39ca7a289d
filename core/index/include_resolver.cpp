#include "core/index/include_resolver.h"

#include <algorithm>
#include <string>

#include "platform/base/hash.h"
#include "platform/fs/path.h"

namespace cairn::index {
namespace {

std::string_view last_component(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::uint32_t name_hash(std::string_view path) {
  return static_cast<std::uint32_t>(base::hash64(last_component(path)));
}

// Of two relative paths: how many leading folders are the same.
std::size_t shared_folders(std::string_view a, std::string_view b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i) count += a[i] == '/' ? 1 : 0;
  return count;
}

// "a/./b/../c" as "a/c"; empty if it leads out of the root.
std::string cleaned(std::string_view relative) {
  const std::string inside = fs::normalize_path("/r/" + std::string(relative));
  return inside.starts_with("/r/") ? inside.substr(3) : std::string();
}

}  // namespace

IncludeResolver::IncludeResolver(const std::vector<WalkedFile>& files) : files_(files) {
  by_name_.reserve(files.size());
  for (std::uint32_t i = 0; i < files.size(); ++i) by_name_.emplace_back(name_hash(files[i].path), i);
  std::sort(by_name_.begin(), by_name_.end());
}

std::optional<std::size_t> IncludeResolver::find(std::string_view path) const {
  const auto found =
      std::lower_bound(files_.begin(), files_.end(), path,
                       [](const WalkedFile& file, std::string_view wanted) { return file.path < wanted; });
  if (found == files_.end() || found->path != path) return std::nullopt;
  return static_cast<std::size_t>(found - files_.begin());
}

std::string_view IncludeResolver::resolve(std::string_view includer, std::string_view spelled) const {
  if (spelled.empty() || spelled.starts_with('/')) return {};
  const std::size_t slash = includer.rfind('/');
  const std::string_view folder = slash == std::string_view::npos ? std::string_view() : includer.substr(0, slash + 1);
  const std::string beside = cleaned(std::string(folder) + std::string(spelled));
  if (const auto found = beside.empty() ? std::nullopt : find(beside)) return files_[*found].path;
  // Leading ".." are relative to a search path that we do not know.
  while (spelled.starts_with("../") || spelled.starts_with("./")) spelled.remove_prefix(spelled.find('/') + 1);

  const auto range = std::equal_range(by_name_.begin(), by_name_.end(), std::pair(name_hash(spelled), 0U),
                                      [](const auto& a, const auto& b) { return a.first < b.first; });
  const WalkedFile* best = nullptr;
  for (auto each = range.first; each != range.second; ++each) {
    const WalkedFile& file = files_[each->second];
    const std::string_view path = file.path;
    const bool fits =
        path.ends_with(spelled) && (path.size() == spelled.size() || path[path.size() - spelled.size() - 1] == '/');
    if (!fits) continue;
    const auto rank = [&](const WalkedFile& candidate) {
      return std::pair(shared_folders(candidate.path, includer), -static_cast<std::ptrdiff_t>(candidate.path.size()));
    };
    if (!best || rank(file) > rank(*best)) best = &file;
  }
  return best ? std::string_view(best->path) : std::string_view();
}

}  // namespace cairn::index
