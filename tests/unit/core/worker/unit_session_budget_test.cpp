// What a session does when the governor takes its worker away.
#include <chrono>
#include <string>

#include <catch2/catch.hpp>

#include "tests/unit/core/worker/scripted_pool.h"

namespace cairn::worker {
namespace {

using test::scripted_text;

constexpr std::uint64_t kMb = std::uint64_t{1} << 20;
// No process has so little, or needs so much.
constexpr std::uint64_t kTooLittle = kMb;
constexpr std::uint64_t kEnough = 4096 * kMb;

}  // namespace

TEST_CASE("an idle worker that has to go comes back when it is asked", "[worker][budget]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  scripted.settle();
  CHECK(scripted.governor.make_room(kEnough, nullptr));
  CHECK_FALSE(file.session().worker_status());
  CHECK(scripted.counter("governor.dropped") == 1);
  auto answer = file.hover(1);
  scripted.run_until([&] { return answer->calls == 1; });
  CHECK(answer->text == "v1#1");
  CHECK(file.parses_started == 2);
  CHECK(file.failed.empty());
}

TEST_CASE("an edit after its worker went is parsed by the next one", "[worker][budget]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  scripted.settle();
  CHECK(scripted.governor.make_room(kEnough, nullptr));
  file.set(scripted_text("v2"));
  scripted.run_until([&] { return file.parsed.size() == 2; });
  CHECK(file.parsed.back() == "v2");
}

TEST_CASE("a file that does not fit into the budget is given up in words, and parsed when that has grown",
          "[worker][budget]") {
  ScriptedPool scripted;
  scripted.governor.set_limit(kTooLittle);
  ScriptedFile file(scripted);
  file.set(scripted_text("v1", Behaviour::kAnswerAtGate));
  scripted.run_until([&] { return file.failed.size() == 1; });
  CHECK(file.failed[0].find("it does not fit into the memory budget") != std::string::npos);
  CHECK(scripted.counter("worker.killed.budget") == 2);
  CHECK(scripted.counter("parse.too_large") == 1);
  CHECK(scripted.counter("parse.quarantined") == 0);
  // Neither an edit nor a question costs another worker.
  const std::uint64_t started = scripted.counter("worker.started");
  file.set(scripted_text("v2"));
  auto refused = file.hover(1);
  scripted.run_until([&] { return refused->calls == 1 && file.failed.size() == 2; });
  REQUIRE(refused->error);
  CHECK(refused->error->message.find("memory budget") != std::string::npos);
  CHECK(scripted.counter("worker.started") == started);

  scripted.governor.set_limit(kEnough);
  scripted.run_until([&] { return file.parsed.size() == 1; });
  CHECK(file.parsed.back() == "v2");
  auto answer = file.hover(2);
  scripted.run_until([&] { return answer->calls == 1; });
  CHECK(answer->text == "v2#2");
}

TEST_CASE("what is asked again about the same text is answered without the worker", "[worker][budget]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  auto first = file.hover(1);
  scripted.run_until([&] { return first->calls == 1; });
  scripted.settle();
  CHECK(scripted.governor.make_room(kEnough, nullptr));
  auto again = file.hover(1);
  CHECK(again->calls == 1);
  CHECK(again->text == "v1#1");
  CHECK(scripted.counter("answers.hit") == 1);
  CHECK_FALSE(file.session().worker_status());
  file.set(scripted_text("v2"));
  auto about_new_text = file.hover(1);
  scripted.run_until([&] { return about_new_text->calls == 1; });
  CHECK(about_new_text->text == "v2#1");
}

TEST_CASE("caches shrink with the step that says so, and grow again", "[worker][budget]") {
  ScriptedPool scripted;
  scripted.pool.answers().put(1, std::string(), WorkerPool::kAnswerBytes / 5, scripted.governor.now());
  scripted.pool.answers().put(2, std::string(), WorkerPool::kAnswerBytes / 5, scripted.governor.now());
  govern::Giver& giver = scripted.pool;
  giver.on_step(govern::Step::kDropColdAsts, govern::Step::kShrinkCaches);
  CHECK(scripted.pool.answers().size() == 1);
  giver.on_step(govern::Step::kShrinkCaches, govern::Step::kDropColdAsts);
  scripted.pool.answers().put(3, std::string(), WorkerPool::kAnswerBytes / 5, scripted.governor.now());
  CHECK(scripted.pool.answers().size() == 2);
}

}  // namespace cairn::worker
