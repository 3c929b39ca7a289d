#include "core/index/touched_files.h"

#include <fstream>
#include <iterator>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::index {
namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("a list of touched files comes back as it was saved", "[index]") {
  const test::TempDir folder;
  const std::string path = folder.file("touched");
  CHECK(TouchedFiles::load(path) == TouchedFiles());
  TouchedFiles files;
  REQUIRE(files.save(path).has_value());
  CHECK(TouchedFiles::load(path) == files);
  files.add("a b\n.c", {-5, 7, 0xFFFFFFFFFFFFFFFF});
  files.add("c.c", {1, 2, 3});
  files.add("c.c", {4, 5, 6});
  files.set_fingerprint(0xFFFFFFFFFFFFFFFF);
  REQUIRE(files.save(path).has_value());
  const TouchedFiles loaded = TouchedFiles::load(path);
  CHECK(loaded == files);
  CHECK(loaded.contains("c.c", {4, 5, 6}));
  CHECK_FALSE(loaded.contains("c.c", {1, 2, 3}));
  CHECK_FALSE(loaded.contains("d.c", {4, 5, 6}));
}

TEST_CASE("a damaged list of touched files is empty", "[index]") {
  const test::TempDir folder;
  const std::string path = folder.file("touched");
  TouchedFiles files;
  files.add("a.c", {1, 2, 3});
  files.add("b.c", {4, 5, 6});
  REQUIRE(files.save(path).has_value());
  const std::string whole = bytes_of(path);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    folder.write("touched", whole.substr(0, size));
    CHECK(TouchedFiles::load(path) == TouchedFiles());
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    folder.write("touched", flipped);
    CHECK(TouchedFiles::load(path) == TouchedFiles());
  }
}

}  // namespace
}  // namespace cairn::index
