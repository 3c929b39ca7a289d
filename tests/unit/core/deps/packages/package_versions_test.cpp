#include "core/deps/packages/package_versions.h"

#include <catch2/catch.hpp>

namespace cairn::deps {

TEST_CASE("versions differ only if they can be compared", "[deps]") {
  CHECK(are_different_versions("fmt", "9.1.0", "10.0.0"));
  CHECK_FALSE(are_different_versions("fmt", "9.1.0", "v9.1"));
  CHECK_FALSE(are_different_versions("fmt", "fmt-9.1", "9.1.0+dfsg"));
  CHECK_FALSE(are_different_versions("boost", "boost_1_82_0", "1.82.0"));
  CHECK_FALSE(are_different_versions("fmt", "9.1.0", "master"));
  CHECK_FALSE(are_different_versions("fmt", "9.1.0", "0123456789abcdef0123456789abcdef01234567"));
  CHECK_FALSE(are_different_versions("fmt", "", "9.1.0"));
  CHECK(are_different_versions("fmt", "0123456789abcdef", "ffff456789abcdef"));
  CHECK_FALSE(are_different_versions("fmt", "0123456", "0123456789abcdef"));
  CHECK(are_different_versions("abseil", "20220623", "20230125"));
}

TEST_CASE("spellings of a package's name have one key", "[deps]") {
  CHECK(package_key("ZLIB") == package_key("zlib"));
  CHECK(package_key("libpng") == package_key("PNG"));
  CHECK(package_key("nlohmann_json") == package_key("nlohmann-json"));
  CHECK(package_key("lib") == "lib");
}

}  // namespace cairn::deps
