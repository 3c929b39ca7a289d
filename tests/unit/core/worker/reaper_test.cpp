#include "core/worker/reaper.h"

#include <signal.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "platform/fs/file.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/platform/io/loop_driver.h"

namespace cairn::worker {
namespace {

// A process that runs until it is killed, and its folder.
struct Dying {
  Dying() {
    REQUIRE(fs::make_private_directory(folder));
    proc::SpawnOptions options;
    options.argv = {"/bin/sleep", "600"};
    auto spawned = proc::ChildProcess::spawn(options);
    REQUIRE(spawned);
    child = *std::move(spawned);
    pid = child.pid();
  }
  bool is_gone() const { return ::kill(pid, 0) == -1 && ::access(folder.c_str(), F_OK) == -1; }

  test::TempDir parent;
  std::string folder = parent.file("w1");
  proc::ChildProcess child;
  pid_t pid = 0;
};

}  // namespace

TEST_CASE("a buried process is killed, and its folder goes when it is gone", "[worker]") {
  io::EventLoop loop;
  Reaper reaper(loop);
  Dying dying;
  reaper.bury(std::move(dying.child), dying.folder);
  io::run_until(loop, [&] { return dying.is_gone(); });  // or the test fails
}

TEST_CASE("a process that has ended already is cleared at once", "[worker]") {
  io::EventLoop loop;
  Reaper reaper(loop);
  Dying dying;
  dying.child.kill(SIGKILL);
  dying.child.wait();
  reaper.bury(std::move(dying.child), dying.folder);
  CHECK(dying.is_gone());
}

TEST_CASE("at the end of the reaper nothing is left, whether the loop ran or not", "[worker]") {
  io::EventLoop loop;
  std::optional<Reaper> reaper(loop);
  Dying first;
  Dying second;
  reaper->bury(std::move(first.child), first.folder);
  reaper->bury(std::move(second.child), second.folder);
  reaper.reset();
  CHECK(first.is_gone());
  CHECK(second.is_gone());
}

}  // namespace cairn::worker
