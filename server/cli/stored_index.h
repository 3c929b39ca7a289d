// The index of a project as the sub-commands that only ask it see it.
#pragma once

#include <memory>
#include <string>

#include "core/project/project.h"
#include "core/store/store.h"
#include "platform/base/result.h"
#include "server/cli/options.h"

namespace cairn::server {

struct StoredIndex {
  project::ProjectConfig config;
  std::string folder;  // of the store
  std::unique_ptr<store::Store> store;
};

// Problems of reading go to stderr as they are found. kNotFound: there is no index yet; the message says how to make
// one. Other errors: there is no such project, or its cache cannot be used.
Result<StoredIndex> open_stored_index(const Options& options);

}  // namespace cairn::server
