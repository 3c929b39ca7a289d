#include <sys/stat.h>

#include <filesystem>

#include <catch2/catch.hpp>

#include "core/index/walk.h"
#include "tests/support/temp_dir.h"

namespace cairn::index {
namespace {

std::vector<std::string> paths_of(const test::TempDir& root, const WalkOptions& options = {}) {
  auto walked = walk_sources(root.path(), options, {});
  REQUIRE(walked.has_value());
  std::vector<std::string> paths;
  for (const WalkedFile& file : walked->files) paths.push_back(file.path);
  return paths;
}

using Paths = std::vector<std::string>;

TEST_CASE("a walk finds sources in all folders, sorted by path", "[index]") {
  const test::TempDir root;
  root.write("z.c", "");
  root.write("a/b/c.hpp", "");
  root.write("a/notes.txt", "");
  root.write("a.cc", "");
  root.write("Makefile", "");
  CHECK(paths_of(root) == Paths{"a.cc", "a/b/c.hpp", "z.c"});
}

TEST_CASE("a walk honours gitignore files of all folders", "[index]") {
  const test::TempDir root;
  root.write(".gitignore", "build/\n*.gen.cpp\n");
  root.write("build/x.cpp", "");
  root.write("a.gen.cpp", "");
  root.write("lib/.gitignore", "!b.gen.cpp\nsecret.c\n");
  root.write("lib/b.gen.cpp", "");
  root.write("lib/secret.c", "");
  root.write("secret.c", "");
  CHECK(paths_of(root) == Paths{"lib/b.gen.cpp", "secret.c"});
}

TEST_CASE("the user's patterns count before gitignore files", "[index]") {
  const test::TempDir root;
  root.write(".gitignore", "!third_party\n");
  root.write("third_party/a.c", "");
  root.write("b.c", "");
  WalkOptions options;
  options.exclude_patterns = {"third_party/"};
  CHECK(paths_of(root, options) == Paths{"b.c"});
}

TEST_CASE("a walk follows no symbolic links", "[index]") {
  const test::TempDir root;
  const test::TempDir outside;
  outside.write("secret.c", "");
  root.write("d/a.c", "");
  std::filesystem::create_directory_symlink(outside.path(), root.file("out"));
  std::filesystem::create_directory_symlink(root.path(), root.file("d/loop"));
  std::filesystem::create_symlink(outside.file("secret.c"), root.file("link.c"));
  CHECK(paths_of(root) == Paths{"d/a.c"});
}

TEST_CASE("a walk leaves out hidden folders and special files", "[index]") {
  const test::TempDir root;
  root.write(".git/hooks/x.c", "");
  root.write("src/.pc/old.c", "");
  root.write("a.c", "");
  REQUIRE(mkfifo(root.file("pipe.c").c_str(), 0600) == 0);
  CHECK(paths_of(root) == Paths{"a.c"});
}

TEST_CASE("a walk says which files are too large and when there are too many", "[index]") {
  const test::TempDir root;
  root.write("large.c", std::string(100, ' '));
  root.write("a.c", "");
  root.write("b.c", "");
  WalkOptions options;
  options.max_file_bytes = 50;
  options.max_files = 1;
  auto walked = walk_sources(root.path(), options, {});
  REQUIRE(walked.has_value());
  CHECK(walked->files.size() == 1);
  CHECK_FALSE(walked->problems.empty());
}

TEST_CASE("a walk of a folder that does not exist finds nothing and says so", "[index]") {
  auto walked = walk_sources("/nonexistent/folder", {}, {});
  REQUIRE(walked.has_value());
  CHECK(walked->files.empty());
  CHECK(walked->problems.size() == 1);
}

TEST_CASE("a walk can be stopped", "[index]") {
  const test::TempDir root;
  std::stop_source stop;
  stop.request_stop();
  auto walked = walk_sources(root.path(), {}, stop.get_token());
  REQUIRE_FALSE(walked.has_value());
  CHECK(walked.error().code == ErrorCode::kCancelled);
}

}  // namespace
}  // namespace cairn::index
