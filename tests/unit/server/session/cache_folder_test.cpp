#include "server/session/cache_folder.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "platform/fs/file.h"
#include "tests/support/temp_dir.h"

namespace cairn::server {
namespace {

// $XDG_CACHE_HOME inside a temporary folder.
struct Home {
  Home() { ::setenv("XDG_CACHE_HOME", folder.file("home").c_str(), 1); }
  ~Home() { ::unsetenv("XDG_CACHE_HOME"); }
  test::TempDir folder;
};

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

}  // namespace

TEST_CASE("a workspace's folder is named after it and lies in the user's cache", "[server][session]") {
  Home home;
  const std::string root = home.folder.file("work/project");
  REQUIRE(fs::make_private_directory(root));
  auto cache = CacheFolder::open("", root);
  REQUIRE(cache);
  const std::string prefix = home.folder.file("home/cairn/project-");
  CHECK(cache->path().starts_with(prefix));
  CHECK(cache->path().size() == prefix.size() + 16);
}

TEST_CASE("every way to a workspace leads to the same folder, and another workspace to another", "[server][session]") {
  Home home;
  for (const std::string name : {"a/project", "b/project"}) {
    REQUIRE(fs::make_private_directory(home.folder.file(name)));
  }
  REQUIRE(::symlink(home.folder.file("a").c_str(), home.folder.file("link").c_str()) == 0);
  const auto path_for = [&](const std::string& root) { return CacheFolder::open("", home.folder.file(root))->path(); };
  CHECK(path_for("a/project") == path_for("link/project"));
  CHECK(path_for("a/project") != path_for("b/project"));
}

TEST_CASE("without a workspace, and for the root of all files, there is a folder too", "[server][session]") {
  Home home;
  CHECK(CacheFolder::open("", "")->path().starts_with(home.folder.file("home/cairn/single-files-")));
  CHECK(CacheFolder::open("", "/")->path().starts_with(home.folder.file("home/cairn/root-")));
}

TEST_CASE("the folder that the user named is taken as it is", "[server][session]") {
  Home home;
  auto cache = CacheFolder::open(home.folder.file("my/./cache"), "/project");
  REQUIRE(cache);
  CHECK(cache->path() == home.folder.file("my/cache"));
  CHECK_FALSE(exists(home.folder.file("home")));
}

TEST_CASE("folders are the user's alone, and scratch goes with the object", "[server][session]") {
  Home home;
  std::string scratch;
  std::string path;
  {
    auto cache = CacheFolder::open("", "/project");
    REQUIRE(cache);
    scratch = cache->scratch();
    path = cache->path();
    for (const std::string& each : {path, scratch}) {
      struct stat status{};
      REQUIRE(::stat(each.c_str(), &status) == 0);
      CHECK((status.st_mode & 0777) == 0700);
    }
    REQUIRE(fs::make_private_directory(scratch + "/w1/deep"));
  }
  CHECK_FALSE(exists(scratch));
  CHECK(exists(path));
}

TEST_CASE("a folder that was moved from removes nothing", "[server][session]") {
  Home home;
  std::optional<CacheFolder> kept;
  {
    auto cache = CacheFolder::open("", "/project");
    REQUIRE(cache);
    kept.emplace(*std::move(cache));
  }
  CHECK(exists(kept->scratch()));
  const std::string scratch = kept->scratch();
  kept.reset();
  CHECK_FALSE(exists(scratch));
}

TEST_CASE("what a killed server left is removed, and what a living one uses is not", "[server][session]") {
  Home home;
  const std::string path = home.folder.file("cache");
  for (const std::string name : {"scratch/1/w1", "scratch/2/w1"})
    REQUIRE(fs::make_private_directory(path + "/" + name));
  home.folder.write("cache/scratch/1.lock", "");
  auto living = fs::FileLock::try_acquire(path + "/scratch/2.lock");
  REQUIRE(living);
  auto cache = CacheFolder::open(path, "/project");
  REQUIRE(cache);
  CHECK_FALSE(exists(path + "/scratch/1"));
  CHECK_FALSE(exists(path + "/scratch/1.lock"));
  CHECK(exists(path + "/scratch/2/w1"));
}

TEST_CASE("a folder that a living server uses for another workspace is refused", "[server][session]") {
  Home home;
  const std::string path = home.folder.file("cache");
  REQUIRE(CacheFolder::open(path, "/project"));
  // One after the other: the folder may have come along with its workspace.
  REQUIRE(CacheFolder::open(path, "/moved"));
  auto living = fs::FileLock::try_acquire(path + "/scratch/2.lock");
  REQUIRE(living);
  CHECK(CacheFolder::open(path, "/moved"));
  const auto refused = CacheFolder::open(path, "/project");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("is in use for the workspace /moved") != std::string::npos);
}

TEST_CASE("a folder that cannot be made is an error that names the way out", "[server][session]") {
  Home home;
  const std::string file = home.folder.write("file", "");
  auto cache = CacheFolder::open(file, "/project");
  REQUIRE_FALSE(cache);
  CHECK(cache.error().message.find("--cache-dir") != std::string::npos);
}

}  // namespace cairn::server
