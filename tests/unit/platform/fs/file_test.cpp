#include "platform/fs/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "platform/base/unique_fd.h"
#include "tests/support/temp_dir.h"

using namespace cairn;

namespace {

constexpr std::size_t kPlenty = 1 << 20;

template <typename T>
ErrorCode code_of(const Result<T>& result) {
  REQUIRE_FALSE(result);
  return result.error().code;
}

mode_t mode_of(const std::string& path) {
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

std::vector<std::string> names_in(const std::string& path) {
  auto names = fs::list_directory(path);
  REQUIRE(names);
  return *names;
}

}  // namespace

TEST_CASE("a file is read whole, whatever bytes it has", "[file]") {
  const test::TempDir directory;
  const std::string bytes =
      GENERATE(as<std::string>{}, "", "text\n", std::string("a\0\xFF", 3), std::string(200'000, 'x'));
  const auto read = fs::read_file(directory.write("f", bytes), kPlenty);
  REQUIRE(read);
  CHECK(*read == bytes);
}

TEST_CASE("a file of exactly the limit is read, one byte more is too large", "[file]") {
  const test::TempDir directory;
  const std::string path = directory.write("f", "12345");
  CHECK(fs::read_file(path, 5).value_or("") == "12345");
  CHECK(code_of(fs::read_file(path, 4)) == ErrorCode::kTooLarge);
}

TEST_CASE("the limit holds for a file whose stated size is zero", "[file]") {
  CHECK(fs::read_file("/proc/self/status", kPlenty).value_or("").starts_with("Name:"));
  CHECK(code_of(fs::read_file("/proc/self/status", 10)) == ErrorCode::kTooLarge);
}

TEST_CASE("of a file longer than the limit its prefix is read", "[file]") {
  const test::TempDir dir;
  const std::string path = dir.write("a", "12345");
  CHECK(fs::read_prefix(path, 3).value_or("") == "123");
  CHECK(fs::read_prefix(path, 10).value_or("") == "12345");
  CHECK(code_of(fs::read_prefix(dir.path(), 10)) == ErrorCode::kInvalidArgument);
}

TEST_CASE("reading ends when it is asked to stop", "[file]") {
  const test::TempDir dir;
  std::stop_source stop;
  stop.request_stop();
  CHECK(code_of(fs::read_file(dir.write("a", "12345"), kPlenty, stop.get_token())) == ErrorCode::kCancelled);
}

TEST_CASE("reading refuses what is not a regular file, without blocking", "[file]") {
  const test::TempDir directory;
  const std::string fifo = directory.file("fifo");
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(code_of(fs::read_file(fifo, kPlenty)) == ErrorCode::kInvalidArgument);
  CHECK(code_of(fs::read_file("/dev/zero", kPlenty)) == ErrorCode::kInvalidArgument);
  CHECK(code_of(fs::read_file(directory.path(), kPlenty)) == ErrorCode::kInvalidArgument);
}

TEST_CASE("reading follows a symbolic link and reports a missing file", "[file]") {
  const test::TempDir directory;
  REQUIRE(::symlink(directory.write("f", "x").c_str(), directory.file("link").c_str()) == 0);
  CHECK(fs::read_file(directory.file("link"), kPlenty).value_or("") == "x");
  CHECK(code_of(fs::read_file(directory.file("missing"), kPlenty)) == ErrorCode::kNotFound);
}

TEST_CASE("a path with a NUL byte is refused by every function", "[file]") {
  const std::string path("/tmp\0/x", 7);
  CHECK(code_of(fs::read_file(path, kPlenty)) == ErrorCode::kInvalidArgument);
  CHECK(code_of(fs::read_stamp(path)) == ErrorCode::kInvalidArgument);
  CHECK(code_of(fs::write_file_atomically(path, "")) == ErrorCode::kInvalidArgument);
  CHECK(code_of(fs::make_private_directory(path)) == ErrorCode::kInvalidArgument);
  CHECK(code_of(fs::remove_tree(path)) == ErrorCode::kInvalidArgument);
  CHECK(code_of(fs::list_directory(path)) == ErrorCode::kInvalidArgument);
}

TEST_CASE("a stamp stays while the file stays", "[file]") {
  const test::TempDir directory;
  const std::string path = directory.write("f", "abc");
  const auto first = fs::read_stamp(path);
  const auto second = fs::read_stamp(path);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(*first == *second);
  CHECK(first->size_bytes == 3);
}

TEST_CASE("a stamp changes with the time to the nanosecond, the size and the inode", "[file]") {
  const test::TempDir directory;
  const std::string path = directory.write("f", "abc");
  const timespec times[2] = {{1'000'000'000, 5}, {1'000'000'000, 5}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  const auto before = fs::read_stamp(path);
  REQUIRE(before);
  CHECK(before->mtime_ns == 1'000'000'000'000'000'005);
  // A second name keeps the first inode in use, so that the new file cannot be given it.
  REQUIRE(::link(path.c_str(), directory.file("kept").c_str()) == 0);
  directory.write("f", "abcd");
  const auto after = fs::read_stamp(path);
  REQUIRE(after);
  CHECK(after->mtime_ns != before->mtime_ns);
  CHECK(after->size_bytes == 4);
  CHECK(after->inode != before->inode);
}

TEST_CASE("the stamp of a missing file is not found", "[file]") {
  const test::TempDir directory;
  CHECK(code_of(fs::read_stamp(directory.file("missing"))) == ErrorCode::kNotFound);
}

TEST_CASE("an atomic write makes a private file and leaves nothing else", "[file]") {
  const test::TempDir directory;
  REQUIRE(fs::write_file_atomically(directory.file("f"), "new"));
  CHECK(fs::read_file(directory.file("f"), kPlenty).value_or("") == "new");
  CHECK(mode_of(directory.file("f")) == 0600);
  CHECK(names_in(directory.path()) == std::vector<std::string>{"f"});
}

TEST_CASE("an atomic write leaves the old file to those who have it open", "[file]") {
  const test::TempDir directory;
  const base::UniqueFd reader{::open(directory.write("f", "old").c_str(), O_RDONLY | O_CLOEXEC)};
  REQUIRE(fs::write_file_atomically(directory.file("f"), "newer"));
  char bytes[8] = {};
  CHECK(::read(reader.get(), bytes, sizeof(bytes)) == 3);
  CHECK(std::string(bytes) == "old");
  CHECK(fs::read_file(directory.file("f"), kPlenty).value_or("") == "newer");
}

TEST_CASE("a failed atomic write leaves the old state and no temporary file", "[file]") {
  const test::TempDir directory;
  directory.write("folder/inside", "x");
  CHECK_FALSE(fs::write_file_atomically(directory.file("folder"), "bytes"));
  CHECK(names_in(directory.path()) == std::vector<std::string>{"folder"});
  CHECK(fs::read_file(directory.file("folder/inside"), kPlenty).value_or("") == "x");
}

TEST_CASE("an atomic write into a missing folder is not found", "[file]") {
  const test::TempDir directory;
  CHECK(code_of(fs::write_file_atomically(directory.file("missing/f"), "")) == ErrorCode::kNotFound);
}

TEST_CASE("an atomic write replaces a symbolic link and leaves its target alone", "[file]") {
  const test::TempDir directory;
  const std::string target = directory.write("target", "old");
  REQUIRE(::symlink(target.c_str(), directory.file("link").c_str()) == 0);
  REQUIRE(fs::write_file_atomically(directory.file("link"), "new"));
  CHECK(fs::read_file(target, kPlenty).value_or("") == "old");
  CHECK(fs::read_file(directory.file("link"), kPlenty).value_or("") == "new");
}

TEST_CASE("private folders are made with those above them", "[file]") {
  const test::TempDir directory;
  REQUIRE(fs::make_private_directory(directory.file("a/b/c")));
  for (const char* const made : {"a", "a/b", "a/b/c"}) CHECK(mode_of(directory.file(made)) == 0700);
}

TEST_CASE("making a folder that exists changes nothing", "[file]") {
  const test::TempDir directory;
  REQUIRE(::mkdir(directory.file("a").c_str(), 0755) == 0);
  REQUIRE(::chmod(directory.file("a").c_str(), 0755) == 0);
  REQUIRE(fs::make_private_directory(directory.file("a") + "/"));
  CHECK(mode_of(directory.file("a")) == 0755);
}

TEST_CASE("a file in the way of a folder is an error", "[file]") {
  const test::TempDir directory;
  directory.write("a", "");
  CHECK_FALSE(fs::make_private_directory(directory.file("a")));
  CHECK_FALSE(fs::make_private_directory(directory.file("a/b")));
  CHECK_FALSE(fs::make_private_directory(""));
}

TEST_CASE("removing a tree takes everything below and nothing beside it", "[file]") {
  const test::TempDir directory;
  directory.write("tree/a/b/c", "x");
  directory.write("tree/d", "x");
  directory.write("beside", "x");
  REQUIRE(fs::remove_tree(directory.file("tree")));
  CHECK(names_in(directory.path()) == std::vector<std::string>{"beside"});
}

TEST_CASE("removing a tree removes symbolic links and leaves their targets", "[file]") {
  const test::TempDir directory;
  directory.write("outside/kept", "x");
  directory.write("tree/file", "x");
  REQUIRE(::symlink(directory.file("outside").c_str(), directory.file("tree/link").c_str()) == 0);
  REQUIRE(::symlink(directory.file("outside").c_str(), directory.file("top").c_str()) == 0);
  REQUIRE(fs::remove_tree(directory.file("tree")));
  REQUIRE(fs::remove_tree(directory.file("top")));
  CHECK(names_in(directory.path()) == std::vector<std::string>{"outside"});
  CHECK(names_in(directory.file("outside")) == std::vector<std::string>{"kept"});
}

TEST_CASE("removing what is not there is fine", "[file]") {
  const test::TempDir directory;
  CHECK(fs::remove_tree(directory.file("missing")));
}

TEST_CASE("a folder is listed by name in byte order", "[file]") {
  const test::TempDir directory;
  for (const char* const name : {"b", "a", ".hidden", "B", "\xFF"}) directory.write(name, "");
  CHECK(names_in(directory.path()) == std::vector<std::string>{".hidden", "B", "a", "b", "\xFF"});
}

TEST_CASE("listing a missing folder or a file is an error", "[file]") {
  const test::TempDir directory;
  directory.write("f", "");
  CHECK(code_of(fs::list_directory(directory.file("missing"))) == ErrorCode::kNotFound);
  CHECK(code_of(fs::list_directory(directory.file("f"))) == ErrorCode::kNotFound);
}

TEST_CASE("a temporary folder is gone when its test is done", "[temp_dir]") {
  std::string path;
  {
    const test::TempDir directory;
    path = directory.path();
    directory.write("a/b", "x");
    REQUIRE(fs::read_stamp(path));
  }
  CHECK(code_of(fs::read_stamp(path)) == ErrorCode::kNotFound);
}
