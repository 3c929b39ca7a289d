#include "core/worker/unit_session.h"

#include <signal.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/core/worker/scripted_pool.h"

namespace cairn::worker {
namespace {

using std::chrono::milliseconds;
using test::scripted_text;
using Lines = std::vector<std::string>;

constexpr milliseconds kNever{3'600'000};

}  // namespace

TEST_CASE("inputs are parsed once after their delay", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"), milliseconds(1));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  scripted.settle();
  CHECK(file.parsed == Lines{"v1"});
  CHECK(file.parses_started == 1);
  CHECK(scripted.log() == Lines{"start", "parse v1 +/a.cpp"});
}

TEST_CASE("a question does not wait for the delay of a parse, and the parse is not done again", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"), milliseconds(1));
  auto answer = file.hover(1);
  scripted.wait_for({answer});
  CHECK(answer->text == "v1#1");
  const auto after_the_delay = std::chrono::steady_clock::now() + milliseconds(20);
  scripted.run_until([&] { return std::chrono::steady_clock::now() > after_the_delay; });
  CHECK(file.parsed == Lines{"v1"});
}

TEST_CASE("the delay of a parse that a question brought forward costs no second worker", "[worker][session]") {
  ScriptedPool scripted({.max_workers = 1});
  ScriptedFile a(scripted);
  ScriptedFile b(scripted, {}, "/b.cpp");
  a.set(scripted_text("a1"), milliseconds(200));
  const auto after_the_delay = std::chrono::steady_clock::now() + milliseconds(220);
  auto answer = a.hover(1);
  scripted.wait_for({answer});
  b.set(scripted_text("b1"));  // takes a's worker
  scripted.run_until([&] { return b.parsed.size() == 1; });
  scripted.run_until([&] { return std::chrono::steady_clock::now() > after_the_delay; });
  scripted.settle();
  CHECK(a.parsed == Lines{"a1"});
  CHECK(scripted.counter("worker.started") == 2);
}

TEST_CASE("questions are answered in order, each once", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  std::vector<std::shared_ptr<Answer>> answers;
  for (std::uint64_t i = 0; i < 20; ++i) answers.push_back(file.hover(i));
  scripted.wait_for(answers);
  scripted.settle();
  Lines expected = {"start", "parse v1 +/a.cpp"};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CHECK(answers[i]->calls == 1);
    CHECK(answers[i]->text == "v1#" + std::to_string(i));
    expected.push_back("hover v1#" + std::to_string(i));
  }
  CHECK(scripted.log() == expected);
}

TEST_CASE("a question before there are inputs is refused", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  auto answer = file.hover(1);
  CHECK(answer->calls == 1);
  REQUIRE(answer->error);
  CHECK(answer->error->code == ErrorCode::kUnavailable);
  CHECK(scripted.log().empty());
}

TEST_CASE("one question over the bound is refused and the others are answered", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"), kNever);
  std::vector<std::shared_ptr<Answer>> answers;
  for (std::uint64_t i = 0; i < UnitSession::kMaxQueuedJobs; ++i) answers.push_back(file.hover(i));
  auto refused = file.hover(1000);
  REQUIRE(refused->error);
  CHECK(refused->error->code == ErrorCode::kUnavailable);
  scripted.wait_for(answers);
  for (const auto& each : answers) CHECK_FALSE(each->error);
}

TEST_CASE("each question is answered about the inputs it was asked about", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"), kNever);
  auto first = file.hover(1);
  file.set(scripted_text("v2"), kNever);
  auto second = file.hover(2);
  auto third = file.hover(3);
  file.set(scripted_text("v3"), kNever);
  scripted.wait_for({first, second, third});
  CHECK(first->text == "v1#1");
  CHECK(second->text == "v2#2");
  CHECK(third->text == "v2#3");
  CHECK(file.parsed == Lines{"v1", "v2"});
}

TEST_CASE("inputs that are superseded before their parse are never parsed", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1", Behaviour::kAnswerAtGate));
  scripted.run_until([&] { return scripted.count_in_log("parse v1") == 1; });
  for (int i = 2; i < 10; ++i) {
    file.set(scripted_text("v" + std::to_string(i)));
    scripted.settle();
  }
  scripted.pass_gate();
  scripted.run_until([&] { return file.parsed.size() == 2; });
  scripted.settle();
  CHECK(file.parsed == Lines{"v1", "v9"});
}

