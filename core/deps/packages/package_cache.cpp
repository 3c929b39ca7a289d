#include "core/deps/packages/package_cache.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/deps/packages/manifest_reading.h"
#include "core/deps/packages/manifest_walk.h"
#include "core/deps/set_aside.h"

namespace cairn::deps {
namespace {

void sort_unique(std::vector<std::string>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

}  // namespace

PackageCache::PackageCache(std::string root, std::string database_path)
    : root_(std::move(root)), database_path_(std::move(database_path)) {}

Result<PackageLook> PackageCache::look(const std::stop_token& stop) {
  PackageLook look;
  if (store_ && store_->is_broken()) give_up_store();  // somebody removed or replaced it
  load(look);
  ManifestWalk walk = walk_manifests(root_, stop, folders_);
  const Error cancelled{ErrorCode::kCancelled, "it was cancelled"};
  unsaved_.folders.insert(unsaved_.folders.end(), walk.changed.begin(), walk.changed.end());
  if (stop.stop_requested()) return unexpected(cancelled);
  look.folders = folders_.size();
  look.folders_listed = walk.listed;
  look.problems.insert(look.problems.end(), walk.problems.begin(), walk.problems.end());
  std::set<std::string> present;
  for (const auto& [path, folder] : folders_) {
    for (const std::string& name : folder.manifests) present.insert(path.empty() ? name : path + "/" + name);
  }
  look.manifests = present.size();
  for (const std::string& path : present) {
    if (stop.stop_requested()) return unexpected(cancelled);
    const auto known = manifests_.find(path);
    const ManifestState* earlier = known == manifests_.end() ? nullptr : &known->second;
    if (earlier != nullptr && is_current(root_, path, *earlier)) continue;
    ++look.manifests_read;
    ManifestState manifest = read_manifest(root_, path, earlier, look.files_read);
    if (earlier != nullptr && manifest == *earlier) continue;
    manifests_[path] = std::move(manifest);
    unsaved_.manifests.push_back(path);
  }
  std::erase_if(manifests_, [&](const auto& manifest) {
    if (present.contains(manifest.first)) return false;
    unsaved_.manifests.push_back(manifest.first);
    return true;
  });
  keep(look);
  return look;
}

// Without a database all is read again: that is the whole loss.
void PackageCache::load(PackageLook& look) {
  if (is_loaded_) return;
  for (int attempt = 0; attempt < 2; ++attempt) {
    std::string loss;
    auto store = PackageStore::open_or_renew(database_path_, loss);
    if (!loss.empty()) look.problems.push_back(loss);
    if (!store) return look.problems.push_back(store.error().message);
    Folders folders;
    Manifests manifests;
    const auto loaded = store->load(folders, manifests);
    if (loaded) {
      // What a look without the database has found meanwhile is newer.
      folders_.merge(folders);
      manifests_.merge(manifests);
      store_ = *std::move(store);
      is_loaded_ = true;
      return;
    }
    look.problems.push_back(fmt::format("{}: {}", database_path_, loaded.error().message));
    if (loaded.error().code != ErrorCode::kCorrupt) return;
    store = unexpected(loaded.error());  // closes it
    if (const auto moved = set_aside(database_path_); !moved) return look.problems.push_back(moved.error().message);
  }
}

void PackageCache::keep(PackageLook& look) {
  sort_unique(unsaved_.folders);
  sort_unique(unsaved_.manifests);
  if (!store_ || (unsaved_.folders.empty() && unsaved_.manifests.empty())) return;
  const auto kept = store_->put(unsaved_, folders_, manifests_);
  if (kept) {
    unsaved_ = {};
    return;
  }
  look.problems.push_back(fmt::format("what was learned of packages is not kept: {}", kept.error().message));
  if (kept.error().code == ErrorCode::kNoSpace || kept.error().code == ErrorCode::kUnavailable) return;
  give_up_store();
}

// All goes into another one, at the next look.
void PackageCache::give_up_store() {
  store_.reset();
  is_loaded_ = false;
  for (const auto& [path, folder] : folders_) unsaved_.folders.push_back(path);
  for (const auto& [path, manifest] : manifests_) unsaved_.manifests.push_back(path);
}

}  // namespace cairn::deps
