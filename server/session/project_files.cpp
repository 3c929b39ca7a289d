#include "server/session/project_files.h"

namespace cairn::server {
namespace {

constexpr std::size_t kMaxSearchFolders = 4096;
constexpr std::size_t kMaxForcedIncludes = 1024;

}  // namespace

const index::ProjectFiles& ProjectFilesReader::read(const project::ProjectConfig& config, const std::stop_token& stop) {
  const std::string path = project::database_file(config);
  std::optional<fs::FileStamp> stamp;
  if (const auto found = fs::read_stamp(path); !path.empty() && found) stamp = *found;
  if (path == path_ && stamp == stamp_) return files_;
  files_ = {};
  path_ = path;
  stamp_ = stamp;
  if (!stamp) return files_;
  if (auto database = project::CompilationDatabase::load(path, stop)) {
    files_ = {(*database)->search_folders(kMaxSearchFolders, stop), (*database)->files(),
              (*database)->forced_includes(kMaxForcedIncludes, stop)};
  }
  if (stop.stop_requested()) stamp_.reset();
  return files_;
}

}  // namespace cairn::server
