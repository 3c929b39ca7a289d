#include "core/deps/packages/package_conflicts.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/deps/packages/package_versions.h"
#include "core/deps/unit_walk.h"
#include "platform/fs/path.h"

namespace cairn::deps {
namespace {

using File = IncludeGraph::File;

// `folder` may be a header itself; "." is the root.
bool is_below(std::string_view folder, std::string_view path) {
  if (folder == ".") return !path.starts_with('/');
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

bool overlap(const LocatedPackage& a, const LocatedPackage& b) {
  return std::any_of(a.folders.begin(), a.folders.end(), [&](const std::string& left) {
    return std::any_of(b.folders.begin(), b.folders.end(),
                       [&](const std::string& right) { return is_below(left, right) || is_below(right, left); });
  });
}

// Different if some of what is claimed of both compares, and nothing is the same.
bool are_rivals(const LocatedPackage& a, const LocatedPackage& b) {
  if (overlap(a, b)) return false;
  bool differs = false;
  for (const VersionClaim& left : a.claims) {
    for (const VersionClaim& right : b.claims) {
      if (left.version == right.version) return false;
      differs = differs || are_different_versions(a.name, left.version, right.version);
    }
  }
  return differs;
}

std::vector<std::string> build_folders(const Manifests& manifests) {
  constexpr std::string_view kCache = "CMakeCache.txt";
  std::vector<std::string> folders;
  for (const auto& [path, manifest] : manifests) {
    if (path == kCache || path.ends_with("/CMakeCache.txt"))
      folders.push_back(path.substr(0, path.size() - kCache.size()));
  }
  return folders;
}

class Locator {
 public:
  Locator(const Manifests& manifests, const std::function<bool(const std::string&)>& has_folder)
      : build_folders_(build_folders(manifests)), has_folder_(has_folder) {
    for (const auto& [path, manifest] : manifests) {
      for (const Package& package : manifest.facts.packages) add(path, package);
    }
  }

  std::vector<LocatedPackage> rivals() const {
    std::vector<LocatedPackage> rivals;
    for (const auto& [name, places] : packages_) {
      for (const LocatedPackage& each : places) {
        const bool has_rival = std::any_of(places.begin(), places.end(),
                                           [&](const LocatedPackage& other) { return are_rivals(each, other); });
        if (has_rival) rivals.push_back(each);
      }
    }
    return rivals;
  }

 private:
  void add(const std::string& path, const Package& package) {
    std::vector<std::string> folders = package.folders;
    if (package.ecosystem == "fetchcontent" && folders.empty()) folders = fetched(package.name);
    if (folders.empty() || package.version.empty()) return;
    std::vector<LocatedPackage>& places = packages_[package_key(package.name)];
    const VersionClaim claim{path, package.line, package.version};
    const auto known =
        std::find_if(places.begin(), places.end(), [&](const LocatedPackage& each) { return each.folders == folders; });
    if (known != places.end()) {
      if (std::find(known->claims.begin(), known->claims.end(), claim) == known->claims.end())
        known->claims.push_back(claim);
      return;
    }
    places.push_back({package.name, std::move(folders), {claim}});
  }
  std::vector<std::string> fetched(std::string name) const {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
    std::vector<std::string> folders;
    for (const std::string& build : build_folders_) {
      const std::string folder = build + "_deps/" + name + "-src";
      if (has_folder_(folder)) folders.push_back(folder);
    }
    return folders;
  }

  const std::vector<std::string> build_folders_;
  const std::function<bool(const std::string&)>& has_folder_;
  std::map<std::string, std::vector<LocatedPackage>> packages_;  // by key
};

// Which rivals the units of each target read, with a chain to each.
class Readings {
 public:
  using ByRival = std::map<std::uint32_t, std::vector<ChainLink>>;

  Readings(UnitReader& reader, const std::vector<LocatedPackage>& rivals)
      : reader_(reader), rivals_(rivals), walk_(reader), by_target_(reader.project().targets.size()) {}

  void add(const UnitFiles& unit) {
    std::map<std::uint32_t, std::vector<File>> found;  // by rival
    for (const ReadFile& file : unit.files) {
      for (const std::uint32_t rival : rivals_of(file.file)) found[rival].push_back(file.file);
    }
    for (const auto& [rival, files] : found) {
      for (const std::uint32_t target : unit.unit.targets) {
        if (reader_.project().targets[target].kind == "folder") continue;
        if (by_target_[target].contains(rival)) continue;
        std::vector<bool> is_wanted(reader_.graph().size());
        for (const File file : files) is_wanted[file] = true;
        by_target_[target][rival] = links_of(reader_.graph(), walk_.chain(unit, is_wanted));
      }
    }
  }

  const ByRival& of(std::uint32_t target) const { return by_target_[target]; }

 private:
  // Of each package the place that the file is deepest in.
  const std::vector<std::uint32_t>& rivals_of(File file) {
    if (file >= known_.size()) {
      known_.resize(std::max<std::size_t>(file + 1, reader_.graph().size()));
      by_file_.resize(known_.size());
    }
    if (known_[file]) return by_file_[file];
    known_[file] = true;
    const std::string& path = reader_.graph().path(file);
    for (std::uint32_t i = 0; i < rivals_.size(); ++i) {
      const bool is_in = std::any_of(rivals_[i].folders.begin(), rivals_[i].folders.end(),
                                     [&](const std::string& folder) { return is_below(folder, path); });
      if (is_in) by_file_[file].push_back(i);
    }
    return by_file_[file];
  }

  UnitReader& reader_;
  const std::vector<LocatedPackage>& rivals_;
  UnitWalk walk_;
  std::vector<ByRival> by_target_;
  std::vector<bool> known_;
  std::vector<std::vector<std::uint32_t>> by_file_;
};

bool is_linked(const ProjectTarget& target) { return target.kind.ends_with("library"); }

// A target and the libraries it is linked with, the nearest first.
std::vector<std::uint32_t> linked(const ProjectUnits& project, std::uint32_t target) {
  std::vector<std::uint32_t> order = {target};
  std::set<std::uint32_t> seen = {target};
  for (std::size_t next = 0; next < order.size(); ++next) {
    for (const std::uint32_t need : project.targets[order[next]].needs) {
      if (is_linked(project.targets[need]) && seen.insert(need).second) order.push_back(need);
    }
  }
  return order;
}

}  // namespace

std::vector<LocatedPackage> find_rival_packages(const Manifests& manifests,
                                                const std::function<bool(const std::string&)>& has_folder) {
  return Locator(manifests, has_folder).rivals();
}

Result<std::vector<PackageConflict>> find_package_conflicts(UnitReader& reader,
                                                            const std::vector<LocatedPackage>& rivals,
                                                            const std::stop_token& stop) {
  std::vector<PackageConflict> conflicts;
  if (rivals.empty()) return conflicts;
  Readings readings(reader, rivals);
  const auto add = [&](const UnitFiles& unit) {
    if (unit.is_read) readings.add(unit);
    return true;
  };
  if (auto visited = reader.visit(stop, add); !visited) return unexpected(visited.error());
  const ProjectUnits& project = reader.project();
  std::vector<std::set<std::string>> has(project.targets.size());  // by target, names of packages in conflict
  std::vector<std::vector<std::uint32_t>> reach(project.targets.size());
  std::vector<PackageConflict> all;
  for (std::uint32_t target = 0; target < project.targets.size(); ++target) {
    if (stop.stop_requested()) return unexpected(ErrorCode::kCancelled, "it was cancelled");
    reach[target] = linked(project, target);
    std::map<std::string, std::map<std::uint32_t, const std::vector<ChainLink>*>> found;  // by package and rival
    for (const std::uint32_t each : reach[target]) {
      for (const auto& [rival, chain] : readings.of(each)) {
        found[package_key(rivals[rival].name)].emplace(rival, &chain);
      }
    }
    for (const auto& [key, versions] : found) {
      PackageConflict conflict{rivals[versions.begin()->first].name, target, {}};
      for (const auto& [rival, chain] : versions) {
        const bool is_rival = std::any_of(versions.begin(), versions.end(), [&](const auto& other) {
          return are_rivals(rivals[rival], rivals[other.first]);
        });
        if (is_rival) conflict.versions.push_back({rivals[rival].claims.front(), *chain});
      }
      if (conflict.versions.size() < 2) continue;
      has[target].insert(key);
      all.push_back(std::move(conflict));
    }
  }
  for (PackageConflict& conflict : all) {
    const std::string key = package_key(conflict.name);
    const auto& below = reach[conflict.target];
    const bool is_inherited = std::any_of(below.begin() + 1, below.end(), [&](std::uint32_t each) {
      const auto& back = reach[each];
      return has[each].contains(key) && std::find(back.begin(), back.end(), conflict.target) == back.end();
    });
    if (!is_inherited) conflicts.push_back(std::move(conflict));
  }
  std::sort(conflicts.begin(), conflicts.end(), [&](const PackageConflict& a, const PackageConflict& b) {
    return std::tie(a.name, project.targets[a.target].name) < std::tie(b.name, project.targets[b.target].name);
  });
  return conflicts;
}

}  // namespace cairn::deps
