#include "platform/fs/mapped_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::fs {
namespace {

const std::size_t kPage = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));

MappedFile open_file(const std::string& path) {
  auto file = MappedFile::open(path);
  if (!file) FAIL(file.error().message);
  return *std::move(file);
}

ErrorCode open_error(const std::string& path) {
  const auto file = MappedFile::open(path);
  REQUIRE_FALSE(file);
  return file.error().code;
}

// How many of the mapping's pages begin with `byte`.
std::size_t pages_with(const MappedFile& file, char byte) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < file.bytes().size(); at += kPage) {
    count += file.bytes()[at] == static_cast<std::byte>(byte) ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("a mapped file has the file's bytes, also after it was unlinked", "[mapped_file]") {
  const test::TempDir folder;
  const std::string content = "abc" + std::string(3 * kPage, 'x') + "end";
  const std::string path = folder.write("file", content);
  const MappedFile file = open_file(path);
  REQUIRE(unlink(path.c_str()) == 0);
  REQUIRE(file.bytes().size() == content.size());
  CHECK(std::equal(content.begin(), content.end(), file.bytes().begin(),
                   [](char a, std::byte b) { return static_cast<std::byte>(a) == b; }));
  CHECK_FALSE(file.faulted());
}

TEST_CASE("what cannot be mapped is told apart", "[mapped_file]") {
  const test::TempDir folder;
  const std::string path = folder.write("file", "content");
  CHECK(open_error(folder.file("absent")) == ErrorCode::kNotFound);
  CHECK(open_error(folder.path()) == ErrorCode::kInvalidArgument);
  CHECK(open_error(folder.write("empty", "")) == ErrorCode::kInvalidArgument);
  CHECK(open_error(std::string("a\0b", 3)) == ErrorCode::kInvalidArgument);
  REQUIRE(symlink(path.c_str(), folder.file("link").c_str()) == 0);
  CHECK(open_error(folder.file("link")) == ErrorCode::kInvalidArgument);
  REQUIRE(mkfifo(folder.file("fifo").c_str(), 0600) == 0);
  CHECK(open_error(folder.file("fifo")) == ErrorCode::kInvalidArgument);
}

TEST_CASE("a file truncated under its mapping reads as zeros and says so", "[mapped_file]") {
  const test::TempDir folder;
  const std::string path = folder.write("file", std::string(16 * kPage, 'x'));
  const MappedFile file = open_file(path);
  const std::size_t kept_pages = GENERATE(0U, 1U, 15U);
  CHECK(pages_with(file, 'x') == 16);
  REQUIRE(truncate(path.c_str(), static_cast<off_t>(kept_pages * kPage)) == 0);
  CHECK(pages_with(file, 'x') == kept_pages);
  CHECK(pages_with(file, '\0') == 16 - kept_pages);
  CHECK(file.faulted());
  CHECK_FALSE(open_file(folder.write("other", "content")).faulted());
}

TEST_CASE("a file that grew again after it was met cut stays zero to its end and marked", "[mapped_file]") {
  const test::TempDir folder;
  const std::string path = folder.write("file", std::string(4 * kPage, 'x'));
  MappedFile file = open_file(path);
  REQUIRE(truncate(path.c_str(), 0) == 0);
  CHECK(file.bytes()[0] == std::byte{0});  // the other pages are not looked at yet
  std::ofstream(path, std::ios::in | std::ios::out) << std::string(4 * kPage, 'y');  // the same file
  CHECK(pages_with(file, '\0') == 4);
  const MappedFile moved = std::move(file);
  CHECK(moved.faulted());
  CHECK(pages_with(moved, '\0') == 4);
}

TEST_CASE("many threads may meet the end of one file at once", "[mapped_file]") {
  const test::TempDir folder;
  constexpr std::size_t kPages = 256;
  constexpr int kThreads = 6;
  for (int round = 0; round < 10; ++round) {
    const std::string path = folder.write("file", std::string(kPages * kPage, 'x'));
    const MappedFile file = open_file(path);
    REQUIRE(truncate(path.c_str(), 0) == 0);
    std::latch start(kThreads);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        // Half of the threads from the end, so that coverings overlap in both orders.
        for (std::size_t n = 0; n < kPages; ++n) {
          const std::size_t page = i % 2 == 0 ? n : kPages - 1 - n;
          if (file.bytes()[page * kPage] != std::byte{0} || !file.faulted()) ++wrong;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
  }
}

TEST_CASE("files come and go on some threads while others fault", "[mapped_file]") {
  const test::TempDir folder;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const std::string path = folder.file("file" + std::to_string(i));
      for (int round = 0; round < 150; ++round) {
        folder.write("file" + std::to_string(i), std::string(2 * kPage, 'x'));
        const auto file = MappedFile::open(path);
        if (!file || pages_with(*file, 'x') != 2 || file->faulted()) ++wrong;
        if (i % 2 != 0 || !file) continue;
        if (truncate(path.c_str(), 0) != 0 || pages_with(*file, '\0') != 2 || !file->faulted()) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("opening and closing a file often uses nothing up", "[mapped_file]") {
  const test::TempDir folder;
  const std::string path = folder.write("file", "content");
  for (std::size_t i = 0; i < 3 * kMaxGuardedMappings; ++i) {
    const auto file = MappedFile::open(path);
    if (!file || file->bytes()[0] != std::byte{'c'}) FAIL("after " << i);
  }
}

TEST_CASE("a system call that is given lost bytes fails, nobody dies", "[mapped_file]") {
  const test::TempDir folder;
  const std::string path = folder.write("file", std::string(kPage, 'x'));
  const MappedFile file = open_file(path);
  REQUIRE(truncate(path.c_str(), 0) == 0);
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  CHECK(write(ends[1], file.bytes().data(), 10) == -1);
  CHECK(errno == EFAULT);
  for (const int fd : ends) close(fd);
}

TEST_CASE("released pages are no longer resident and can be read again", "[mapped_file]") {
  const test::TempDir folder;
  const MappedFile file = open_file(folder.write("file", std::string(64 * kPage + 5, 'x')));
  CHECK(pages_with(file, 'x') == 65);
  CHECK(file.resident_bytes().value() == 65 * kPage);
  file.release(0, 32 * kPage);
  CHECK(file.resident_bytes().value() == 33 * kPage);
  file.release(10 * kPage, SIZE_MAX);
  CHECK(file.resident_bytes().value() == 0);
  CHECK(pages_with(file, 'x') == 65);
}

TEST_CASE("advice changes nothing that is read, wherever it points", "[mapped_file]") {
  const test::TempDir folder;
  const MappedFile file = open_file(folder.write("file", std::string(8 * kPage, 'x')));
  for (const Access access : {Access::kRandom, Access::kSequential, Access::kWillNeed}) {
    file.advise(0, file.bytes().size(), access);
    file.advise(kPage + 1, 3, access);
    file.advise(SIZE_MAX, SIZE_MAX, access);
    file.advise(7 * kPage, SIZE_MAX, access);
  }
  file.release(SIZE_MAX, 1);
  CHECK(pages_with(file, 'x') == 8);
}

}  // namespace cairn::fs
