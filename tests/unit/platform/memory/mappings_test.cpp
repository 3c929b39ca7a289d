#include "platform/memory/mappings.h"

#include <unistd.h>

#include <string>

#include <catch2/catch.hpp>

#include "platform/memory/process_memory.h"
#include "tests/support/temp_dir.h"

using namespace cairn;

namespace {

std::string mapping(const std::string& header, int size, int rss, int anonymous) {
  const auto line = [](const char* name, int kb) { return name + std::string(":   ") + std::to_string(kb) + " kB\n"; };
  return header + "\n" + line("Size", size) + line("KernelPageSize", 4) + line("Rss", rss) + line("Pss", rss / 2) +
         line("Pss_Dirty", 0) + line("Anonymous", anonymous) + line("AnonHugePages", 0) + line("Swap", 1) +
         line("SwapPss", 1) + "THPeligible:           0\nVmFlags: rd mr mw me sd \n";
}

const std::string kSmaps =
    mapping("55d49cf50000-55d49cf54000 r--p 00000000 fe:00 12      /usr/bin/cairn", 16, 8, 0) +
    mapping("55d49cf54000-55d49cf58000 rw-p 00004000 fe:00 12      /usr/bin/cairn", 16, 16, 12) +
    mapping("7f0000000000-7f0000400000 r--s 00000000 fe:00 77      /cache/x/store/segment 1.seg (deleted)", 4096, 100,
            0) +
    mapping("7f0000800000-7f0000c00000 r--s 00000000 fe:00 78      /cache/x/store-of-others/2", 4096, 64, 0) +
    mapping("7f0001000000-7f0001400000 r--p 00000000 fe:00 79      /cache/x/preludes/a.pcm", 4096, 200, 0) +
    mapping("7f1000000000-7f1000400000 rw-p 00000000 00:00 0 ", 4096, 400, 400) +
    mapping("7ffe016b7000-7ffe016d8000 rw-p 00000000 00:00 0       [stack]", 132, 20, 20);

const std::vector<std::string> kFolders = {"/cache/x/store", "/cache/x/preludes"};

}  // namespace

TEST_CASE("files are summed by folder, the part in memory apart, and anonymous memory is none of them", "[mappings]") {
  const auto mappings = memory::parse_mappings(kSmaps, kFolders);
  REQUIRE(mappings);
  REQUIRE(mappings->files.size() == 3);
  CHECK(mappings->files[0].size == 4096 * 1024);
  CHECK(mappings->files[0].resident == 100 * 1024);
  CHECK(mappings->files[1].size == 4096 * 1024);
  CHECK(mappings->files[1].resident == 200 * 1024);
  CHECK(mappings->files[2].size == (16 + 16 + 4096) * 1024);
  CHECK(mappings->files[2].resident == (8 + 4 + 64) * 1024);
}

TEST_CASE("the sums over all mappings are those of the process", "[mappings]") {
  const auto mappings = memory::parse_mappings(kSmaps, {});
  REQUIRE(mappings);
  CHECK(mappings->rss == (8 + 16 + 100 + 64 + 200 + 400 + 20) * 1024);
  CHECK(mappings->pss == mappings->rss / 2);
  CHECK(mappings->anonymous == (12 + 400 + 20) * 1024);
  CHECK(mappings->swap == 7 * 1024);
}

TEST_CASE("what is not smaps is refused", "[mappings]") {
  const std::string text = GENERATE(as<std::string>{}, "", "Rss:  1 kB\n", "nonsense\n", "\n");
  const auto mappings = memory::parse_mappings(text, kFolders);
  REQUIRE_FALSE(mappings);
  CHECK(mappings.error().code == ErrorCode::kCorrupt);
}

TEST_CASE("every cut of smaps is summed or refused, and never too large", "[mappings]") {
  for (std::size_t size = 0; size < kSmaps.size(); ++size) {
    CAPTURE(size);
    const auto mappings = memory::parse_mappings(std::string_view(kSmaps).substr(0, size), kFolders);
    CHECK((!mappings || mappings->rss <= 808 * 1024));
  }
}

TEST_CASE("this process's sums agree with the kernel's own within 2 percent", "[mappings]") {
  // Reading takes memory itself, so the sums lie between those of before and after it.
  const auto before = memory::read_process_memory(::getpid());
  const auto mappings = memory::read_mappings(::getpid(), {});
  const auto after = memory::read_process_memory(::getpid());
  REQUIRE(before);
  REQUIRE(mappings);
  REQUIRE(after);
  const auto is_between = [](std::uint64_t low, std::uint64_t sum, std::uint64_t high) {
    constexpr double kSlack = 65536;
    const auto value = static_cast<double>(sum);
    return value >= 0.98 * static_cast<double>(low) - kSlack && value <= 1.02 * static_cast<double>(high) + kSlack;
  };
  CHECK(is_between(before->rss, mappings->rss, after->rss));
  CHECK(is_between(before->anonymous, mappings->anonymous, after->anonymous));
  CHECK(is_between(before->pss, mappings->pss + 64 * 1024, after->pss));
}

TEST_CASE("another root folder stands for /proc", "[mappings]") {
  const test::TempDir folder;
  folder.write("proc/12/smaps", kSmaps);
  folder.write("proc/12/smaps_rollup", "Rss: 8 kB\nPss: 6 kB\nAnonymous: 4 kB\nSwap: 2 kB\n");
  folder.write("proc/12/status", "VmHWM:  10 kB\nRssAnon:  5 kB\n");
  const memory::KernelRoots roots{folder.path() + "/proc", ""};
  const auto mappings = memory::read_mappings(12, kFolders, roots);
  REQUIRE(mappings);
  CHECK(mappings->files[0].resident == 100 * 1024);
  const auto process = memory::read_process_memory(12, roots);
  REQUIRE(process);
  CHECK(process->pss == 6 * 1024);
  CHECK(process->peak_rss == 10 * 1024);
  CHECK(memory::read_anonymous_bytes(12, roots).value_or(0) == 5 * 1024);
  CHECK(memory::read_peak_bytes(12, roots).value_or(0) == 10 * 1024);
  CHECK_FALSE(memory::read_mappings(13, kFolders, roots));
  CHECK_FALSE(memory::read_anonymous_bytes(13, roots));
}
