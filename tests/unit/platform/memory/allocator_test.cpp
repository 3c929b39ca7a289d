#include "platform/memory/allocator.h"

#include <cstddef>
#include <cstring>
#include <memory>

#include <catch2/catch.hpp>

#include "platform/memory/allocator_pages.h"

using namespace cairn;

#if defined(CAIRN_TEST_JEMALLOC)

TEST_CASE("the executable runs on jemalloc, started as malloc_conf says", "[allocator]") {
  CHECK(memory::heap_profiling_available());
}

TEST_CASE("the statistics are there and consistent", "[allocator]") {
  const auto stats = memory::read_allocator_stats();
  REQUIRE(stats);
  CHECK(stats->allocated > 0);
  CHECK(stats->allocated <= stats->active);
  CHECK(stats->active <= stats->mapped);
  CHECK(stats->metadata > 0);
  CHECK(stats->resident > 0);
}

TEST_CASE("the statistics follow an allocation and its release at once", "[allocator]") {
  constexpr std::size_t kBlockBytes = 32 << 20;
  const auto before = memory::read_allocator_stats();
  auto block = std::make_unique<std::byte[]>(kBlockBytes);
  std::memset(block.get(), 1, kBlockBytes);
  const auto with_block = memory::read_allocator_stats();
  block.reset();
  const auto after = memory::read_allocator_stats();
  REQUIRE(before);
  REQUIRE(with_block);
  REQUIRE(after);
  CHECK(with_block->allocated >= before->allocated + kBlockBytes);
  CHECK(with_block->resident >= kBlockBytes);
  CHECK(after->allocated < before->allocated + kBlockBytes / 2);
}

TEST_CASE("free pages are given back when that is asked for", "[allocator]") {
  constexpr std::size_t kBlockBytes = 32 << 20;
  auto block = std::make_unique<std::byte[]>(kBlockBytes);
  std::memset(block.get(), 1, kBlockBytes);
  const auto with_block = memory::read_allocator_resident_bytes();
  block.reset();
  memory::purge_allocator();
  const auto after = memory::read_allocator_resident_bytes();
  REQUIRE(with_block);
  REQUIRE(after);
  CHECK(*after + kBlockBytes / 4 * 3 < *with_block);
}

TEST_CASE("the allocator's background thread can be switched on, also twice", "[allocator]") {
  CHECK(memory::configure_allocator());
  CHECK(memory::configure_allocator());
}

#else

TEST_CASE("without jemalloc there are no statistics and nothing fails", "[allocator]") {
  CHECK_FALSE(memory::read_allocator_stats());
  CHECK_FALSE(memory::heap_profiling_available());
  memory::purge_allocator();
  CHECK(memory::configure_allocator());
}

#endif
