#include "core/index/include_resolver.h"

#include <algorithm>
#include <string>

#include "platform/base/hash.h"
#include "platform/fs/file.h"
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

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash + 1);
}

}  // namespace

IncludeResolver::IncludeResolver(const std::string& root, const std::vector<WalkedFile>& files,
                                 const std::vector<std::string>& search_folders)
    : root_(root), knows_folders_(!search_folders.empty()), files_(files) {
  by_name_.reserve(files.size());
  for (std::uint32_t i = 0; i < files.size(); ++i) by_name_.emplace_back(name_hash(files[i].path), i);
  std::sort(by_name_.begin(), by_name_.end());
  for (const std::string& folder : search_folders) {
    if (folder == root_) {
      listed_folders_.insert("");
      continue;
    }
    const std::string below = relative(folder) + "/";
    const auto first =
        std::lower_bound(files.begin(), files.end(), below,
                         [](const WalkedFile& file, const std::string& wanted) { return file.path < wanted; });
    const bool is_listed = !below.starts_with('/') && first != files.end() && first->path.starts_with(below);
    if (is_listed) {
      listed_folders_.insert(below);
    } else {
      other_folders_.push_back(folder);
    }
  }
}

// Not at the beginning: a save, after which few includes are resolved, would pay for all folders.
void IncludeResolver::list_disk_folders() const {
  for (const std::string& folder : other_folders_) {
    if (disk_folders_.size() == kMaxDiskFolders) break;
    if (!fs::read_stamp(folder)) continue;
    disk_folders_.push_back({folder, std::nullopt});
    if (const auto names = fs::list_directory(folder)) disk_folders_.back().names.emplace(names->begin(), names->end());
  }
}

// Absolute outside of the root.
std::string IncludeResolver::relative(const std::string& path) const {
  return path.size() > root_.size() && path.starts_with(root_) && path[root_.size()] == '/'
             ? path.substr(root_.size() + 1)
             : path;
}

std::optional<std::size_t> IncludeResolver::find(std::string_view path) const {
  const auto found =
      std::lower_bound(files_.begin(), files_.end(), path,
                       [](const WalkedFile& file, std::string_view wanted) { return file.path < wanted; });
  if (found == files_.end() || found->path != path) return std::nullopt;
  return static_cast<std::size_t>(found - files_.begin());
}

const WalkedFile* IncludeResolver::best_listed(std::string_view includer, std::string_view spelled, bool is_angled,
                                               bool& is_reached) const {
  const auto range = std::equal_range(by_name_.begin(), by_name_.end(), std::pair(name_hash(spelled), 0U),
                                      [](const auto& a, const auto& b) { return a.first < b.first; });
  const WalkedFile* best = nullptr;
  for (auto each = range.first; each != range.second; ++each) {
    const WalkedFile& file = files_[each->second];
    const std::string_view path = file.path;
    if (!path.ends_with(spelled) || (is_angled && path == includer)) continue;
    const std::string_view before = path.substr(0, path.size() - spelled.size());
    if (!before.empty() && before.back() != '/') continue;
    const bool is_searched = !listed_folders_.empty() && listed_folders_.contains(std::string(before));
    if (best && is_reached && !is_searched) continue;
    const auto rank = [&](const WalkedFile& candidate) {
      return std::pair(shared_folders(candidate.path, includer), -static_cast<std::ptrdiff_t>(candidate.path.size()));
    };
    if (!best || (is_searched && !is_reached) || rank(file) > rank(*best)) best = &file;
    is_reached = is_reached || is_searched;
  }
  return best;
}

bool IncludeResolver::DiskFolder::may_have(const std::string& first) const {
  return !names || first == "." || first == ".." || first.empty() || names->contains(first);
}

ResolvedInclude IncludeResolver::look_on_disk(const std::string& folder, std::string_view spelled) const {
  const std::string path = fs::join_path(folder, spelled);
  const sync::MutexLock lock(mutex_);
  const auto [entry, is_new] = on_disk_.try_emplace(path);
  // Asked under the lock: each path once.
  if (is_new && fs::read_prefix(path, 1)) entry->second = relative(path);
  return {entry->second, false};
}

ResolvedInclude IncludeResolver::resolve(std::string_view includer, std::string_view spelled, bool is_angled) const {
  if (spelled.empty() || spelled.starts_with('/') || spelled.find('\0') != std::string_view::npos) return {};
  const std::string_view folder = folder_of(includer);
  if (includer.starts_with('/')) {
    if (const auto beside = look_on_disk(std::string(folder), spelled);
        !beside.path.empty() && !(is_angled && beside.path == includer)) {
      const auto listed = find(beside.path);
      return listed ? ResolvedInclude{files_[*listed].path, true} : beside;
    }
  }
  const std::string beside = cleaned(std::string(folder) + std::string(spelled));
  const bool is_itself = is_angled && beside == includer;
  if (const auto found = beside.empty() || is_itself ? std::nullopt : find(beside)) return {files_[*found].path, true};
  const std::string_view whole = spelled;
  // Leading ".." are relative to a search path that we do not know.
  while (spelled.starts_with("../") || spelled.starts_with("./")) spelled.remove_prefix(spelled.find('/') + 1);
  bool is_reached = false;
  const WalkedFile* const best = best_listed(includer, spelled, is_angled, is_reached);
  if (best && is_reached) return {best->path, true};
  std::call_once(are_listed_, [this] { list_disk_folders(); });
  const std::string first(whole.substr(0, whole.find('/')));
  for (const DiskFolder& searched : disk_folders_) {
    if (!searched.may_have(first)) continue;
    if (const auto found = look_on_disk(searched.path, whole); !found.path.empty()) {
      const auto listed = find(found.path);
      return listed ? ResolvedInclude{files_[*listed].path, true} : found;
    }
  }
  const bool may_guess = !knows_folders_ || !is_angled || spelled.find('/') != std::string_view::npos;
  return best && may_guess ? ResolvedInclude{best->path, true} : ResolvedInclude{};
}

}  // namespace cairn::index
