#include "server/answers/query_threads.h"

#include <atomic>
#include <stdexcept>
#include <thread>

#include <catch2/catch.hpp>

namespace cairn::server {
namespace {

using Lane = QueryThreads::Lane;

TEST_CASE("work runs beside the loop and its result on it", "[server][answers]") {
  io::EventLoop loop;
  QueryThreads threads(loop);
  std::thread::id ran_on;
  int result = 0;
  REQUIRE(threads.run<int>(
      Lane::kQuick, {},
      [&](const std::stop_token&) {
        ran_on = std::this_thread::get_id();
        return 3;
      },
      [&](int value) {
        result = value;
        loop.stop();
      }));
  loop.run();
  CHECK(result == 3);
  CHECK(ran_on != std::this_thread::get_id());
}

TEST_CASE("work that throws gives no result and hurts nobody", "[server][answers]") {
  io::EventLoop loop;
  QueryThreads threads(loop);
  bool has_result = false;
  threads.run<int>(
      Lane::kLong, {}, [](const std::stop_token&) -> int { throw std::runtime_error("on purpose"); },
      [&](int) { has_result = true; });
  threads.run<int>(Lane::kLong, {}, [](const std::stop_token&) { return 1; }, [&](int) { loop.stop(); });
  loop.run();
  CHECK_FALSE(has_result);
}

TEST_CASE("the end of the threads stops their work", "[server][answers]") {
  io::EventLoop loop;
  std::atomic<bool> began = false;
  std::atomic<bool> ended = false;
  {
    QueryThreads threads(loop);
    threads.run<int>(
        Lane::kQuick, {},
        [&](const std::stop_token& stop) {
          began = true;
          while (!stop.stop_requested()) std::this_thread::yield();
          ended = true;
          return 0;
        },
        [](int) {});
    while (!began) std::this_thread::yield();
  }
  CHECK(ended);
}

}  // namespace
}  // namespace cairn::server
