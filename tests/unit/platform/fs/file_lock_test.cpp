#include "platform/fs/file_lock.h"

#include <sys/stat.h>
#include <unistd.h>

#include <optional>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::fs {

TEST_CASE("a held lock is refused to others and free again when its holder goes", "[fs]") {
  const test::TempDir folder;
  const std::string path = folder.file("lock");
  std::optional<FileLock> holder;
  {
    auto first = FileLock::try_acquire(path);
    REQUIRE(first);
    holder.emplace(*std::move(first));
  }
  const auto second = FileLock::try_acquire(path);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == ErrorCode::kUnavailable);
  holder.reset();
  CHECK(FileLock::try_acquire(path));
}

TEST_CASE("the holder of a lock is told by the kernel", "[fs]") {
  const test::TempDir folder;
  const std::string path = folder.file("lock");
  CHECK_FALSE(lock_holder(path));
  std::optional<FileLock> holder;
  auto taken = FileLock::try_acquire(path);
  REQUIRE(taken);
  holder.emplace(*std::move(taken));
  CHECK(lock_holder(path) == getpid());
  holder.reset();
  CHECK_FALSE(lock_holder(path));
}

TEST_CASE("a lock file is for its user only, and a symbolic link in its place is refused", "[fs]") {
  const test::TempDir folder;
  REQUIRE(FileLock::try_acquire(folder.file("lock")));
  struct stat status{};
  REQUIRE(stat(folder.file("lock").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600U);
  REQUIRE(symlink(folder.file("elsewhere").c_str(), folder.file("link").c_str()) == 0);
  CHECK_FALSE(FileLock::try_acquire(folder.file("link")));
  CHECK(access(folder.file("elsewhere").c_str(), F_OK) != 0);
}

}  // namespace cairn::fs
