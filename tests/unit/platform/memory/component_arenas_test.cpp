#include "platform/memory/component_arenas.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "platform/memory/allocator.h"
#include "platform/memory/allocator_pages.h"

using namespace cairn;
using base::Component;
using base::ComponentScope;

#if defined(CAIRN_TEST_JEMALLOC)

namespace {

std::uint64_t bytes_of(Component component) {
  REQUIRE(memory::read_allocator_stats());  // renews the figures
  const auto bytes = memory::read_component_bytes();
  REQUIRE(bytes);
  return (*bytes)[static_cast<std::size_t>(component)];
}

// `count` blocks of `size` bytes in `component`.
std::vector<std::unique_ptr<std::byte[]>> make_blocks(Component component, std::size_t count, std::size_t size) {
  std::vector<std::unique_ptr<std::byte[]>> blocks(count);
  const ComponentScope scope(component);
  for (auto& block : blocks) block = std::make_unique<std::byte[]>(size);
  return blocks;
}

}  // namespace

TEST_CASE("known bytes put into a component are seen there, and are gone when freed", "[component_arenas]") {
  // Sizes that are size classes of jemalloc: small and cached, small, large, and larger than a chunk.
  const std::size_t size = GENERATE(std::size_t{64}, std::size_t{8192}, std::size_t{1} << 20U, std::size_t{4} << 20U);
  const std::size_t count = (std::size_t{8} << 20U) / size;
  CAPTURE(size);
  const std::uint64_t before = bytes_of(Component::kStore);
  const std::uint64_t other = bytes_of(Component::kDeps);
  auto blocks = make_blocks(Component::kStore, count, size);
  CHECK(bytes_of(Component::kStore) - before == count * size);
  CHECK(bytes_of(Component::kDeps) == other);
  CHECK(memory::component_of(blocks[0].get()) == Component::kStore);
  blocks.clear();
  CHECK(bytes_of(Component::kStore) == before);
}

TEST_CASE("what is freed while another component is current goes back to its own", "[component_arenas]") {
  const std::uint64_t index = bytes_of(Component::kIndex);
  const std::uint64_t documents = bytes_of(Component::kDocuments);
  for (int round = 0; round < 10; ++round) {
    auto blocks = make_blocks(Component::kIndex, 10'000, 128);
    const ComponentScope scope(Component::kDocuments);
    blocks.clear();
    const auto reused = make_blocks(Component::kDocuments, 10'000, 128);
    for (const auto& block : reused) {
      if (memory::component_of(block.get()) != Component::kDocuments) FAIL("memory moved to another component");
    }
  }
  CHECK(bytes_of(Component::kIndex) == index);
  CHECK(bytes_of(Component::kDocuments) == documents);
}

TEST_CASE("a thread works for the component that started it, and may free what others made", "[component_arenas]") {
  auto blocks = make_blocks(Component::kProject, 1000, 256);
  std::unique_ptr<std::string> made;
  {
    const ComponentScope scope(Component::kDeps);
    std::thread thread([&] {
      made = std::make_unique<std::string>(100, 'x');
      blocks.clear();
    });
    thread.join();
  }
  CHECK(memory::component_of(made.get()) == Component::kDeps);
  CHECK(memory::component_of(made->data()) == Component::kDeps);
  CHECK(bytes_of(Component::kProject) == 0);
}

TEST_CASE("outside of all scopes memory belongs to no component", "[component_arenas]") {
  const auto block = std::make_unique<int>(1);
  int local = 0;
  CHECK(memory::component_of(block.get()) == Component::kOther);
  CHECK(memory::component_of(&local) == Component::kOther);
  CHECK(memory::component_of(nullptr) == Component::kOther);
}

TEST_CASE("memory that asks for an alignment has it, in its component", "[component_arenas]") {
  struct alignas(512) Aligned {
    char bytes[512];
  };
  const ComponentScope scope(Component::kStore);
  for (int i = 0; i < 100; ++i) {
    const auto block = std::make_unique<Aligned>();
    REQUIRE(reinterpret_cast<std::uintptr_t>(block.get()) % 512 == 0);
    REQUIRE(memory::component_of(block.get()) == Component::kStore);
  }
}

TEST_CASE("an allocation that no system can give throws as the standard says", "[component_arenas]") {
  const ComponentScope scope(Component::kStore);
  volatile std::size_t size = std::size_t{1} << 62U;
  CHECK_THROWS_AS(::operator delete(::operator new(size)), std::bad_alloc);
  CHECK(::operator new(size, std::nothrow) == nullptr);
}

TEST_CASE("many threads that make and free each other's memory leave nothing behind", "[component_arenas]") {
  const std::uint64_t before = bytes_of(Component::kIndex);
  for (int round = 0; round < 20; ++round) {
    const ComponentScope scope(Component::kIndex);
    std::vector<std::vector<std::string>> made(4);
    std::vector<std::thread> threads;
    for (auto& mine : made) {
      threads.emplace_back([&mine] {
        for (int i = 0; i < 2000; ++i) mine.emplace_back(static_cast<std::size_t>(i % 700), 'x');
      });
    }
    for (std::thread& thread : threads) thread.join();
    threads.clear();
    for (std::size_t i = 0; i < 4; ++i) {
      threads.emplace_back([&made, i] {
        made[(i + 1) % 4].clear();
        made[(i + 1) % 4].shrink_to_fit();
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  CHECK(bytes_of(Component::kIndex) == before);
}

TEST_CASE("jemalloc's own arenas are among the allocator's pages", "[allocator_pages]") {
  constexpr std::size_t kBytes = std::size_t{64} << 20U;
  const auto before = memory::read_allocator_resident_bytes();
  const std::string block(kBytes, 'x');
  const auto after = memory::read_allocator_resident_bytes();
  REQUIRE(before);
  REQUIRE(after);
  CHECK(*after >= *before + kBytes / 2);
}

TEST_CASE("the allocator's pages in memory grow by what is written, not by what is only reserved",
          "[allocator_pages]") {
  constexpr std::size_t kBytes = std::size_t{64} << 20U;
  const auto before = memory::read_allocator_resident_bytes();
  const ComponentScope scope(Component::kStore);
  const auto block = std::make_unique_for_overwrite<std::byte[]>(kBytes);
  const auto reserved = memory::read_allocator_resident_bytes();
  for (std::size_t i = 0; i < kBytes; i += 4096) block[i] = std::byte{1};
  const auto written = memory::read_allocator_resident_bytes();
  REQUIRE(before);
  REQUIRE(reserved);
  REQUIRE(written);
  CHECK(*reserved < *before + (1U << 20U));
  CHECK(*written >= *reserved + kBytes / 2);  // pages that others left are given back meanwhile
  CHECK(*written < *reserved + kBytes + (1U << 20U));
}

#else

TEST_CASE("without jemalloc there are no arenas and nothing fails", "[component_arenas]") {
  const ComponentScope scope(Component::kStore);
  const auto block = std::make_unique<int>(1);
  CHECK_FALSE(memory::read_component_bytes());
  CHECK(memory::component_of(block.get()) == Component::kOther);
}

#endif

TEST_CASE("scopes nest", "[component]") {
  const Component outside = base::current_component();
  {
    const ComponentScope scope(Component::kStore);
    CHECK(base::current_component() == Component::kStore);
    {
      const ComponentScope inner(Component::kIndex);
      CHECK(base::current_component() == Component::kIndex);
    }
    CHECK(base::current_component() == Component::kStore);
  }
  CHECK(base::current_component() == outside);
}
