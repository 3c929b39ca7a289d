#include "server/session/cache_folder.h"

#include <unistd.h>

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "platform/base/hash.h"
#include "platform/base/log.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "platform/fs/xdg.h"

namespace cairn::server {

CacheFolder::CacheFolder(std::string path, std::string scratch) : path_(std::move(path)), scratch_(std::move(scratch)) {}

CacheFolder::CacheFolder(CacheFolder&& other) noexcept
    : path_(std::move(other.path_)), scratch_(std::exchange(other.scratch_, {})) {}

CacheFolder::~CacheFolder() {
  if (scratch_.empty()) return;
  if (auto removed = fs::remove_tree(scratch_); !removed) {
    base::log_error("cannot remove {}: {}", scratch_, removed.error().message);
  }
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
    const std::string name = root.empty() ? "single-files" : real_root == "/" ? "root" : std::string(fs::file_name(real_root));
    path = fs::join_path(*home, fmt::format("cairn/{}-{}", name, base::hex64(base::hash64(real_root))));
  }
  const std::string scratch = fs::join_path(path, fmt::format("scratch/{}", getpid()));
  if (auto made = fs::make_private_directory(scratch); !made) {
    return unexpected(Error(made.error()).within("cannot make the cache folder (name another with --cache-dir)"));
  }
  return CacheFolder(path, scratch);
}

}  // namespace cairn::server
