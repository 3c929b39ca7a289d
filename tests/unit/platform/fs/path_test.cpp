#include "platform/fs/path.h"

#include <unistd.h>

#include <string>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

using namespace cairn;

TEST_CASE("normalising removes dots and doubled slashes lexically", "[path]") {
  struct Row {
    const char* path;
    const char* normal;
  };
  const auto row =
      GENERATE(Row{"/", "/"}, Row{"//", "/"}, Row{"", "/"}, Row{"/a", "/a"}, Row{"/a/", "/a"}, Row{"/a//b", "/a/b"},
               Row{"/a/./b/.", "/a/b"}, Row{"/a/../b", "/b"}, Row{"/a/b/../../c", "/c"}, Row{"/..", "/"},
               Row{"/../../a", "/a"}, Row{"/a/..", "/"}, Row{"/...", "/..."}, Row{"/.a/..b/c..", "/.a/..b/c.."},
               Row{"a/b", "/a/b"}, Row{"/a/\xFF/../\xC3\xA9", "/a/\xC3\xA9"});
  CAPTURE(row.path);
  CHECK(fs::normalize_path(row.path) == row.normal);
  CHECK(fs::normalize_path(fs::normalize_path(row.path)) == row.normal);
}

TEST_CASE("joining resolves a relative path against a folder", "[path]") {
  CHECK(fs::join_path("/a/b", "c.h") == "/a/b/c.h");
  CHECK(fs::join_path("/a/b", "../c.h") == "/a/c.h");
  CHECK(fs::join_path("/", "c") == "/c");
  CHECK(fs::join_path("/a/", "") == "/a");
}

TEST_CASE("joining an absolute path ignores the folder", "[path]") { CHECK(fs::join_path("/a/b", "/c/./d") == "/c/d"); }

TEST_CASE("a path is taken apart into folder, name and extension", "[path]") {
  struct Row {
    const char* path;
    const char* parent;
    const char* name;
    const char* extension;
  };
  const auto row = GENERATE(Row{"/a/b.h", "/a", "b.h", ".h"}, Row{"/a", "/", "a", ""}, Row{"/", "/", "", ""},
                            Row{"/a.d/b", "/a.d", "b", ""}, Row{"/a/b.tar.gz", "/a", "b.tar.gz", ".gz"},
                            Row{"/a/.profile", "/a", ".profile", ""}, Row{"/a/b.", "/a", "b.", "."});
  CAPTURE(row.path);
  CHECK(fs::parent_path(row.path) == row.parent);
  CHECK(fs::file_name(row.path) == row.name);
  CHECK(fs::extension(row.path) == row.extension);
}

TEST_CASE("a path is within its folder, itself and the root, not within a namesake's prefix", "[path]") {
  CHECK(fs::is_within("/a", "/a"));
  CHECK(fs::is_within("/a", "/a/b/c"));
  CHECK(fs::is_within("/", "/a"));
  CHECK(fs::is_within("/", "/"));
  CHECK_FALSE(fs::is_within("/a", "/ab"));
  CHECK_FALSE(fs::is_within("/a/b", "/a"));
  CHECK_FALSE(fs::is_within("/a", "/b/a"));
}

TEST_CASE("the real path follows symbolic links", "[path]") {
  const test::TempDir directory;
  const std::string file = directory.write("real/a.h", "");
  REQUIRE(::symlink(directory.file("real").c_str(), directory.file("link").c_str()) == 0);
  CHECK(fs::real_path(directory.file("link") + "/../real/a.h").value_or("") == file);
  CHECK(fs::real_path(directory.file("link/a.h")).value_or("") == file);
}

TEST_CASE("the real path of a missing file is not found", "[path]") {
  const test::TempDir directory;
  const auto result = fs::real_path(directory.file("missing"));
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::kNotFound);
}

TEST_CASE("a NUL byte does not shorten a path", "[path]") {
  const auto result = fs::real_path(std::string("/\0x", 3));
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::kInvalidArgument);
}
