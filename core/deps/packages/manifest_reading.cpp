#include "core/deps/packages/manifest_reading.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/deps/packages/manifest_reader.h"
#include "core/deps/packages/manifest_walk.h"
#include "platform/base/hash.h"
#include "platform/fs/path.h"

namespace cairn::deps {
namespace {

constexpr std::size_t kMaxInputs = 10'000;
constexpr std::size_t kMaxInputBytes = std::size_t{4} << 20;

std::string absolute(const std::string& root, const std::string& path) {
  return path.starts_with('/') ? path : fs::join_path(root, path);
}
std::string relative(const std::string& root, const std::string& path) {
  if (path == root) return ".";
  return fs::is_within(root, path) ? path.substr(root.size() + (root == "/" ? 0 : 1)) : path;
}

bool is_version_script(std::string_view path) {
  return path.ends_with("ConfigVersion.cmake") || path.ends_with("-config-version.cmake");
}

std::optional<fs::FileStamp> stamp_of(const std::string& path) {
  const auto stamp = fs::read_stamp(path);
  return stamp ? std::optional(*stamp) : std::nullopt;
}

// Notes what was read, and under which stamp.
class NotedFiles : public ManifestFiles {
 public:
  NotedFiles(const std::string& root, std::string folder, ManifestState& manifest, std::size_t& files_read)
      : root_(root), folder_(std::move(folder)), manifest_(manifest), files_read_(files_read) {}

  Result<std::string> read(const std::string& path) override {
    if (manifest_.inputs.size() == kMaxInputs) return unexpected(ErrorCode::kTooLarge, "it leads to too many files");
    const std::string full = fs::join_path(folder_, path);
    const auto stamp = stamp_of(full);
    manifest_.inputs.push_back({relative(root_, full), stamp});
    if (!stamp) return unexpected(ErrorCode::kNotFound, full + " is not there");
    manifest_.stamp.is_proof = manifest_.stamp.is_proof && is_proof(*stamp);
    const auto real = fs::real_path(full);
    if (!real) return unexpected(real.error());
    if (!fs::is_within(root_, *real) && !(is_version_script(full) && is_version_script(*real))) {
      return unexpected(ErrorCode::kPermission, full + " leads out of the workspace");
    }
    ++files_read_;
    return fs::read_file(*real, kMaxInputBytes);
  }

 private:
  const std::string& root_;
  const std::string folder_;
  ManifestState& manifest_;
  std::size_t& files_read_;
};

// Makes folders what the index calls them.
void place(const std::string& root, const std::string& folder, PackageFacts& facts) {
  for (Package& package : facts.packages) {
    std::vector<std::string> places;
    for (const std::string& each : package.folders) {
      std::string full = fs::join_path(folder, each);
      if (auto real = fs::real_path(full)) full = *std::move(real);
      if (!each.starts_with('/') && !fs::is_within(root, full)) {
        facts.problems.push_back({package.line, fmt::format("{} leads out of the workspace", each)});
        continue;
      }
      places.push_back(relative(root, full));
    }
    package.folders = std::move(places);
  }
}

}  // namespace

ManifestState read_manifest(const std::string& root, const std::string& path, const ManifestState* earlier,
                            std::size_t& files_read) {
  ManifestState manifest;
  manifest.readers = kReadersVersion;
  const std::string full = absolute(root, path);
  const std::string folder(fs::parent_path(full));
  const auto stamp = stamp_of(full);
  if (stamp) manifest.stamp = {*stamp, is_proof(*stamp)};
  ++files_read;
  const auto text = fs::read_file(full, kMaxManifestBytes);
  const ManifestReader* reader = reader_of(full);
  if (!text) {
    manifest.facts = broken_manifest(0, text.error().message);
  } else if (reader != nullptr) {
    manifest.content_hash = base::hash64(*text);
    NotedFiles files(root, folder, manifest, files_read);
    manifest.facts = reader->read({full, *text}, files);
    place(root, folder, manifest.facts);
  }
  if (manifest.facts.packages.size() > kMaxPackages) {
    manifest.facts.problems.push_back({0, fmt::format("more than {} packages: the rest is left out", kMaxPackages)});
    manifest.facts.packages.resize(kMaxPackages);
  }
  if (manifest.facts.is_broken && earlier != nullptr) manifest.facts.packages = earlier->facts.packages;
  return manifest;
}

bool is_current(const std::string& root, const std::string& path, const ManifestState& manifest) {
  if (!manifest.stamp.is_proof || manifest.readers != kReadersVersion) return false;
  if (stamp_of(absolute(root, path)) != manifest.stamp.stamp) return false;
  return std::all_of(manifest.inputs.begin(), manifest.inputs.end(),
                     [&](const ManifestInput& input) { return stamp_of(absolute(root, input.path)) == input.stamp; });
}

}  // namespace cairn::deps
