#include <catch2/catch.hpp>

#include "core/index/include_resolver.h"

namespace cairn::index {
namespace {

std::string resolved(const std::vector<std::string>& paths, std::string_view includer, std::string_view spelled) {
  std::vector<WalkedFile> files;
  for (const std::string& path : paths) files.push_back({path, 0, 0});
  return std::string(IncludeResolver(files).resolve(includer, spelled));
}

TEST_CASE("the file beside the includer comes first", "[index]") {
  CHECK(resolved({"a/x.h", "include/x.h"}, "a/m.c", "x.h") == "a/x.h");
}

TEST_CASE("a spelled path may lead upwards", "[index]") {
  CHECK(resolved({"a/x.h", "b/m.c"}, "b/m.c", "../a/x.h") == "a/x.h");
  CHECK(resolved({"a/x.h"}, "m.c", "../../../etc/x.h") == "");
}

TEST_CASE("a file whose path ends with what is spelled is found in any folder", "[index]") {
  CHECK(resolved({"lib/include/n/x.h"}, "src/m.c", "n/x.h") == "lib/include/n/x.h");
  CHECK(resolved({"lib/include/man/x.h"}, "src/m.c", "n/x.h") == "");
}

TEST_CASE("of several files the nearest is taken", "[index]") {
  const std::vector<std::string> paths = {"a/include/config.h", "b/include/config.h", "config.h"};
  CHECK(resolved(paths, "b/src/m.c", "config.h") == "b/include/config.h");
  CHECK(resolved(paths, "c/src/m.c", "config.h") == "config.h");
}

TEST_CASE("nothing is found for absolute and empty names", "[index]") {
  CHECK(resolved({"x.h"}, "m.c", "/x.h") == "");
  CHECK(resolved({"x.h"}, "m.c", "") == "");
}

}  // namespace
}  // namespace cairn::index