TEST_CASE("overlays are sent as differences", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set_overlay("/b.h", "b1");
  file.set_overlay("/c.h", "c1");
  file.set(scripted_text("v1"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  file.set(scripted_text("v2"));
  scripted.run_until([&] { return file.parsed.size() == 2; });
  file.set_overlay("/b.h", "b2");
  file.drop_overlay("/c.h");
  file.set(scripted_text("v3"));
  scripted.run_until([&] { return file.parsed.size() == 3; });
  CHECK(scripted.log() ==
        Lines{"start", "parse v1 +/a.cpp +/b.h +/c.h", "parse v2 +/a.cpp", "parse v3 +/a.cpp +/b.h -/c.h"});
}

TEST_CASE("completion takes the new text without a parse", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  file.set(scripted_text("v2"), kNever);
  auto first = file.complete(1);
  auto second = file.complete(2);
  scripted.wait_for({first, second});
  CHECK(first->text == "v2#1");
  CHECK(second->text == "v2#2");
  auto hover = file.hover(3);
  scripted.wait_for({hover});
  CHECK(hover->text == "v2#3");
  CHECK(scripted.log() == Lines{"start", "parse v1 +/a.cpp", "update v2 +/a.cpp", "completion v2#1", "completion v2#2",
                                "parse v2", "hover v2#3"});
}

TEST_CASE("completion with other compiler arguments waits for the parse", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  file.set_argument("-O2");
  file.set(scripted_text("v2"), kNever);
  auto answer = file.complete(1);
  scripted.wait_for({answer});
  CHECK(answer->text == "v2#1");
  CHECK(file.parsed == Lines{"v1", "v2"});
  CHECK(scripted.count_in_log("update") == 0);
}

TEST_CASE("cancelling a question that waits answers it at once, and the worker never sees it", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  auto first = file.hover(1, Behaviour::kAnswerAtGate);
  auto second = file.hover(2);
  const std::uint64_t second_job = file.last_job();
  auto third = file.hover(3);
  file.session().cancel(second_job);
  CHECK(second->calls == 1);
  REQUIRE(second->error);
  CHECK(second->error->code == ErrorCode::kCancelled);
  file.session().cancel(second_job);
  scripted.pass_gate();
  scripted.wait_for({first, third});
  CHECK(second->calls == 1);
  CHECK(third->text == "v1#3");
  CHECK(scripted.count_in_log("hover") == 2);
}

TEST_CASE("cancelling a question that runs answers it at once and leaves the worker alone", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  auto running = file.hover(1, Behaviour::kAnswerAtGate);
  const std::uint64_t job = file.last_job();
  scripted.run_until([&] { return scripted.count_in_log("hover") == 1; });
  file.session().cancel(job);
  file.session().cancel(job);
  REQUIRE(running->error);
  CHECK(running->error->code == ErrorCode::kCancelled);
  auto next = file.hover(2);
  scripted.pass_gate();
  scripted.wait_for({next});
  scripted.settle();
  CHECK(running->calls == 1);
  CHECK(next->text == "v1#2");
  CHECK(scripted.counter("worker.started") == 1);
}

TEST_CASE("cancelling what is answered or was never asked does nothing", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  auto answer = file.hover(1);
  scripted.wait_for({answer});
  file.session().cancel(file.last_job());
  file.session().cancel(4711);
  file.session().cancel(0);
  CHECK(answer->calls == 1);
}

TEST_CASE("a question cancelled while its file waits for room takes no worker away", "[worker][session]") {
  ScriptedPool scripted({.max_workers = 1});
  ScriptedFile a(scripted);
  ScriptedFile b(scripted, {}, "/b.cpp");
  b.set(scripted_text("b1"));
  scripted.run_until([&] { return b.parsed.size() == 1; });
  a.set(scripted_text("a1"));
  auto busy = a.hover(1, Behaviour::kAnswerAtGate);  // takes b's worker
  scripted.run_until([&] { return scripted.count_in_log("hover") == 1; });
  auto waiting = b.hover(2);
  b.session().cancel(b.last_job());
  CHECK(waiting->calls == 1);
  scripted.pass_gate();
  scripted.wait_for({busy});
  scripted.settle();
  CHECK(a.session().worker_status());
  CHECK_FALSE(b.session().worker_status());
  CHECK(scripted.counter("worker.revoked") == 1);
}

TEST_CASE("closing a file with open questions answers them and kills its worker", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  auto running = file.hover(1, Behaviour::kSilence);
  auto waiting = file.hover(2);
  scripted.run_until([&] { return scripted.count_in_log("hover") == 1; });
  const pid_t pid = file.session().worker_status()->pid;
  file.close();
  for (const auto& each : {running, waiting}) {
    CHECK(each->calls == 1);
    REQUIRE(each->error);
    CHECK(each->error->code == ErrorCode::kCancelled);
  }
  scripted.run_until([&] { return scripted.scratch().empty(); });
  CHECK(::kill(pid, 0) == -1);
  scripted.settle();
  CHECK(running->calls == 1);
}

TEST_CASE("a question asked from inside the last answer of a closing file is refused", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"), kNever);
  std::vector<ErrorCode> errors;
  UnitSession& session = file.session();
  session.ask<EmptyRequest>(JobKind::kHover, PositionRequest{}, [&](const Result<EmptyRequest>& first) {
    errors.push_back(first.error().code);
    session.ask<EmptyRequest>(JobKind::kHover, PositionRequest{},
                              [&](const Result<EmptyRequest>& second) { errors.push_back(second.error().code); });
  });
  file.close();
  CHECK(errors == std::vector<ErrorCode>{ErrorCode::kCancelled, ErrorCode::kUnavailable});
}

TEST_CASE("a file may be closed from inside an answer", "[worker][session]") {
  ScriptedPool scripted;
  auto file = std::make_unique<ScriptedFile>(scripted);
  file->set(scripted_text("v1"));
  int calls = 0;
  const auto close = [&](const auto&) {
    ++calls;
    file->close();
  };
  file->session().ask<std::optional<model::Hover>>(JobKind::kHover, PositionRequest{}, close);
  auto other = file->hover(2);
  scripted.wait_for({other});
  scripted.settle();
  CHECK(calls == 1);
  CHECK(other->calls == 1);
  CHECK(other->error->code == ErrorCode::kCancelled);
}

TEST_CASE("an answer whose receiver throws does not hold up the next", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  file.session().ask<std::optional<model::Hover>>(JobKind::kHover, PositionRequest{},
                                                  [](const auto&) { throw std::runtime_error("scripted"); });
  auto next = file.hover(1);
  scripted.wait_for({next});
  CHECK(next->text == "v1#1");
}

TEST_CASE("while held, nothing is sent, and then everything is", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.session().set_held(true);
  file.set(scripted_text("v1"));
  auto answer = file.hover(1);
  scripted.settle();
  CHECK(answer->calls == 0);
  CHECK(scripted.log().empty());
  file.session().set_held(false);
  scripted.wait_for({answer});
  CHECK(answer->text == "v1#1");
}

TEST_CASE("a file whose worker was taken away gets another when it is asked", "[worker][session]") {
  ScriptedPool scripted({.max_workers = 1});
  ScriptedFile a(scripted);
  ScriptedFile b(scripted, {}, "/b.cpp");
  a.set(scripted_text("a1"));
  scripted.run_until([&] { return a.parsed.size() == 1; });
  b.set(scripted_text("b1"));
  scripted.run_until([&] { return b.parsed.size() == 1; });
  CHECK_FALSE(a.session().worker_status());
  scripted.run_until([&] { return scripted.scratch().size() == 1; });
  auto answer = a.hover(1);
  scripted.wait_for({answer});
  CHECK(answer->text == "a1#1");
  CHECK_FALSE(b.session().worker_status());
  CHECK(scripted.counter("worker.death") == 0);
  CHECK(scripted.counter("worker.revoked") == 2);
}

TEST_CASE("a file that is busy keeps its worker while others wait", "[worker][session]") {
  ScriptedPool scripted({.max_workers = 1});
  ScriptedFile a(scripted);
  ScriptedFile b(scripted, {}, "/b.cpp");
  a.set(scripted_text("a1"));
  auto busy = a.hover(1, Behaviour::kAnswerAtGate);
  scripted.run_until([&] { return scripted.count_in_log("hover") == 1; });
  b.set(scripted_text("b1"));
  auto waiting = b.hover(2);
  scripted.settle();
  CHECK(waiting->calls == 0);
  CHECK(scripted.counter("worker.started") == 1);
  scripted.pass_gate();
  scripted.wait_for({busy, waiting});
  CHECK(busy->text == "a1#1");
  CHECK(waiting->text == "b1#2");
}

TEST_CASE("the status names the job, and is idle between jobs", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  CHECK_FALSE(file.session().worker_status());
  file.set(scripted_text("v1"));
  auto answer = file.hover(1, Behaviour::kAnswerAtGate);
  scripted.run_until([&] { return scripted.count_in_log("hover") == 1; });
  CHECK(file.session().worker_status()->job == "hover");
  scripted.pass_gate();
  scripted.wait_for({answer});
  CHECK(file.session().worker_status()->job.empty());
}

TEST_CASE("queued questions and bytes are in the memory report", "[worker][session]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"), kNever);
  file.session().set_held(true);
  memory::MemoryTree before;
  file.session().report_memory(before);
  CHECK(before.total() == 0);
  auto answer = file.hover(1);
  memory::MemoryTree after;
  file.session().report_memory(after);
  CHECK(after.total() > 0);
}

}  // namespace cairn::worker
