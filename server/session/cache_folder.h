// CacheFolder: where Cairn keeps its own files for one workspace.
#pragma once

#include <string>

#include "platform/base/result.h"
#include "platform/fs/file_lock.h"

namespace cairn::server {

// `$XDG_CACHE_HOME/cairn/<name>-<hash of the real root path>/`, or the very folder
// that the user named, mode 0700, with a scratch folder for this process below it.
// The scratch folder and all in it is removed when the object goes; what a killed
// server left behind is removed when the next one opens the folder. Move-only.
class CacheFolder {
 public:
  // `cache_dir` is what the user named, or empty. `root` may be empty (no workspace).
  // An error too if processes that live use the folder that the user named for another
  // workspace.
  static Result<CacheFolder> open(const std::string& cache_dir, const std::string& root);

  CacheFolder(CacheFolder&& other) noexcept;
  CacheFolder& operator=(CacheFolder&&) = delete;
  ~CacheFolder();

  const std::string& path() const { return path_; }
  // For workers' temporary files; named after this process.
  const std::string& scratch() const { return scratch_; }

 private:
  CacheFolder(std::string path, std::string scratch, fs::FileLock lock);
  std::string path_;
  std::string scratch_;
  fs::FileLock lock_;  // on `<scratch>.lock`: says that the scratch folder's owner lives
};

// Where in a cache folder the index lies.
std::string store_folder(const std::string& cache_path);
// The table of units in the folder of a store.
std::string units_file(const std::string& store_folder);
// Of what manifests say of packages.
std::string packages_file(const std::string& store_folder);

}  // namespace cairn::server
