#include "core/index/worker_count.h"

#include <catch2/catch.hpp>

namespace cairn::index {
namespace {

constexpr std::uint64_t kGb = std::uint64_t{1} << 30;

}  // namespace

TEST_CASE("an idle machine with memory gives as many workers as are wanted", "[index]") {
  CHECK(worker_count(8, 0, 8, kGb / 2, {0.1, 32 * kGb, 0}) == 8);
  CHECK(worker_count(0, 0, 8, kGb / 2, {0.1, 32 * kGb, 0}) == 1);
}

TEST_CASE("our own workers are no load, those of others are", "[index]") {
  CHECK(worker_count(8, 8, 8, kGb / 2, {8.5, 32 * kGb, 0}) == 8);
  CHECK(worker_count(8, 0, 8, kGb / 2, {8.5, 32 * kGb, 0}) == 4);
  CHECK(worker_count(1, 0, 2, kGb / 2, {20, 32 * kGb, 0}) == 1);
}

TEST_CASE("little memory gives few workers, but one", "[index]") {
  CHECK(worker_count(8, 0, 8, kGb, {0, 3 * kGb, 0}) == 2);
  CHECK(worker_count(8, 2, 8, kGb, {0, 3 * kGb, 0}) == 4);
  CHECK(worker_count(8, 0, 8, kGb, {0, kGb / 4, 0}) == 1);
  CHECK(worker_count(8, 4, 8, kGb, {0, 32 * kGb, 25}) == 1);
}

}  // namespace cairn::index
