#include "platform/memory/heap_profile.h"

#include <sys/stat.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "platform/memory/allocator.h"
#include "platform/memory/symbols.h"
#include "tests/support/temp_dir.h"

namespace cairn::memory {

// Has a name that can be looked for.
__attribute__((noinline)) std::unique_ptr<char[]> allocate_for_heap_profile_test(std::size_t size) {
  auto bytes = std::make_unique<char[]>(size);
  bytes[size / 2] = 1;
  return bytes;
}

TEST_CASE("a heap profile's bytes are scaled by how many were sampled", "[memory]") {
  const auto profile = parse_heap_profile(
      "heap_v2/524288\n  t*: 3: 1536 [0: 0]\n  t0: 3: 1536 [0: 0]\n@ 0x10 0x20\n  t*: 2: 2097152 [0: 0]\n"
      "  t1: 2: 2097152 [0: 0]\n@ 0x30\n  t*: 1: 512 [0: 0]\nMAPPED_LIBRARIES:\n@ 0x40\n  t*: 1: 512 [0: 0]\n");
  REQUIRE(profile);
  CHECK(profile->sample_bytes == 524288);
  REQUIRE(profile->stacks.size() == 2);
  CHECK(profile->stacks.at({0x10, 0x20}) == Approx(2097152 / 0.864665).epsilon(1e-4));
  CHECK(profile->stacks.at({0x30}) == Approx(524288).epsilon(1e-2));
  CHECK_FALSE(parse_heap_profile("something else\n"));
  CHECK_FALSE(parse_heap_profile(""));
}

TEST_CASE("growth is what a later profile has more", "[memory]") {
  HeapProfile before;
  before.stacks = {{{1}, 100}, {{2}, 50}};
  HeapProfile after;
  after.stacks = {{{1}, 130}, {{2}, 20}, {{3}, 7}};
  CHECK(heap_growth(before, after).stacks == std::map<std::vector<std::uint64_t>, double>{{{1}, 30}, {{3}, 7}});
}

TEST_CASE("addresses have names", "[memory]") {
  Symbols symbols;
  const auto address = reinterpret_cast<std::uint64_t>(&allocate_for_heap_profile_test);
  CHECK(symbols.name(address + 1).find("allocate_for_heap_profile_test") != std::string::npos);
  CHECK(symbols.name(16) == "0x10");
}

TEST_CASE("what is allocated while heap sampling is on is found with its stack", "[memory]") {
  test::TempDir folder;
  const std::string scratch = folder.file("heap");
#ifdef CAIRN_TEST_JEMALLOC
  REQUIRE(set_heap_sampling(true));
  CHECK(is_heap_sampling());
  std::vector<std::unique_ptr<char[]>> kept;
  for (int i = 0; i < 48; ++i) kept.push_back(allocate_for_heap_profile_test(std::size_t{1} << 20));
  const auto profile = take_heap_profile(scratch);
  REQUIRE(set_heap_sampling(false));
  REQUIRE(profile);
  struct stat status{};
  CHECK(stat(scratch.c_str(), &status) != 0);
  kept.clear();
  purge_allocator();
  const std::string folded = folded_stacks(*profile);
  INFO(folded);
  const std::size_t at = folded.find("allocate_for_heap_profile_test");
  REQUIRE(at != std::string::npos);
  const std::size_t end = folded.find('\n', at);
  const double bytes = std::stod(folded.substr(folded.rfind(' ', end) + 1, end));
  CHECK(bytes > 24.0 * (1 << 20));
  CHECK(bytes < 96.0 * (1 << 20));
#else
  CHECK_FALSE(set_heap_sampling(true));
  CHECK_FALSE(take_heap_profile(scratch));
#endif
}

}  // namespace cairn::memory
