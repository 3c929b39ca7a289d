#include "platform/memory/process_memory.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include <catch2/catch.hpp>

using namespace cairn;

namespace {

const std::string kRollup =
    "55e92a264000-7fff6f906000 ---p 00000000 00:00 0                          [rollup]\n"
    "Rss:                1640 kB\n"
    "Pss:                 349 kB\n"
    "Pss_Anon:            111 kB\n"
    "Shared_Clean:       1464 kB\n"
    "Anonymous:           112 kB\n"
    "AnonHugePages:         0 kB\n"
    "Swap:                  4 kB\n"
    "SwapPss:               2 kB\n";
const std::string kStatus = "Name:\tcairn\nVmPeak:\t    9000 kB\nVmHWM:\t    2084 kB\nVmRSS:\t    1936 kB\n";

std::string without(std::string text, const std::string& part) { return text.erase(text.find(part), part.size()); }

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

bool is_corrupt(const std::string& rollup, const std::string& status) {
  const auto result = memory::parse_process_memory(rollup, status);
  return !result && result.error().code == ErrorCode::kCorrupt;
}

}  // namespace

TEST_CASE("the kernel's figures are read in bytes", "[process_memory]") {
  const auto memory = memory::parse_process_memory(kRollup, kStatus);
  REQUIRE(memory);
  CHECK(memory->rss == 1640 * 1024);
  CHECK(memory->pss == 349 * 1024);
  CHECK(memory->anonymous == 112 * 1024);
  CHECK(memory->file_backed == (1640 - 112) * 1024);
  CHECK(memory->swap == 4 * 1024);
  CHECK(memory->peak_rss == 2084 * 1024);
}

TEST_CASE("a missing line is an error, not a zero", "[process_memory]") {
  const std::string line = GENERATE(as<std::string>{}, "Rss:                1640 kB\n", "Pss:                 349 kB\n",
                                    "Anonymous:           112 kB\n", "Swap:                  4 kB\n");
  CHECK(is_corrupt(without(kRollup, line), kStatus));
  CHECK(is_corrupt(kRollup, "Name:\tcairn\n"));
  CHECK(is_corrupt("", ""));
}

TEST_CASE("a figure that is not a number of kB is an error", "[process_memory]") {
  const std::string bad = GENERATE(as<std::string>{}, "Rss: -1 kB", "Rss: many kB", "Rss: 1640 MB", "Rss: 1640",
                                   "Rss:", "Rss: 18446744073709551615 kB", "Rss: 99999999999999999999 kB");
  CAPTURE(bad);
  CHECK(is_corrupt(replaced(kRollup, "Rss:                1640 kB", bad), kStatus));
}

TEST_CASE("the peak is never below the present", "[process_memory]") {
  const auto memory = memory::parse_process_memory(kRollup, "VmHWM:\t    10 kB\n");
  REQUIRE(memory);
  CHECK(memory->peak_rss == memory->rss);
}

TEST_CASE("every cut of the text is parsed or refused, and never misread", "[process_memory]") {
  for (std::size_t size = 0; size < kRollup.size(); ++size) {
    const auto memory = memory::parse_process_memory(std::string_view(kRollup).substr(0, size), kStatus);
    if (memory && (memory->rss != 1640 * 1024 || memory->swap != 4 * 1024)) FAIL("misread at " << size);
  }
  SUCCEED();
}

TEST_CASE("this process's own memory grows by what it touches", "[process_memory]") {
  constexpr std::size_t kBlockBytes = 8 << 20;
  const auto before = memory::read_process_memory(::getpid());
  REQUIRE(before);
  // Not from the allocator, which could reuse pages that were counted already.
  void* const block = ::mmap(nullptr, kBlockBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(block != MAP_FAILED);
  std::memset(block, 1, kBlockBytes);
  const auto after = memory::read_process_memory(::getpid());
  ::munmap(block, kBlockBytes);
  REQUIRE(after);
  CHECK(after->anonymous + after->swap >= before->anonymous + before->swap + kBlockBytes / 2);
  CHECK(after->pss <= after->rss);
  CHECK(after->peak_rss >= after->rss);
}

TEST_CASE("a process that has ended is not found, also before it is reaped", "[process_memory]") {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(0);
  siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) == 0);
  const auto zombie = memory::read_process_memory(child);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  const auto gone = memory::read_process_memory(child);
  REQUIRE_FALSE(zombie);
  CHECK(zombie.error().code == ErrorCode::kNotFound);
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == ErrorCode::kNotFound);
}

TEST_CASE("the quick reading of resident bytes agrees with the full one", "[process_memory]") {
  const auto quick = memory::read_resident_bytes(::getpid());
  const auto full = memory::read_process_memory(::getpid());
  REQUIRE(quick);
  REQUIRE(full);
  CHECK(*quick > full->rss / 2);
  CHECK(*quick < full->rss * 2);
  const auto parts = memory::read_resident(::getpid());
  REQUIRE(parts);
  CHECK(parts->anonymous > 0);
  CHECK(parts->file > 0);
  CHECK_FALSE(memory::read_resident_bytes(-1));
}
