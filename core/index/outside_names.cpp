#include "core/index/outside_names.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::index {
namespace {

// Times of folders have a granularity of some milliseconds, on some file systems of two seconds.
constexpr std::chrono::seconds kFresh{3};

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

const OutsideNames::Folder& OutsideNames::look(const std::string& path) {
  Folder& folder = folders_[path];
  const auto stamp = fs::read_stamp(path);
  if (!stamp) return folder = {};
  if (folder.is_settled && folder.mtime_ns == stamp->mtime_ns) return folder;
  folder = {};
  folder.mtime_ns = stamp->mtime_ns;
  folder.is_settled = now_ns() - stamp->mtime_ns > std::chrono::nanoseconds(kFresh).count();
  std::error_code failed;
  for (std::filesystem::directory_iterator at(path, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code unknown;
    auto& names = at->is_directory(unknown) ? folder.folders : folder.files;
    names.push_back(at->path().filename());
    if (folder.files.size() + folder.folders.size() > kMaxNames) {
      folder.files.clear();
      folder.folders.clear();
      break;
    }
  }
  std::sort(folder.files.begin(), folder.files.end());
  std::sort(folder.folders.begin(), folder.folders.end());
  return folder;
}

std::vector<std::string> OutsideNames::list(const project::Project& project) {
  if (database_ != project.database().database) {
    database_ = project.database().database;
    folders_.clear();
    search_folders_.clear();
    if (database_) search_folders_ = database_->search_folders(16 * kMaxFolders, {});
    std::erase_if(search_folders_, [this](const std::string& path) { return fs::is_within(root_, path); });
    if (search_folders_.size() > kMaxFolders) search_folders_.resize(kMaxFolders);
  }
  std::vector<std::string> paths;
  for (const std::string& search_folder : search_folders_) {
    const Folder& folder = look(search_folder);
    const std::size_t begin = paths.size();
    for (const std::string& name : folder.files) paths.push_back(fs::join_path(search_folder, name));
    const std::size_t own = paths.size();
    for (const std::string& name : folder.folders) {
      const std::string below = fs::join_path(search_folder, name);
      if (fs::is_within(root_, below)) continue;
      for (const std::string& file : look(below).files) paths.push_back(fs::join_path(below, file));
      if (paths.size() - begin <= kMaxNames) continue;
      paths.resize(own);
      break;
    }
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

void OutsideNames::forget() {
  database_.reset();
  search_folders_ = {};
  folders_.clear();
}

std::size_t OutsideNames::memory_bytes() const {
  constexpr std::size_t kString = 48;  // with what a short name takes of the heap
  std::size_t bytes = 0;
  for (const auto& [path, folder] : folders_) bytes += kString * (4 + folder.files.size() + folder.folders.size());
  return bytes;
}

}  // namespace cairn::index
