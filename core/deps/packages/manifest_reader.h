// The readers of package managers' files, one for each kind, behind one interface.
//
// Nothing that a file says is run, and no file is written. What a file leads to is read through ManifestFiles only,
// which decides what may be read.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "core/deps/packages/package_facts.h"
#include "platform/base/result.h"

namespace cairn::deps {

// Larger files are not read.
inline constexpr std::size_t kMaxManifestBytes = std::size_t{16} << 20;
// More packages of one file are left out, and that is said.
inline constexpr std::size_t kMaxPackages = 50'000;

// Further files that a manifest leads to.
class ManifestFiles {
 public:
  virtual ~ManifestFiles() = default;
  // The text of a file, named relative to the manifest's folder or absolute.
  virtual Result<std::string> read(const std::string& path) = 0;
};

// A manifest's text. `path` is absolute. Both must outlive the call they are passed to.
struct ManifestText {
  std::string_view path;
  std::string_view text;
};

// One kind of file. Folders in its facts are absolute, or relative to the manifest's.
struct ManifestReader {
  const char* kind;                      // for people: "conan.lock"
  bool (*reads)(std::string_view path);  // whether a file of this absolute path is of that kind
  PackageFacts (*read)(const ManifestText& manifest, ManifestFiles& files);
};

// Pure, but for what `files` reads.
PackageFacts read_cargo_toml(const ManifestText& manifest, ManifestFiles& files);
PackageFacts read_cargo_lock(const ManifestText& manifest, ManifestFiles& files);
PackageFacts read_npm_lock(const ManifestText& manifest, ManifestFiles& files);
PackageFacts read_go_mod(const ManifestText& manifest, ManifestFiles& files);
PackageFacts read_conanfile(const ManifestText& manifest, ManifestFiles& files);
PackageFacts read_conan_lock(const ManifestText& manifest, ManifestFiles& files);
PackageFacts read_vcpkg_json(const ManifestText& manifest, ManifestFiles& files);
PackageFacts read_vcpkg_lock(const ManifestText& manifest, ManifestFiles& files);
PackageFacts read_vcpkg_status(const ManifestText& manifest, ManifestFiles& files);
PackageFacts read_cmake_lists(const ManifestText& manifest, ManifestFiles& files);
PackageFacts read_cmake_cache(const ManifestText& manifest, ManifestFiles& files);
PackageFacts read_pkg_config(const ManifestText& manifest, ManifestFiles& files);
PackageFacts read_git_modules(const ManifestText& manifest, ManifestFiles& files);

// All of them.
std::span<const ManifestReader> manifest_readers();
// That of a file; null: it is none of theirs.
const ManifestReader* reader_of(std::string_view path);

// For files that cannot be read at all.
PackageFacts broken_manifest(std::uint32_t line, std::string message);

}  // namespace cairn::deps
