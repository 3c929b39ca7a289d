#include "platform/fs/fault_guard.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <vector>

#include <catch2/catch.hpp>

#include "platform/fs/mapped_file.h"
#include "tests/support/temp_dir.h"

namespace cairn::fs {
namespace {

// Runs `body` in a child process without a core; its wait status.
template <typename Body>
int status_of_child(Body body) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    body();
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return status;
}

bool was_killed_by_bus(int status) {
  // A sanitizer's handler, which was there first, reports and exits.
  return (WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS) || (WIFEXITED(status) && WEXITSTATUS(status) != 0);
}

void install_standard_handler() {
  struct sigaction standard{};
  standard.sa_handler = SIG_DFL;
  sigaction(SIGBUS, &standard, nullptr);
}

}  // namespace

TEST_CASE("a fault in a mapping that nobody guards ends the process", "[fault_guard]") {
  const test::TempDir folder;
  const std::string guarded = folder.write("guarded", "x");
  const std::string path = folder.write("file", std::string(8192, 'x'));
  const int status = status_of_child([&] {
    install_standard_handler();
    const auto file = MappedFile::open(guarded);
    if (!file) _exit(0);
    std::FILE* foreign = std::fopen(path.c_str(), "r+");
    void* const address = mmap(nullptr, 8192, PROT_READ, MAP_SHARED, fileno(foreign), 0);
    if (ftruncate(fileno(foreign), 0) != 0) _exit(0);
    static_cast<void>(*static_cast<volatile const char*>(address));
  });
  CHECK(was_killed_by_bus(status));
}

TEST_CASE("a SIGBUS that was sent ends the process", "[fault_guard]") {
  const test::TempDir folder;
  const std::string path = folder.write("file", "x");
  const int status = status_of_child([&] {
    install_standard_handler();
    const auto file = MappedFile::open(path);
    if (file) raise(SIGBUS);
  });
  CHECK(was_killed_by_bus(status));
}

TEST_CASE("the handler that was there before gets what is not ours", "[fault_guard]") {
  const test::TempDir folder;
  const std::string path = folder.write("file", "x");
  const int status = status_of_child([&] {
    struct sigaction earlier{};
    earlier.sa_handler = [](int) { _exit(42); };
    sigaction(SIGBUS, &earlier, nullptr);
    const auto file = MappedFile::open(path);
    if (file) raise(SIGBUS);
  });
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 42);
}

TEST_CASE("a full table refuses further files until one is closed", "[fault_guard]") {
  const test::TempDir folder;
  const std::string path = folder.write("file", "content");
  std::vector<MappedFile> files;
  while (files.size() < kMaxGuardedMappings) {
    auto file = MappedFile::open(path);
    REQUIRE(file);
    files.push_back(*std::move(file));
  }
  const auto refused = MappedFile::open(path);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kUnavailable);
  files.pop_back();
  CHECK(MappedFile::open(path));
}

TEST_CASE("a guard that is moved or let go guards nothing any more", "[fault_guard]") {
  const test::TempDir folder;
  const std::string path = folder.write("file", std::string(8192, 'x'));
  auto file = MappedFile::open(path);
  REQUIRE(file);
  MappedFile other = *std::move(file);
  REQUIRE(truncate(path.c_str(), 0) == 0);
  CHECK_FALSE(other.faulted());
  CHECK(other.bytes()[5000] == std::byte{0});
  CHECK(other.faulted());
  CHECK_FALSE(FaultGuard().faulted());
}

}  // namespace cairn::fs
