#include "tests/lint/elf.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace cairn::lint {
namespace {

std::string read_program(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// Whether the program at `path` needs libclang or libLLVM. Fails the test if it cannot be told.
bool needs_clang(const std::string& path) {
  const std::string bytes = read_program(path);
  INFO("reading " << path << " (build the whole preset first)");
  REQUIRE_FALSE(bytes.empty());
  const NeededLibraries needed = read_needed_libraries(bytes);
  REQUIRE(needed.error.empty());
  REQUIRE_FALSE(needed.names.empty());
  return std::any_of(needed.names.begin(), needed.names.end(), is_clang_library);
}

}  // namespace

TEST_CASE("the server does not need libclang", "[lint]") { CHECK_FALSE(needs_clang(CAIRN_SERVER_BINARY)); }

TEST_CASE("the worker needs libclang", "[lint]") { CHECK(needs_clang(CAIRN_WORKER_BINARY)); }

TEST_CASE("the indexer needs clang's C++ library, and not libclang beside it", "[lint]") {
  const NeededLibraries needed = read_needed_libraries(read_program(CAIRN_INDEXER_BINARY));
  const auto needs = [&](std::string_view begin) {
    return std::any_of(needed.names.begin(), needed.names.end(),
                       [&](const std::string& name) { return name.starts_with(begin); });
  };
  CHECK(needs("libclang-cpp.so"));
  CHECK_FALSE(needs("libclang.so"));
  CHECK_FALSE(needs("libclang-19.so"));
  CHECK_FALSE(needs("libjemalloc.so"));
}

TEST_CASE("libclang and libLLVM are told from the compiler's run-time libraries", "[lint]") {
  CHECK(is_clang_library("libclang-19.so.19"));
  CHECK(is_clang_library("libclang.so.1"));
  CHECK(is_clang_library("libclang-cpp.so.19.1"));
  CHECK(is_clang_library("libLLVM.so.19.1"));
  CHECK_FALSE(is_clang_library("libclang_rt.asan-x86_64.so"));
  CHECK_FALSE(is_clang_library("libc.so.6"));
}

TEST_CASE("the needed libraries of this very program include the C library", "[lint]") {
  const NeededLibraries needed = read_needed_libraries(read_program("/proc/self/exe"));
  CHECK(needed.error.empty());
  CHECK(std::find(needed.names.begin(), needed.names.end(), "libc.so.6") != needed.names.end());
}

TEST_CASE("a file that is no ELF program is refused", "[lint]") {
  CHECK_FALSE(read_needed_libraries("").error.empty());
  CHECK_FALSE(read_needed_libraries("#!/bin/sh\n").error.empty());
}

TEST_CASE("a truncated program is refused", "[lint]") {
  // The section headers stand at the end of the file, so that every proper prefix lacks some of it.
  const std::string bytes = read_program("/proc/self/exe");
  REQUIRE(bytes.size() > 4096);
  for (const std::size_t size :
       {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{4096}, bytes.size() / 2}) {
    CHECK_FALSE(read_needed_libraries(std::string_view(bytes).substr(0, size)).error.empty());
  }
}

}  // namespace cairn::lint
