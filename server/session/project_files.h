// What the index wants to know of the compilation database.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "core/index/lexical_index.h"
#include "core/project/project.h"
#include "platform/fs/file.h"

namespace cairn::server {

// Reads the database again only when its path or stamp is another. Confined to one thread;
// blocks on the disk.
class ProjectFilesReader {
 public:
  // `config`: whose database. None, or a damaged one, gives nothing. Ends early, with a part
  // that is not kept, once `stop` is requested. Valid until the next call.
  const index::ProjectFiles& read(const project::ProjectConfig& config, const std::stop_token& stop);

 private:
  std::string path_;
  std::optional<fs::FileStamp> stamp_;
  index::ProjectFiles files_;
};

}  // namespace cairn::server
