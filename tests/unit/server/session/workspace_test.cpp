#include "server/session/workspace.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::server {
namespace {

using std::chrono::milliseconds;

// A workspace on a loop that runs until something is known.
class Watched {
 public:
  Watched() : workspace_(loop_) {
    config_.root = dir.path();
    config_.poll_interval = milliseconds(1);
  }

  // Runs until commands came (again), at most 10 s.
  void run_until_commands() {
    const int before = commands;
    if (!is_loaded_) workspace_.load(config_, callbacks());
    is_loaded_ = true;
    io::Timer limit(loop_);
    limit.start(milliseconds(10'000), [this] { loop_.stop(); });
    loop_.run();
    REQUIRE(commands > before);
  }

  project::CommandSource source_of(const std::string& name) {
    return workspace_.command_for(dir.file(name), {}).source;
  }

  const test::TempDir dir;
  int commands = 0;
  std::vector<std::string> told;

 private:
  Workspace::Callbacks callbacks() {
    return {[this] {
              ++commands;
              loop_.stop();
            },
            [this](const std::string& message) { told.push_back(message); },
            [this] { return std::vector<std::string>{dir.file("src/a.c")}; }};
  }

  io::EventLoop loop_;
  Workspace::Config config_;
  Workspace workspace_;
  bool is_loaded_ = false;
};

TEST_CASE("a database that appears is found by the timer alone", "[server]") {
  Watched watched;
  watched.run_until_commands();
  CHECK(watched.source_of("src/a.c") == project::CommandSource::kFallback);
  watched.dir.write("compile_commands.json", R"([{"directory":".","file":"src/a.c","command":"cc src/a.c"}])");
  watched.run_until_commands();
  CHECK(watched.source_of("src/a.c") == project::CommandSource::kDatabase);
  CHECK(watched.told.size() == 2);
}

TEST_CASE("flags files of open files are watched by the timer alone", "[server]") {
  Watched watched;
  watched.run_until_commands();
  watched.dir.write("src/compile_flags.txt", "-DX\n");
  watched.run_until_commands();
  CHECK(watched.source_of("src/a.c") == project::CommandSource::kFlagsFile);
}

TEST_CASE("a database named by the user that is not there is told, and default flags are used", "[server]") {
  io::EventLoop loop;
  Workspace workspace(loop);
  Workspace::Config config;
  config.database_path = "/nonexistent/build";
  std::vector<std::string> told;
  workspace.load(config, {[&loop] { loop.stop(); }, [&told](const std::string& message) { told.push_back(message); },
                          [] { return std::vector<std::string>(); }});
  loop.run();
  REQUIRE(told.size() == 1);
  CHECK(told[0].find("/nonexistent/build/compile_commands.json") != std::string::npos);
  CHECK(workspace.command_for("/a.c", {}).source == project::CommandSource::kFallback);
}

}  // namespace
}  // namespace cairn::server
