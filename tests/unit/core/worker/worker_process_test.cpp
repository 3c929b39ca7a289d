#include "core/worker/worker_process.h"

#include <signal.h>
#include <sys/stat.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/worker/codec.h"
#include "core/worker/fields.h"
#include "tests/unit/core/worker/scripted_pool.h"

namespace cairn::worker {
namespace {

// One process, with what it was heard to do.
struct Heard {
  explicit Heard(ScriptedPool& scripted) {
    auto started = WorkerProcess::start(scripted.loop, scripted.config(), 7,
                                        {[this](Frame frame) { replies.push_back(std::move(frame)); },
                                         [this](std::string reason) { deaths.push_back(std::move(reason)); }});
    if (!started) throw std::runtime_error(started.error().message);
    process = *std::move(started);
  }
  Result<void> hover(std::uint64_t id, Behaviour behaviour) {
    return process->send(JobKind::kHover, id, encode(PositionRequest{test::scripted_offset(id, behaviour)}));
  }

  std::vector<Frame> replies;
  std::vector<std::string> deaths;
  std::unique_ptr<WorkerProcess> process;
};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a worker's answers come with the kind and id of their questions", "[worker][process]") {
  ScriptedPool scripted;
  Heard heard(scripted);
  REQUIRE(heard.hover(5, Behaviour::kAnswer));
  REQUIRE(heard.hover(6, Behaviour::kFail));
  scripted.run_until([&] { return heard.replies.size() == 2; });
  CHECK(heard.replies[0].kind == JobKind::kHover);
  CHECK(heard.replies[0].job_id == 5);
  CHECK(heard.replies[0].status == FrameStatus::kReply);
  CHECK(heard.replies[1].job_id == 6);
  CHECK(heard.replies[1].status == FrameStatus::kFailed);
  CHECK(heard.deaths.empty());
}

TEST_CASE("every way to die is one death with a reason, and nothing follows", "[worker][process]") {
  const std::map<Behaviour, std::string> reasons = {
      {Behaviour::kGarbage, "sent garbage"},
      {Behaviour::kHalfFrame, "exit code 0"},
      {Behaviour::kRequest, "the protocol does not allow"},
      {Behaviour::kExit, "exit code 3"},
      {Behaviour::kSignal, "signal 9"},
  };
  for (const auto& [behaviour, reason] : reasons) {
    DYNAMIC_SECTION(reason) {
      ScriptedPool scripted;
      Heard heard(scripted);
      REQUIRE(heard.hover(1, behaviour));
      scripted.run_until([&] { return !heard.deaths.empty(); });
      scripted.settle();
      REQUIRE(heard.deaths.size() == 1);
      INFO(heard.deaths[0]);
      CHECK(contains(heard.deaths[0], reason));
      CHECK(heard.replies.empty());
      CHECK(heard.hover(2, Behaviour::kAnswer).error().code == ErrorCode::kUnavailable);
      scripted.settle();
      CHECK(heard.deaths.size() == 1);
    }
  }
}

TEST_CASE("a worker whose hello is wrong is killed with a reason", "[worker][process]") {
  const std::map<Behaviour, std::string> reasons = {
      {Behaviour::kWrongVersion, "reinstall both from one build"},
      {Behaviour::kSilence, "the protocol does not allow"},  // it answers without a hello
      {Behaviour::kTwice, "the protocol does not allow"},
      {Behaviour::kUndecodable, "the protocol does not allow"},
      {Behaviour::kGarbage, "sent garbage"},
      {Behaviour::kExit, "exit code 3"},
  };
  for (const auto& [behaviour, reason] : reasons) {
    DYNAMIC_SECTION(static_cast<int>(behaviour) << ": " << reason) {
      ScriptedPool scripted;
      scripted.set_hello(behaviour);
      Heard heard(scripted);
      static_cast<void>(heard.hover(1, Behaviour::kAnswer));
      scripted.run_until([&] { return !heard.deaths.empty(); });
      scripted.settle();
      REQUIRE(heard.deaths.size() == 1);
      INFO(heard.deaths[0]);
      CHECK(contains(heard.deaths[0], reason));
      CHECK(heard.replies.empty());
    }
  }
}

TEST_CASE("killing a worker is one death with the reason given, never from inside kill", "[worker][process]") {
  ScriptedPool scripted;
  Heard heard(scripted);
  heard.process->kill("enough");
  heard.process->kill("once more");
  CHECK(heard.deaths.empty());
  scripted.run_until([&] { return !heard.deaths.empty(); });
  scripted.settle();
  REQUIRE(heard.deaths.size() == 1);
  CHECK(contains(heard.deaths[0], "enough"));
}

TEST_CASE("a destroyed worker says nothing more", "[worker][process]") {
  ScriptedPool scripted;
  Heard heard(scripted);
  const pid_t pid = heard.process->pid();
  REQUIRE(heard.hover(1, Behaviour::kAnswer));
  heard.process->kill("reason");
  heard.process.reset();
  scripted.settle();
  CHECK(heard.deaths.empty());
  CHECK(heard.replies.empty());
  CHECK(::kill(pid, 0) == -1);  // reaped
}

TEST_CASE("a worker may be destroyed from inside its own callbacks", "[worker][process]") {
  ScriptedPool scripted;
  std::unique_ptr<WorkerProcess> process;
  int calls = 0;
  const bool by_reply = GENERATE(true, false);
  const auto destroy = [&] {
    ++calls;
    process.reset();
  };
  process = std::move(*WorkerProcess::start(
      scripted.loop, scripted.config(), 1,
      {[&, destroy](const Frame&) { destroy(); }, [&, destroy](const std::string&) { destroy(); }}));
  const Behaviour behaviour = by_reply ? Behaviour::kTwice : Behaviour::kExit;
  REQUIRE(process->send(JobKind::kHover, 1, encode(PositionRequest{test::scripted_offset(1, behaviour)})));
  scripted.run_until([&] { return !process; });
  scripted.settle();
  CHECK(calls == 1);
}

TEST_CASE("a worker's temporary folder lives as long as the worker, and goes with what is in it", "[worker][process]") {
  ScriptedPool scripted;
  Heard heard(scripted);
  REQUIRE(scripted.scratch() == std::vector<std::string>{"w7"});
  const std::string folder = scripted.config().scratch_directory + "/w7";
  struct stat status{};
  REQUIRE(::stat(folder.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
  REQUIRE(::mkdir((folder + "/preamble").c_str(), 0700) == 0);
  heard.process.reset();
  CHECK(scripted.scratch().empty());
}

TEST_CASE("a program that cannot run is an error and leaves no folder", "[worker][process]") {
  ScriptedPool scripted;
  for (const std::string program : {"/does/not/exist", "/etc/passwd"}) {
    WorkerConfig config = scripted.config();
    config.program = program;
    auto started = WorkerProcess::start(scripted.loop, config, 1, {[](const Frame&) {}, [](const std::string&) {}});
    REQUIRE_FALSE(started);
    CHECK(contains(started.error().message, "cannot start the parser process"));
    CHECK(scripted.scratch().empty());
  }
}

TEST_CASE("a question over the frame's bound is refused and the worker lives", "[worker][process]") {
  ScriptedPool scripted;
  Heard heard(scripted);
  auto sent = heard.process->send(JobKind::kParse, 1, std::string(kMaxFrameBytes + 1, 'x'));
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code == ErrorCode::kTooLarge);
  REQUIRE(heard.hover(2, Behaviour::kAnswer));
  scripted.run_until([&] { return heard.replies.size() == 1; });
  CHECK(heard.deaths.empty());
}

TEST_CASE("what waits for a worker that does not read is counted", "[worker][process]") {
  ScriptedPool scripted;
  Heard heard(scripted);
  ::kill(heard.process->pid(), SIGSTOP);
  const std::size_t size_bytes = std::size_t{8} << 20;
  REQUIRE(heard.process->send(JobKind::kParse, 1, std::string(size_bytes, 'x')));
  CHECK(heard.process->buffered_bytes() >= size_bytes);
}

}  // namespace cairn::worker
