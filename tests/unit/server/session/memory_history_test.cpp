#include "server/session/memory_history.h"

#include <catch2/catch.hpp>

#include "server/session/memory_budget.h"

namespace cairn::server {

TEST_CASE("the history is bounded and still spans the whole session", "[server]") {
  io::EventLoop loop;
  std::uint64_t now = 0;
  MemoryHistory history(loop, [&now]() -> std::optional<ext::MemorySample> { return ext::MemorySample{++now, 1, 1}; });
  for (int i = 0; i < 1000; ++i) history.take_sample();
  CHECK(history.samples().size() < MemoryHistory::kMaxSamples);
  CHECK(history.samples().size() >= MemoryHistory::kMaxSamples / 2);
  CHECK(history.samples().front().time_ms == 1);
  CHECK(history.samples().back().time_ms == 1000);
  CHECK(history.interval() > std::chrono::seconds(100));
  for (std::size_t i = 1; i < history.samples().size(); ++i) {
    if (history.samples()[i].time_ms <= history.samples()[i - 1].time_ms) FAIL("out of order at " << i);
  }
}

TEST_CASE("a sample that cannot be taken is left out", "[server]") {
  io::EventLoop loop;
  MemoryHistory history(loop, [] { return std::optional<ext::MemorySample>(); });
  history.take_sample();
  CHECK(history.samples().empty());
}

TEST_CASE("the budget is the smaller of 2 GB and a quarter of what there is", "[server]") {
  constexpr std::uint64_t kGb = std::uint64_t{1} << 30U;
  const auto budget = [](std::uint64_t total, std::optional<std::uint64_t> limit) {
    return default_budget_mb(memory::SystemMemory{total, total, limit, std::nullopt});
  };
  CHECK(budget(64 * kGb, std::nullopt) == 2048);
  CHECK(budget(4 * kGb, std::nullopt) == 1024);
  CHECK(budget(64 * kGb, 2 * kGb) == 512);
  CHECK(budget(4 * kGb, 64 * kGb) == 1024);
  CHECK(budget(kGb / 16, std::nullopt) == 64);
  CHECK(default_budget_mb(unexpected(ErrorCode::kNotFound, "x")) == 2048);
}

}  // namespace cairn::server
