// What a session does when its worker dies, hangs or sends nonsense.
#include <signal.h>

#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/worker/unit_session.h"
#include "tests/unit/core/worker/scripted_pool.h"

namespace cairn::worker {
namespace {

using std::chrono::milliseconds;
using test::scripted_text;
using Lines = std::vector<std::string>;

constexpr milliseconds kNever{3'600'000};

// What a worker does not survive.
const std::vector<Behaviour> kDeadly = {Behaviour::kUndecodable, Behaviour::kGarbage, Behaviour::kHalfFrame,
                                        Behaviour::kWrongId,     Behaviour::kRequest, Behaviour::kExit,
                                        Behaviour::kSignal,      Behaviour::kSilence};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Short only where a test waits for the limit: a busy machine must not fail the others.
UnitTimeouts limits_for(Behaviour behaviour) {
  if (behaviour != Behaviour::kSilence) return {};
  return {milliseconds(500), milliseconds(250)};
}

}  // namespace

TEST_CASE("a new worker is told everything again", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set_overlay("/b.h", "b1");
  file.set(scripted_text("v1"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  file.drop_overlay("/b.h");
  file.set(scripted_text("v2"), kNever);
  scripted.set_ration("1", 1);
  auto answer = file.hover(1, Behaviour::kSignal);
  scripted.wait_for({answer});
  CHECK(answer->text == "v2#1");
  CHECK(scripted.log() == Lines{"start", "parse v1 +/a.cpp +/b.h", "parse v2 +/a.cpp -/b.h", "hover v2#1", "start",
                                "parse v2 +/a.cpp", "hover v2#1"});
}

TEST_CASE("a worker that cannot take the new text is replaced", "[worker][session]") {
  const Behaviour behaviour = GENERATE(Behaviour::kFail, Behaviour::kSignal, Behaviour::kWrongId, Behaviour::kGarbage);
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  file.set(scripted_text("v2", Behaviour::kAnswer, behaviour), kNever);
  auto answer = file.complete(1);
  scripted.wait_for({answer});
  CHECK(answer->text == "v2#1");
  CHECK(scripted.counter("worker.death") == 1);
}

TEST_CASE("a question whose worker fails in any way is asked once more, of a new one", "[worker][session]") {
  for (const Behaviour behaviour : kDeadly) {
    DYNAMIC_SECTION("behaviour " << static_cast<int>(behaviour)) {
      ScriptedPool scripted;
      ScriptedFile file(scripted, limits_for(behaviour));
      file.set(scripted_text("v1"));
      scripted.set_ration("1", 1);
      auto bad = file.hover(1, behaviour);
      auto good = file.hover(2);
      scripted.wait_for({bad, good});
      scripted.settle();
      CHECK(bad->calls == 1);
      CHECK(bad->text == "v1#1");
      CHECK(good->calls == 1);
      CHECK(good->text == "v1#2");
      CHECK(scripted.counter("worker.death") == 1);
      CHECK(scripted.counter("worker.killed.time") == (behaviour == Behaviour::kSilence ? 1U : 0U));
    }
  }
}

TEST_CASE("a question that fails two workers is given up, and the next one is answered", "[worker][session]") {
  for (const Behaviour behaviour : kDeadly) {
    DYNAMIC_SECTION("behaviour " << static_cast<int>(behaviour)) {
      ScriptedPool scripted;
      ScriptedFile file(scripted, limits_for(behaviour));
      file.set(scripted_text("v1"));
      auto bad = file.hover(1, behaviour);
      auto good = file.hover(2);
      scripted.wait_for({bad, good});
      scripted.settle();
      CHECK(bad->calls == 1);
      REQUIRE(bad->error);
      CHECK(bad->error->code == ErrorCode::kUnavailable);
      CHECK(contains(bad->error->message, "died twice on this request"));
      CHECK(good->text == "v1#2");
      CHECK(scripted.counter("worker.death") == 2);
      CHECK(scripted.counter("job.given_up") == 1);
    }
  }
}

TEST_CASE("an answer that comes twice costs the worker, and no answer", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  auto twice = file.hover(1, Behaviour::kTwice);
  auto next = file.hover(2);
  scripted.wait_for({twice, next});
  scripted.run_until([&] { return scripted.counter("worker.death") == 1; });
  CHECK(twice->calls == 1);
  CHECK(twice->text == "v1#1");
  CHECK(next->calls == 1);
  CHECK(next->text == "v1#2");
}

TEST_CASE("the worker's own refusal is an answer with its reason", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  auto answer = file.hover(1, Behaviour::kFail);
  scripted.wait_for({answer});
  REQUIRE(answer->error);
  CHECK(answer->error->code == ErrorCode::kUnavailable);
  CHECK(answer->error->message == "scripted failure");
  CHECK(scripted.counter("worker.death") == 0);
}

TEST_CASE("a late answer is an answer", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  auto answer = file.hover(1, Behaviour::kAnswerAtGate);
  scripted.pass_gate();
  scripted.wait_for({answer});
  CHECK(answer->text == "v1#1");
}

TEST_CASE("a parse that fails once is done again by a new worker", "[worker][session]") {
  const Behaviour behaviour = GENERATE(from_range(kDeadly));
  ScriptedPool scripted;
  ScriptedFile file(scripted, limits_for(behaviour));
  scripted.set_ration("v1", 1);
  file.set(scripted_text("v1", behaviour));
  scripted.run_until([&] { return !file.parsed.empty(); });
  CHECK(file.parsed == Lines{"v1"});
  CHECK(file.failed.empty());
  CHECK(scripted.counter("worker.death") == 1);
}

TEST_CASE("inputs whose parse fails two workers are given up until there are new ones", "[worker][session]") {
  const Behaviour behaviour = GENERATE(from_range(kDeadly));
  ScriptedPool scripted;
  ScriptedFile file(scripted, limits_for(behaviour));
  file.set(scripted_text("v1", behaviour));
  auto early = file.hover(1);
  scripted.wait_for({early});
  auto late = file.hover(2);
  CHECK(late->calls == 1);  // at once
  for (const auto& each : {early, late}) {
    REQUIRE(each->error);
    CHECK(each->error->code == ErrorCode::kUnavailable);
    CHECK(contains(each->error->message, "died twice on this file"));
  }
  scripted.settle();
  REQUIRE(file.failed.size() == 1);
  CHECK(file.failed[0].starts_with("v1: the parser process died twice"));
  CHECK(scripted.counter("worker.started") == 2);

  file.set(scripted_text("v2"));
  auto revived = file.hover(3);
  scripted.wait_for({revived});
  CHECK(revived->text == "v2#3");
  CHECK(file.parsed == Lines{"v2"});
  CHECK(scripted.counter("worker.started") == 3);
}

TEST_CASE("a parse that the worker refuses is given up at once and keeps the worker", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1", Behaviour::kFail));
  auto answer = file.hover(1);
  scripted.wait_for({answer});
  REQUIRE(answer->error);
  CHECK(answer->error->message == "scripted failure");
  CHECK(file.failed == Lines{"v1: scripted failure"});
  file.set(scripted_text("v2"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  CHECK(scripted.counter("worker.started") == 1);
}

TEST_CASE("given up inputs do not harm questions about older ones", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"), kNever);
  auto older = file.hover(1, Behaviour::kAnswerAtGate);
  file.set(scripted_text("v2", Behaviour::kSignal), kNever);
  auto bad = file.hover(2);
  scripted.pass_gate();
  scripted.wait_for({older, bad});
  CHECK(older->text == "v1#1");
  CHECK(bad->error);
}

TEST_CASE("a worker that does not greet properly is a worker that died", "[worker][session]") {
  const Behaviour behaviour = GENERATE(Behaviour::kWrongVersion, Behaviour::kSilence, Behaviour::kTwice,
                                       Behaviour::kUndecodable, Behaviour::kGarbage, Behaviour::kExit);
  ScriptedPool scripted;
  scripted.set_hello(behaviour);
  SECTION("once: the second one serves") {
    scripted.set_ration("hello", 1);
    ScriptedFile file(scripted);
    file.set(scripted_text("v1"));
    auto answer = file.hover(1);
    scripted.wait_for({answer});
    CHECK(answer->text == "v1#1");
  }
  SECTION("always: the file is given up, with the reason") {
    ScriptedFile file(scripted);
    file.set(scripted_text("v1"));
    auto answer = file.hover(1);
    scripted.wait_for({answer});
    REQUIRE(answer->error);
    CHECK(contains(answer->error->message, "died twice"));
    CHECK(scripted.counter("worker.started") == 2);
  }
}

TEST_CASE("a worker killed while idle costs the next question nothing", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  ::kill(file.session().worker_status()->pid, SIGKILL);
  auto answer = file.hover(1);
  scripted.wait_for({answer});
  CHECK(answer->text == "v1#1");
}

TEST_CASE("a worker that dies idle is not replaced before it is needed", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  ::kill(file.session().worker_status()->pid, SIGKILL);
  scripted.run_until([&] { return !file.session().worker_status(); });
  scripted.settle();
  CHECK(scripted.counter("worker.started") == 1);
  scripted.run_until([&] { return scripted.scratch().empty(); });
}

TEST_CASE("a cancelled question that kills its worker is not tried again", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  auto running = file.hover(1, Behaviour::kAnswerAtGate);
  const std::uint64_t job = file.last_job();
  scripted.run_until([&] { return scripted.count_in_log("hover") == 1; });
  file.session().cancel(job);
  ::kill(file.session().worker_status()->pid, SIGKILL);
  scripted.run_until([&] { return scripted.counter("worker.death") == 1; });
  scripted.settle();
  CHECK(running->calls == 1);
  CHECK(scripted.counter("worker.started") == 1);
}

}  // namespace cairn::worker
