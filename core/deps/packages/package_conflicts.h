// Two versions of one package in one target of the build.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/deps/impact.h"
#include "core/deps/packages/manifest_state.h"
#include "core/deps/unit_reader.h"
#include "platform/base/result.h"

namespace cairn::deps {

// Where a manifest tells a version.
struct VersionClaim {
  std::string manifest;  // as the index names files
  std::uint32_t line = 0;
  std::string version;
  bool operator==(const VersionClaim&) const = default;
};

// A package whose headers have a place of their own.
struct LocatedPackage {
  std::string name;
  std::vector<std::string> folders;  // or headers, as the index names files
  std::vector<VersionClaim> claims;  // all about the same folders
};

// Of the manifests those packages of which another version lies elsewhere; folders within each other are one place.
// What FetchContent declares lies in `_deps/NAME-src` of the build folders, which are where a CMakeCache.txt is;
// `has_folder` says whether the workspace has one. By name.
std::vector<LocatedPackage> find_rival_packages(const Manifests& manifests,
                                                const std::function<bool(const std::string&)>& has_folder);

struct PackageConflict {
  struct Version {
    VersionClaim claim;
    std::vector<ChainLink> chain;  // from a source to a header of the package
  };
  std::string name;
  std::uint32_t target = 0;       // number in ProjectUnits::targets
  std::vector<Version> versions;  // two or more
};

// Which of the rivals are read by units of one target, or of the libraries that it is linked with, as clang read them.
// Of targets that have it from another only that one is named. Targets that are just folders do not count. By name and
// target. Errors as of UnitReader::visit.
Result<std::vector<PackageConflict>> find_package_conflicts(UnitReader& reader,
                                                            const std::vector<LocatedPackage>& rivals,
                                                            const std::stop_token& stop);

}  // namespace cairn::deps
