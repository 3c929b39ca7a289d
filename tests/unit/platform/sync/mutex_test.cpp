#include "platform/sync/mutex.h"

#include <chrono>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

using namespace cairn;

namespace {

class Counter {
 public:
  void add() CAIRN_EXCLUDES(mutex_) {
    const sync::MutexLock lock(mutex_);
    ++value_;
    changed_.notify_one();
  }
  void wait_for(int value) CAIRN_EXCLUDES(mutex_) {
    const sync::MutexLock lock(mutex_);
    while (value_ < value) changed_.wait(mutex_);
  }
  // One wait, which may end for no reason.
  void wait_once(std::chrono::milliseconds timeout) CAIRN_EXCLUDES(mutex_) {
    const sync::MutexLock lock(mutex_);
    changed_.wait_for(mutex_, timeout);
  }
  int value() const CAIRN_EXCLUDES(mutex_) {
    const sync::MutexLock lock(mutex_);
    return value_;
  }

 private:
  mutable sync::Mutex mutex_;
  sync::CondVar changed_;
  int value_ CAIRN_GUARDED_BY(mutex_) = 0;
};

}  // namespace

TEST_CASE("a mutex keeps increments of several threads from getting lost", "[mutex]") {
  Counter counter;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&counter] {
      for (int n = 0; n < 10'000; ++n) counter.add();
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(counter.value() == 40'000);
}

TEST_CASE("a condition variable lets others have the mutex while it waits, and wakes on notify", "[mutex]") {
  Counter counter;
  std::thread adder([&counter] {
    for (int n = 0; n < 3; ++n) counter.add();
  });
  counter.wait_for(3);
  adder.join();
  CHECK(counter.value() == 3);
}

TEST_CASE("a bounded wait ends without a notification, with the mutex held again", "[mutex]") {
  Counter counter;
  counter.wait_once(std::chrono::milliseconds(1));
  counter.add();
  CHECK(counter.value() == 1);
}
