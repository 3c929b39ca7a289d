// What one manifest or lock file says about packages. Plain data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cairn::deps {

// Written to the disk: new ones go at the end.
enum class PackageRole : std::uint8_t {
  kSelf = 0,      // what the manifest itself describes
  kWanted = 1,    // asked for, perhaps with a constraint
  kResolved = 2,  // which version was chosen
  kFound = 3,     // which version lies on the disk
};

struct Package {
  std::string ecosystem;  // "cmake", "conan", "vcpkg", "cargo", "npm", "go", "pkg-config", "git", "fetchcontent"
  std::string name;
  std::string version;  // empty: not told, or only by a constraint
  std::string wanted;   // the constraint, as it is spelled
  std::string source;   // where it comes from, as it is spelled
  PackageRole role = PackageRole::kWanted;
  std::uint32_t line = 0;          // of the file, from 0
  std::vector<std::string> needs;  // "NAME" or "NAME VERSION" of packages of the same file
  std::vector<std::string>
      folders;  // below which its headers lie, or single headers; read_manifest() makes them absolute
  bool operator==(const Package&) const = default;
};

// Something that is wrong with a file, for people.
struct ManifestProblem {
  std::uint32_t line = 0;  // from 0
  std::string message;
  bool operator==(const ManifestProblem&) const = default;
};

struct PackageFacts {
  std::vector<Package> packages;
  std::vector<ManifestProblem> problems;
  bool is_broken = false;  // `packages` are those of an earlier state, or none: the file cannot be read as it is
  bool operator==(const PackageFacts&) const = default;
};

}  // namespace cairn::deps
