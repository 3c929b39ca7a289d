#include "server/cli/stored_index.h"

#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "platform/fs/file.h"
#include "server/cli/command_line_project.h"
#include "server/cli/print.h"
#include "server/session/cache_folder.h"

namespace cairn::server {

Result<StoredIndex> open_stored_index(const Options& options) {
  auto config = project_config(options);
  if (!config) return unexpected(ErrorCode::kInvalidArgument, config.error().message);
  auto cache = CacheFolder::open(options.cache_dir, config->root);
  if (!cache) return unexpected(cache.error());
  const Error none{ErrorCode::kNotFound,
                   fmt::format("there is no index yet; make one with: cairn index {}", config->root)};
  StoredIndex index;
  index.folder = store_folder(cache->path());
  if (!fs::read_stamp(index.folder)) return unexpected(none);
  store::StoreOptions store_options;
  store_options.may_write = false;
  store_options.on_problem = [](const std::string& message) { print(stderr, message + "\n"); };
  auto store = store::Store::open(index.folder, store_options);
  if (!store) return unexpected(store.error());
  if ((*store)->snapshot()->parts.empty()) return unexpected(none);
  index.store = *std::move(store);
  index.config = *std::move(config);
  return index;
}

}  // namespace cairn::server
