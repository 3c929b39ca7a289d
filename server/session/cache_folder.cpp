#include "server/session/cache_folder.h"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "platform/base/hash.h"
#include "platform/base/log.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "platform/fs/xdg.h"

namespace cairn::server {
namespace {

constexpr std::string_view kLockSuffix = ".lock";
constexpr std::string_view kWorkspaceFile = "workspace";
constexpr std::size_t kMaxRootBytes = std::size_t{64} << 10;

// REQUIRES: the caller holds the lock of this scratch folder.
void remove_scratch(const std::string& scratch) {
  for (const std::string& path : {scratch, scratch + std::string(kLockSuffix)}) {
    if (auto removed = fs::remove_tree(path); !removed) {
      base::log_error("cannot remove {}: {}", path, removed.error().message);
    }
  }
}

// A server that was killed removed nothing; its lock is free.
void remove_abandoned(const std::string& folder) {
  const auto names = fs::list_directory(folder);
  if (!names) return;
  for (const std::string& name : *names) {
    if (!name.ends_with(kLockSuffix)) continue;
    if (auto lock = fs::FileLock::try_acquire(fs::join_path(folder, name))) {
      base::log_info("removing what an earlier server left in {}", folder);
      remove_scratch(fs::join_path(folder, name.substr(0, name.size() - kLockSuffix.size())));
    }
  }
}

bool has_other_owners(const std::string& scratch_parent, const std::string& own_lock) {
  const auto names = fs::list_directory(scratch_parent);
  if (!names) return false;
  return std::any_of(names->begin(), names->end(), [&](const std::string& name) {
    return name.ends_with(kLockSuffix) && fs::join_path(scratch_parent, name) != own_lock;
  });
}

// Remembers whose index a folder that the user named holds. An error if other processes use it for another workspace:
// each would replace the other's index, and answer from it. One after the other is allowed, since a folder may be
// copied or moved along with its workspace.
// REQUIRES: the caller holds `own_lock`; what killed processes left is removed.
Result<void> claim(const std::string& path, const std::string& root, const std::string& scratch_parent,
                   const std::string& own_lock) {
  const std::string file = fs::join_path(path, kWorkspaceFile);
  const auto last = fs::read_file(file, kMaxRootBytes);
  if (last && *last == root) return {};
  if (last && has_other_owners(scratch_parent, own_lock)) {
    return unexpected(ErrorCode::kUnavailable, fmt::format("{} is in use for the workspace {}", path, *last));
  }
  if (last)
    base::log_info("{} was used for the workspace {} before; its index is brought to this one's files", path, *last);
  return fs::write_file_atomically(file, root);
}

}  // namespace

CacheFolder::CacheFolder(std::string path, std::string scratch, fs::FileLock lock)
    : path_(std::move(path)), scratch_(std::move(scratch)), lock_(std::move(lock)) {}

CacheFolder::CacheFolder(CacheFolder&& other) noexcept
    : path_(std::move(other.path_)), scratch_(std::exchange(other.scratch_, {})), lock_(std::move(other.lock_)) {}

CacheFolder::~CacheFolder() {
  if (!scratch_.empty()) remove_scratch(scratch_);
}

Result<CacheFolder> CacheFolder::open(const std::string& cache_dir, const std::string& root) {
  std::string path;
  const std::string real_root = root.empty() ? std::string() : fs::real_path(root).value_or(root);
  if (!cache_dir.empty()) {
    std::error_code failure;
    path = fs::normalize_path(std::filesystem::absolute(cache_dir, failure).string());
  } else {
    auto home = fs::cache_home();
    if (!home) return unexpected(home.error());
    const std::string name = root.empty()       ? "single-files"
                             : real_root == "/" ? "root"
                                                : std::string(fs::file_name(real_root));
    path = fs::join_path(*home, fmt::format("cairn/{}-{}", name, base::hex64(base::hash64(real_root))));
  }
  const std::string scratch_parent = fs::join_path(path, "scratch");
  const std::string scratch = fs::join_path(scratch_parent, std::to_string(getpid()));
  auto prepared = fs::make_private_directory(scratch_parent);
  if (prepared) {
    remove_abandoned(scratch_parent);
    auto lock = fs::FileLock::try_acquire(scratch + std::string(kLockSuffix));
    if (lock) {
      if (!cache_dir.empty()) prepared = claim(path, real_root, scratch_parent, scratch + std::string(kLockSuffix));
      if (prepared) prepared = fs::make_private_directory(scratch);
      if (prepared) return CacheFolder(path, scratch, *std::move(lock));
    } else {
      prepared = unexpected(lock.error());
    }
  }
  return unexpected(Error(prepared.error()).within("cannot use the cache folder (name another with --cache-dir)"));
}

std::string store_folder(const std::string& cache_path) { return fs::join_path(cache_path, "store"); }

std::string units_file(const std::string& store_folder) { return fs::join_path(store_folder, "units.db"); }
std::string packages_file(const std::string& store_folder) { return fs::join_path(store_folder, "deps.db"); }

}  // namespace cairn::server
