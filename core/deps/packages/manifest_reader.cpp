#include "core/deps/packages/manifest_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "platform/fs/path.h"

namespace cairn::deps {
namespace {

template <std::size_t N>
struct Name {
  constexpr Name(const char (&text)[N]) { std::copy_n(text, N, chars); }  // NOLINT
  char chars[N];
};

template <Name name>
bool is_named(std::string_view path) {
  return fs::file_name(path) == std::string_view(name.chars);
}

bool is_cmake_lists(std::string_view path) {
  return fs::file_name(path) == "CMakeLists.txt" || fs::extension(path) == ".cmake";
}
bool is_conanfile(std::string_view path) {
  return fs::file_name(path) == "conanfile.txt" || fs::file_name(path) == "conanfile.py";
}
bool is_pkg_config(std::string_view path) { return fs::extension(path) == ".pc"; }
bool is_vcpkg_status(std::string_view path) { return path.ends_with("/vcpkg/status"); }

constexpr std::array<ManifestReader, 13> kReaders = {{
    {"CMakeLists.txt", is_cmake_lists, read_cmake_lists},
    {"CMakeCache.txt", is_named<"CMakeCache.txt">, read_cmake_cache},
    {"pkg-config", is_pkg_config, read_pkg_config},
    {".gitmodules", is_named<".gitmodules">, read_git_modules},
    {"vcpkg.json", is_named<"vcpkg.json">, read_vcpkg_json},
    {"vcpkg-lock.json", is_named<"vcpkg-lock.json">, read_vcpkg_lock},
    {"vcpkg status", is_vcpkg_status, read_vcpkg_status},
    {"conanfile", is_conanfile, read_conanfile},
    {"conan.lock", is_named<"conan.lock">, read_conan_lock},
    {"Cargo.toml", is_named<"Cargo.toml">, read_cargo_toml},
    {"Cargo.lock", is_named<"Cargo.lock">, read_cargo_lock},
    {"package-lock.json", is_named<"package-lock.json">, read_npm_lock},
    {"go.mod", is_named<"go.mod">, read_go_mod},
}};

}  // namespace

std::span<const ManifestReader> manifest_readers() { return kReaders; }

const ManifestReader* reader_of(std::string_view path) {
  const auto found =
      std::find_if(kReaders.begin(), kReaders.end(), [&](const ManifestReader& each) { return each.reads(path); });
  return found == kReaders.end() ? nullptr : &*found;
}

PackageFacts broken_manifest(std::uint32_t line, std::string message) {
  PackageFacts facts;
  facts.is_broken = true;
  facts.problems.push_back({line, std::move(message)});
  return facts;
}

}  // namespace cairn::deps
