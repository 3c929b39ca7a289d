#include "platform/memory/thread_stacks.h"

#include <alloca.h>

#include <cstddef>
#include <cstring>
#include <latch>
#include <thread>

#include <catch2/catch.hpp>

#include "platform/memory/program_image.h"

using namespace cairn;

namespace {

// Writes to so much of the calling thread's stack.
[[maybe_unused]] [[gnu::noinline]] void use_stack(std::size_t bytes) {
  void* const block = alloca(bytes);
  std::memset(block, 1, bytes);
  asm volatile("" : : "r"(block) : "memory");
}

// Variables that begin as zeros: no page of them is there before they are written.
constexpr std::size_t kVariableBytes = std::size_t{4} << 20U;
char variables[kVariableBytes];

}  // namespace

#if defined(CAIRN_TEST_JEMALLOC)

TEST_CASE("a thread's stack counts as far as it was used, for as long as the thread lives", "[thread_stacks]") {
  constexpr std::size_t kUsed = std::size_t{3} << 20U;
  const auto before = memory::read_stack_bytes();
  std::latch is_used(1);
  std::latch may_end(1);
  std::thread thread([&] {
    use_stack(kUsed);
    is_used.count_down();
    may_end.wait();
  });
  is_used.wait();
  const auto during = memory::read_stack_bytes();
  may_end.count_down();
  thread.join();
  const auto after = memory::read_stack_bytes();
  REQUIRE(before);
  REQUIRE(during);
  REQUIRE(after);
  CHECK(*before > 0);
  CHECK(*during >= *before + kUsed);
  CHECK(*during < *before + kUsed + (std::size_t{1} << 20U));
  CHECK(*after < *before + kUsed / 2);
}

TEST_CASE("the main thread's stack counts", "[thread_stacks]") {
  const auto before = memory::read_stack_bytes();
  use_stack(std::size_t{2} << 20U);
  const auto after = memory::read_stack_bytes();
  REQUIRE(before);
  REQUIRE(after);
  CHECK(*after >= *before + (std::size_t{1} << 20U));
}

#endif

TEST_CASE("variables of the program count once they are written", "[program_image]") {
  const auto before = memory::read_image_bytes();
  std::memset(variables, 1, sizeof(variables));
  const auto after = memory::read_image_bytes();
  REQUIRE(before);
  REQUIRE(after);
  CHECK(*before > 0);
  CHECK(*after >= *before + kVariableBytes - 8192);
  CHECK(*after < *before + kVariableBytes + (std::size_t{1} << 20U));
}
