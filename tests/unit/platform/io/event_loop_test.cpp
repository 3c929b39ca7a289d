#include "platform/io/event_loop.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "platform/base/unique_fd.h"
#include "tests/unit/platform/io/loop_driver.h"

namespace cairn::io {

using std::chrono::milliseconds;

TEST_CASE("timers fire in the order of their times", "[io]") {
  EventLoop loop;
  std::string order;
  Timer late(loop);
  Timer early(loop);
  Timer middle(loop);
  late.start(milliseconds(30), [&] { order += "late "; });
  early.start(milliseconds(0), [&] { order += "early "; });
  middle.start(milliseconds(10), [&] { order += "middle "; });
  run_until(loop, [&] { return !late.armed(); });
  CHECK(order == "early middle late ");
}

TEST_CASE("a timer never fires from inside start", "[io]") {
  EventLoop loop;
  Timer timer(loop);
  bool fired = false;
  timer.start(-milliseconds(5), [&] { fired = true; });
  CHECK_FALSE(fired);
  CHECK(timer.armed());
  run_until(loop, [&] { return fired; });
  CHECK_FALSE(timer.armed());
}

TEST_CASE("a cancelled timer never fires, even when its time has passed already", "[io]") {
  EventLoop loop;
  Timer victim(loop);
  bool fired = false;
  // Both times are past, so the loop queues both as expired before it runs the first.
  Timer canceller(loop);
  canceller.start(milliseconds(-2), [&] { victim.cancel(); });
  victim.start(milliseconds(-1), [&] { fired = true; });
  Timer after(loop);
  after.start(milliseconds(5), [] {});
  run_until(loop, [&] { return !after.armed(); });
  CHECK_FALSE(fired);
  CHECK_FALSE(victim.armed());
}

TEST_CASE("a destroyed timer never fires", "[io]") {
  EventLoop loop;
  bool fired = false;
  auto victim = std::make_unique<Timer>(loop);
  Timer destroyer(loop);
  destroyer.start(milliseconds(0), [&] { victim.reset(); });
  victim->start(milliseconds(0), [&] { fired = true; });
  Timer after(loop);
  after.start(milliseconds(5), [] {});
  run_until(loop, [&] { return !after.armed(); });
  CHECK_FALSE(fired);
}

TEST_CASE("a restarted timer fires once, with the later callback", "[io]") {
  EventLoop loop;
  Timer timer(loop);
  std::string fired;
  timer.start(milliseconds(0), [&] { fired += "first "; });
  timer.start(milliseconds(1), [&] { fired += "second "; });
  run_until(loop, [&] { return !timer.armed(); });
  loop.poll();
  CHECK(fired == "second ");
}

TEST_CASE("a timer restarted after its time has passed waits for the new time", "[io]") {
  EventLoop loop;
  Timer timer(loop);
  std::string fired;
  Timer restarter(loop);
  restarter.start(milliseconds(-2), [&] { timer.start(std::chrono::hours(1), [&] { fired += "new "; }); });
  timer.start(milliseconds(-1), [&] { fired += "old "; });
  Timer after(loop);
  after.start(milliseconds(5), [] {});
  run_until(loop, [&] { return !after.armed(); });
  CHECK(fired.empty());
  CHECK(timer.armed());
}

TEST_CASE("a timer's callback may restart the timer", "[io]") {
  EventLoop loop;
  Timer timer(loop);
  int count = 0;
  std::function<void()> tick = [&] {
    if (++count < 3) timer.start(milliseconds(0), tick);
  };
  timer.start(milliseconds(0), tick);
  run_until(loop, [&] { return count == 3; });
  CHECK_FALSE(timer.armed());
}

TEST_CASE("a timer's callback may destroy the timer", "[io]") {
  EventLoop loop;
  auto timer = std::make_unique<Timer>(loop);
  timer->start(milliseconds(0), [&] { timer.reset(); });
  run_until(loop, [&] { return timer == nullptr; });
  CHECK(timer == nullptr);
}

TEST_CASE("a task posted from another thread runs on the loop thread", "[io]") {
  EventLoop loop;
  std::thread::id ran_on;
  std::thread poster([&] {
    loop.post([&] {
      ran_on = std::this_thread::get_id();
      loop.stop();
    });
  });
  loop.run();
  poster.join();
  CHECK(ran_on == std::this_thread::get_id());
}

TEST_CASE("tasks run in the order in which they were posted", "[io]") {
  EventLoop loop;
  std::vector<int> order;
  for (int i = 0; i < 5; ++i) loop.post([&order, i] { order.push_back(i); });
  CHECK(loop.poll() == 5);
  CHECK(order == std::vector<int>{0, 1, 2, 3, 4});
}

TEST_CASE("post never runs the task itself, even on the loop thread", "[io]") {
  EventLoop loop;
  std::string order;
  loop.post([&] {
    loop.post([&] { order += "inner "; });
    order += "outer ";
  });
  loop.poll();
  CHECK(order == "outer inner ");
}

TEST_CASE("stop ends run after the running handler and keeps the others", "[io]") {
  EventLoop loop;
  std::string order;
  loop.post([&] {
    loop.stop();
    order += "first ";
  });
  loop.post([&] {
    order += "second ";
    loop.stop();
  });
  loop.run();
  CHECK(order == "first ");
  loop.run();
  CHECK(order == "first second ");
}

TEST_CASE("a stop before run ends that run", "[io]") {
  EventLoop loop;
  bool ran = false;
  loop.post([&] { ran = true; });
  loop.stop();
  loop.run();
  CHECK_FALSE(ran);
}

TEST_CASE("an exception from a handler does not end the loop", "[io]") {
  EventLoop loop;
  bool next_ran = false;
  loop.post([] { throw std::runtime_error("expected by this test"); });
  loop.post([] { throw 42; });
  loop.post([&] {
    next_ran = true;
    loop.stop();
  });
  loop.run();
  CHECK(next_ran);
}

TEST_CASE("a loop can be destroyed with work pending", "[io]") {
  auto value = std::make_shared<int>(1);
  {
    EventLoop loop;
    loop.post([value] { ++*value; });
    Timer timer(loop);
    timer.start(std::chrono::hours(1), [value] { ++*value; });
  }
  CHECK(*value == 1);
  CHECK(value.use_count() == 1);
}

namespace {
struct Pipe {
  Pipe() {
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    out.reset(ends[0]);
    in.reset(ends[1]);
  }
  base::UniqueFd out;
  base::UniqueFd in;
};
}  // namespace

TEST_CASE("a readable watch calls back once, when there is something to read", "[io]") {
  EventLoop loop;
  const Pipe pipe;
  int calls = 0;
  const ReadableWatch watch(loop, pipe.out.get(), [&] { ++calls; });
  loop.poll();
  CHECK(calls == 0);
  REQUIRE(write(pipe.in.get(), "x", 1) == 1);
  run_until(loop, [&] { return calls > 0; });
  REQUIRE(write(pipe.in.get(), "y", 1) == 1);
  loop.poll();
  CHECK(calls == 1);
}

TEST_CASE("a readable watch sees what was there before it", "[io]") {
  EventLoop loop;
  const Pipe pipe;
  REQUIRE(write(pipe.in.get(), "x", 1) == 1);
  bool called = false;
  const ReadableWatch watch(loop, pipe.out.get(), [&] { called = true; });
  CHECK_FALSE(called);
  run_until(loop, [&] { return called; });
}

TEST_CASE("a destroyed watch does not call back and leaves the descriptor open", "[io]") {
  EventLoop loop;
  const Pipe pipe;
  bool called = false;
  {
    const ReadableWatch watch(loop, pipe.out.get(), [&] { called = true; });
    REQUIRE(write(pipe.in.get(), "x", 1) == 1);
  }
  loop.poll();
  CHECK_FALSE(called);
  char byte = 0;
  CHECK(read(pipe.out.get(), &byte, 1) == 1);
}

TEST_CASE("a descriptor can be watched again after its watch was destroyed", "[io]") {
  EventLoop loop;
  const Pipe pipe;
  auto first = std::make_unique<ReadableWatch>(loop, pipe.out.get(), [] {});
  first.reset();
  bool called = false;
  const ReadableWatch second(loop, pipe.out.get(), [&] { called = true; });
  REQUIRE(write(pipe.in.get(), "x", 1) == 1);
  run_until(loop, [&] { return called; });
}

TEST_CASE("a watch may be destroyed by its own callback", "[io]") {
  EventLoop loop;
  const Pipe pipe;
  std::unique_ptr<ReadableWatch> watch;
  watch = std::make_unique<ReadableWatch>(loop, pipe.out.get(), [&] { watch.reset(); });
  REQUIRE(write(pipe.in.get(), "x", 1) == 1);
  run_until(loop, [&] { return watch == nullptr; });
  CHECK(watch == nullptr);
}

TEST_CASE("a descriptor that cannot be watched counts as readable", "[io]") {
  EventLoop loop;
  const base::UniqueFd file(memfd_create("watched", MFD_CLOEXEC));
  for (const int fd : {file.get(), 100'000}) {
    bool called = false;
    const ReadableWatch watch(loop, fd, [&] { called = true; });
    CHECK_FALSE(called);
    run_until(loop, [&] { return called; });
  }
}

}  // namespace cairn::io
