#include "core/worker/job_limit.h"

#include <chrono>
#include <string>

#include <catch2/catch.hpp>

#include "tests/unit/platform/io/loop_driver.h"

namespace cairn::worker {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kLimit{20};

struct Outcome {
  std::string what;
  milliseconds took{};
};

// Of a process that gets this share of one processor.
Outcome run(int percent) {
  io::EventLoop loop;
  JobLimit limit(loop);
  Outcome outcome;
  const auto begin = Clock::now();
  limit.start([&] { return std::chrono::nanoseconds((Clock::now() - begin) * percent / 100); }, kLimit,
              [&](const std::string& what) {
                CHECK(outcome.what.empty());
                outcome = {what, std::chrono::duration_cast<milliseconds>(Clock::now() - begin)};
              });
  io::run_until(loop, [&] { return !outcome.what.empty(); });
  return outcome;
}

}  // namespace

TEST_CASE("a job that works all the time ends at the limit", "[worker]") {
  const Outcome outcome = run(100);
  CHECK(outcome.what == "20 ms of CPU time");
  CHECK(outcome.took >= kLimit);
}

TEST_CASE("a job that gets half of a processor may take twice as long", "[worker]") {
  const Outcome outcome = run(50);
  CHECK(outcome.what == "20 ms of CPU time");
  CHECK(outcome.took >= 2 * kLimit);
}

TEST_CASE("a job that gets nearly nothing ends at a multiple of the limit", "[worker]") {
  io::EventLoop loop;
  JobLimit limit(loop);
  std::string what;
  std::chrono::nanoseconds used{};
  // Sixteen looks until then, each of which finds some work.
  limit.start([&] { return used += milliseconds(10); }, milliseconds(200),
              [&](const std::string& excess) { what = excess; });
  const auto begin = Clock::now();
  io::run_until(loop, [&] { return !what.empty(); });
  CHECK(what == "800 ms");
  CHECK(Clock::now() - begin >= milliseconds(790));
}

TEST_CASE("a job that does not work at all ends at the limit", "[worker]") {
  const Outcome outcome = run(0);
  CHECK(outcome.what == "20 ms");
  CHECK(outcome.took >= kLimit);
}

TEST_CASE("a job whose process is gone ends at the limit", "[worker]") {
  io::EventLoop loop;
  JobLimit limit(loop);
  std::string what;
  limit.start([] { return std::nullopt; }, kLimit, [&](const std::string& excess) { what = excess; });
  io::run_until(loop, [&] { return !what.empty(); });
  CHECK(what == "20 ms");
}

TEST_CASE("a job that ended in time exceeds nothing", "[worker]") {
  io::EventLoop loop;
  JobLimit limit(loop);
  bool is_exceeded = false;
  limit.start([] { return std::nullopt; }, milliseconds(1), [&](const std::string&) { is_exceeded = true; });
  limit.stop();
  io::Timer after(loop);
  after.start(milliseconds(10), [] {});
  io::run_until(loop, [&] { return !after.armed(); });
  CHECK_FALSE(is_exceeded);
}

}  // namespace cairn::worker
