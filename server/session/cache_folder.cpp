#include "server/session/cache_folder.h"

#include <unistd.h>

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
  if (!cache_dir.empty()) {
    std::error_code failure;
    path = fs::normalize_path(std::filesystem::absolute(cache_dir, failure).string());
  } else {
    auto home = fs::cache_home();
    if (!home) return unexpected(home.error());
    const std::string real_root = root.empty() ? std::string() : fs::real_path(root).value_or(root);
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
      prepared = fs::make_private_directory(scratch);
      if (prepared) return CacheFolder(path, scratch, *std::move(lock));
    } else {
      prepared = unexpected(lock.error());
    }
  }
  return unexpected(Error(prepared.error()).within("cannot make the cache folder (name another with --cache-dir)"));
}

std::string store_folder(const std::string& cache_path) { return fs::join_path(cache_path, "store"); }

std::string units_file(const std::string& store_folder) { return fs::join_path(store_folder, "units.db"); }

}  // namespace cairn::server
