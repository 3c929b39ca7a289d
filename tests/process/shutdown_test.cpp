// How the server ends: exit codes, time, and what it leaves behind.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/process/requests.h"

namespace cairn::test {
namespace {

bool process_exists(pid_t pid) { return std::filesystem::exists(fmt::format("/proc/{}", pid)); }

// A server with a file open and parsed, so that it has a worker and a preamble.
struct Running {
  ServerFixture fixture{kSmallProject};
  pid_t worker = 0;

  Running() {
    fixture.start_initialized();
    fixture.open("main.cpp");
    fixture.diagnostics("main.cpp", 1);
    worker = fixture.workers().at(0).pid;
  }

  void check_nothing_left() {
    CHECK_FALSE(process_exists(worker));
    CHECK(fixture.cached_files().empty());
  }
};

}  // namespace

TEST_CASE("shutdown then exit ends with code 0 and leaves nothing", "[process]") {
  Running running;
  CHECK(must(running.fixture.client().shut_down()) == 0);
  running.check_nothing_left();
}

TEST_CASE("exit without shutdown ends with code 1 and leaves nothing", "[process]") {
  Running running;
  must(running.fixture.client().notify("exit", nullptr));
  CHECK(must(running.fixture.client().wait_exit()) == 1);
  running.check_nothing_left();
}

TEST_CASE("a closed stdin ends the server with code 1 and leaves nothing", "[process]") {
  Running running;
  running.fixture.client().close_stdin();
  CHECK(must(running.fixture.client().wait_exit()) == 1);
  running.check_nothing_left();
}

TEST_CASE("a closed stdin after shutdown ends the server with code 0", "[process]") {
  Running running;
  must(running.fixture.client().request("shutdown", nullptr));
  running.fixture.client().close_stdin();
  CHECK(must(running.fixture.client().wait_exit()) == 0);
  running.check_nothing_left();
}

TEST_CASE("a client that kills the server right after shutdown finds nothing left behind", "[process]") {
  Running running;
  must(running.fixture.client().request("shutdown", nullptr));
  running.fixture.client().kill_server(SIGKILL);
  CHECK_FALSE(running.fixture.client().wait_exit());
  running.check_nothing_left();
}

TEST_CASE("SIGTERM ends the server with code 1 and leaves nothing", "[process]") {
  Running running;
  running.fixture.client().kill_server(SIGTERM);
  CHECK(must(running.fixture.client().wait_exit()) == 1);
  running.check_nothing_left();
}

TEST_CASE("kill -9 of the server takes the workers with it", "[process]") {
  Running running;
  running.fixture.client().kill_server(SIGKILL);
  CHECK_FALSE(running.fixture.client().wait_exit());
  // The kernel delivers the parent-death signal at once; the worker is gone when its
  // pidfd says so.
  auto pidfd = proc::open_pidfd(running.worker);
  if (pidfd) {
    struct timespec limit = {10, 0};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(pidfd->get(), &set);
    CHECK(pselect(pidfd->get() + 1, &set, nullptr, nullptr, &limit, nullptr) == 1);
  }
}

TEST_CASE("what a killed server left in the cache is removed when the next one starts", "[process]") {
  Running running;
  running.fixture.client().kill_server(SIGKILL);
  CHECK_FALSE(running.fixture.client().wait_exit());
  const auto left = running.fixture.cached_files();
  REQUIRE_FALSE(left.empty());
  running.fixture.start_initialized();
  running.fixture.request("$/metrics", nullptr);
  for (const std::string& file : left) CHECK_FALSE(std::filesystem::exists(file));
  CHECK(must(running.fixture.client().shut_down()) == 0);
  CHECK(running.fixture.cached_files().empty());
}

TEST_CASE("two servers on one workspace keep their scratch folders apart", "[process]") {
  Running running;
  const auto files = running.fixture.cached_files();
  {
    auto options = LspClient::Options();
    options.server = running.fixture.server();
    options.environment = {{"XDG_CACHE_HOME", running.fixture.cache_home()}};
    auto second = must(LspClient::start(options));
    must(second.initialize(running.fixture.root()));
    CHECK(must(second.shut_down()) == 0);
  }
  for (const std::string& file : files) CHECK(std::filesystem::exists(file));
  CHECK(must(running.fixture.client().shut_down()) == 0);
}

TEST_CASE("the server ends when the process named by initialize ends", "[process]") {
  proc::SpawnOptions options;
  options.argv = {"/bin/sleep", "600"};
  auto editor = must(proc::ChildProcess::spawn(options));
  ServerFixture fixture(kSmallProject);
  fixture.start();
  must(fixture.client().request("initialize",
                                {{"processId", editor.pid()}, {"rootUri", nullptr}, {"capabilities", Json::object()}}));
  editor.kill(SIGKILL);
  CHECK(must(fixture.client().wait_exit()) == 1);
}

TEST_CASE("the server ends at once when the process named by --clientProcessId is gone already", "[process]") {
  proc::SpawnOptions options;
  options.argv = {"/bin/true"};
  auto editor = must(proc::ChildProcess::spawn(options));
  const pid_t pid = editor.pid();
  editor.wait();
  ServerFixture fixture(kSmallProject);
  fixture.start({fmt::format("--clientProcessId={}", pid)});
  CHECK(must(fixture.client().wait_exit()) == 1);
}

TEST_CASE("shutdown with a busy worker answers every open request and ends in under 500 ms", "[process]") {
  Running running;
  ServerFixture& fixture = running.fixture;
  // Stopped, so it is certainly busy for longer than the shutdown may take.
  ::kill(running.worker, SIGSTOP);
  std::vector<std::int64_t> open;
  for (const RequestKind& kind : every_request())
    open.push_back(fixture.client().send_request(kind.method, kind.params(fixture)));
  const auto before = std::chrono::steady_clock::now();
  CHECK(must(fixture.client().shut_down()) == 0);
  const auto took = std::chrono::steady_clock::now() - before;
  CHECK(took < std::chrono::milliseconds(500));
  for (const std::int64_t id : open) {
    const Json response = must(fixture.client().wait_response(id));
    CHECK(response["error"]["code"] == -32800);
  }
  running.check_nothing_left();
}

TEST_CASE("files in the cache are readable by the user only", "[process]") {
  Running running;
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(running.fixture.cache_home() + "/cairn")) {
    struct stat status;
    REQUIRE(lstat(entry.path().c_str(), &status) == 0);
    INFO(entry.path());
    CHECK((status.st_mode & 0777) == (entry.is_directory() ? 0700U : 0600U));
    ++seen;
  }
  CHECK(seen >= 3);  // the workspace's folder, scratch, this process's folder
  CHECK(must(running.fixture.client().shut_down()) == 0);
}

}  // namespace cairn::test
