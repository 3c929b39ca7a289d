#include "core/project/search_folders.h"

#include <catch2/catch.hpp>

namespace cairn::project {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("folders are found in one word and in two, and made absolute", "[project]") {
  CHECK(search_folders_of({"cc", "-Iinclude", "-I", "../a", "-isystem", "/sys/./x", "-iquoteq", "-DI", "f.c"},
                          "/w/b") == Words{"/w/b/include", "/w/a", "/sys/x", "/w/b/q"});
}

TEST_CASE("an option without a folder names none", "[project]") {
  CHECK(search_folders_of({"cc", "-I"}, "/w").empty());
  CHECK(search_folders_of({}, "/w").empty());
}

TEST_CASE("headers that a command reads unasked are told as they are spelled", "[project]") {
  CHECK(forced_includes_of({"cc", "-include", "a.h", "-Xclang", "-include", "-Xclang", "/x/pch.h", "-imacros", "m.h",
                            "-include-pch", "p", "f.c", "-include"}) == Words{"a.h", "/x/pch.h", "m.h"});
}

}  // namespace
}  // namespace cairn::project
