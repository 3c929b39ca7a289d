#include "core/deps/packages/manifest_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/deps/packages/manifest_reader.h"
#include "platform/base/unique_fd.h"

namespace cairn::deps {
namespace {

constexpr std::size_t kMaxFolders = 200'000;
constexpr std::size_t kMaxManifests = 20'000;
constexpr std::size_t kMaxDepth = 128;
constexpr std::size_t kMaxProblems = 20;

// File systems keep times in steps of up to two seconds (FAT); a change within that may leave the stamp as it is.
constexpr std::chrono::seconds kTick(2);

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

bool is_left_out(std::string_view name) {
  return name.starts_with('.') || name == "node_modules" || name == "CMakeFiles";
}

class Walker {
 public:
  Walker(const std::string& root, const std::stop_token& stop, Folders& folders)
      : root_(root), root_fd_(open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)), stop_(stop), folders_(folders) {}

  ManifestWalk run() {
    visit("", 0);
    if (stop_.stop_requested()) return std::move(walk_);
    if (seen_.size() == folders_.size()) return std::move(walk_);
    // What was not come by is gone. Both are sorted.
    std::sort(seen_.begin(), seen_.end());
    for (auto folder = folders_.begin(); folder != folders_.end();) {
      if (std::binary_search(seen_.begin(), seen_.end(), folder->first)) {
        ++folder;
        continue;
      }
      walk_.changed.push_back(folder->first);
      folder = folders_.erase(folder);
    }
    return std::move(walk_);
  }

 private:
  void note(std::string problem) {
    if (walk_.problems.size() < kMaxProblems) walk_.problems.push_back(std::move(problem));
  }

  void visit(const std::string& path, std::size_t depth) {
    if (stop_.stop_requested()) return;
    if (seen_.size() >= kMaxFolders || manifests_ >= kMaxManifests) {
      if (!std::exchange(is_full_, true)) {
        note(fmt::format("more than {} folders or {} manifests: the rest is left out", kMaxFolders, kMaxManifests));
      }
      return;
    }
    if (depth > kMaxDepth) return note(fmt::format("{}/{} is nested too deeply", root_, path));
    const auto stamp = stamp_of(path);
    if (!stamp) return;  // gone meanwhile
    auto known = folders_.find(path);
    if (known == folders_.end() || !known->second.stamp.is_proof || known->second.stamp.stamp != *stamp) {
      FolderState folder;
      folder.stamp = {*stamp, is_proof(*stamp)};
      if (!list(path.empty() ? root_ : root_ + "/" + path, folder)) return;
      ++walk_.listed;
      if (known == folders_.end()) {
        walk_.changed.push_back(path);
        known = folders_.emplace(path, std::move(folder)).first;
      } else if (!(known->second == folder)) {
        walk_.changed.push_back(path);
        known->second = std::move(folder);
      }
    }
    seen_.push_back(path);
    const FolderState& folder = known->second;  // stays where it is while others come
    manifests_ += folder.manifests.size();
    for (const std::string& name : folder.folders) visit(path.empty() ? name : path + "/" + name, depth + 1);
  }

  // Seen from the root, which spares the system half of each path.
  std::optional<fs::FileStamp> stamp_of(const std::string& path) const {
    struct stat status{};
    if (fstatat(root_fd_.get(), path.empty() ? "." : path.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return {};
    const std::int64_t mtime_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    return fs::FileStamp{mtime_ns, static_cast<std::uint64_t>(status.st_size), status.st_ino};
  }

  bool list(const std::string& full, FolderState& folder) {
    base::UniqueFd fd(open(full.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    const std::unique_ptr<DIR, CloseDirectory> directory(fd.get() < 0 ? nullptr : fdopendir(fd.get()));
    if (!directory) {
      note(base::errno_error("cannot read " + full).message);
      return false;
    }
    const int folder_fd = fd.release();  // the stream closes it
    while (const dirent* entry = readdir(directory.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      unsigned char type = entry->d_type;
      struct stat status{};
      if (type == DT_UNKNOWN && fstatat(folder_fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
        type = S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_UNKNOWN;
      }
      if (type == DT_DIR && !is_left_out(name)) {
        folder.folders.emplace_back(name);
      } else if (type == DT_REG && name == "CACHEDIR.TAG") {
        folder.folders.clear();
        folder.manifests.clear();
        return true;
      } else if (type == DT_REG && reader_of(full + "/" + std::string(name)) != nullptr) {
        folder.manifests.emplace_back(name);
      }
    }
    std::sort(folder.folders.begin(), folder.folders.end());
    std::sort(folder.manifests.begin(), folder.manifests.end());
    return true;
  }

  const std::string& root_;
  const base::UniqueFd root_fd_;
  const std::stop_token& stop_;
  Folders& folders_;
  std::vector<std::string> seen_;
  std::size_t manifests_ = 0;
  bool is_full_ = false;
  ManifestWalk walk_;
};

}  // namespace

ManifestWalk walk_manifests(const std::string& root, const std::stop_token& stop, Folders& folders) {
  return Walker(root, stop, folders).run();
}

bool is_proof(const fs::FileStamp& stamp) {
  const auto now = std::chrono::system_clock::now().time_since_epoch() - kTick;
  return stamp.mtime_ns < std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

}  // namespace cairn::deps
