#include "platform/sync/background_thread.h"

#include <pthread.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

using cairn::sync::BackgroundThread;

namespace {

// Waits, with ctest's time limit as the deadline, until everything posted before has run.
void drain(BackgroundThread& thread) {
  std::promise<void> done;
  while (!thread.post([&done] { done.set_value(); })) std::this_thread::yield();  // the queue may be full still
  done.get_future().wait();
}

// Keeps a thread busy until it is released.
class Blocker {
 public:
  explicit Blocker(BackgroundThread& thread) {
    REQUIRE(thread.post([this] {
      started_.count_down();
      released_.wait();
    }));
    started_.wait();
  }
  void release() { released_.count_down(); }

 private:
  std::latch started_{1};
  std::latch released_{1};
};

}  // namespace

TEST_CASE("tasks run in the order they were posted, on one other thread", "[background_thread]") {
  std::vector<int> order;
  std::vector<std::thread::id> threads;
  BackgroundThread thread("order", 200);
  for (int i = 0; i < 100; ++i) {
    REQUIRE(thread.post([&, i] {
      order.push_back(i);
      threads.push_back(std::this_thread::get_id());
    }));
  }
  drain(thread);
  REQUIRE(order.size() == 100);
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(order[i] == static_cast<int>(i));
    CHECK(threads[i] == threads[0]);
  }
  CHECK(threads[0] != std::this_thread::get_id());
}

TEST_CASE("a full queue refuses and the refused task never runs", "[background_thread]") {
  std::atomic<int> ran = 0;
  BackgroundThread thread("full", 2);
  Blocker blocker(thread);
  const auto task = [&ran] { ++ran; };
  CHECK(thread.post(task));
  CHECK(thread.post(task));
  CHECK_FALSE(thread.post(task));
  blocker.release();
  drain(thread);
  CHECK(ran == 2);
}

TEST_CASE("destruction waits for the running task and drops the waiting ones", "[background_thread]") {
  std::atomic<bool> running_done = false;
  std::atomic<bool> waiting_ran = false;
  auto held = std::make_shared<int>(0);
  {
    std::latch started{1};
    BackgroundThread thread("drop", SIZE_MAX);
    REQUIRE(thread.post([&] {
      started.count_down();
      // Ends only once the destructor has begun: posting is refused from then on.
      while (thread.post([&waiting_ran, held] { waiting_ran = true; })) std::this_thread::yield();
      running_done = true;
    }));
    started.wait();
  }
  CHECK(running_done);
  CHECK_FALSE(waiting_ran);
  CHECK(held.use_count() == 1);
}

TEST_CASE("an exception that escapes a task ends that task only", "[background_thread]") {
  BackgroundThread thread("throwing", 4);
  REQUIRE(thread.post([] { throw std::runtime_error("a test's exception"); }));
  REQUIRE(thread.post([] { throw 3; }));
  std::atomic<bool> ran = false;
  REQUIRE(thread.post([&ran] { ran = true; }));
  drain(thread);
  CHECK(ran);
}

TEST_CASE("a task may post the next one", "[background_thread]") {
  BackgroundThread thread("chain", 4);
  std::promise<void> done;
  REQUIRE(thread.post([&] { thread.post([&done] { done.set_value(); }); }));
  CHECK(done.get_future().wait_for(std::chrono::seconds(60)) == std::future_status::ready);
}

TEST_CASE("the thread has its name, cut to what the kernel keeps", "[background_thread]") {
  BackgroundThread thread("a-name-beyond-fifteen-bytes", 4);
  std::array<char, 64> name{};
  REQUIRE(thread.post([&name] { ::pthread_getname_np(::pthread_self(), name.data(), name.size()); }));
  drain(thread);
  CHECK(std::string(name.data()) == "a-name-beyond-f");
}

TEST_CASE("a task's captures are gone before the next task runs", "[background_thread]") {
  BackgroundThread thread("captures", 4);
  auto held = std::make_shared<int>(0);
  REQUIRE(thread.post([held] { CHECK(*held == 0); }));
  drain(thread);
  CHECK(held.use_count() == 1);
}
