// What a session does to a worker that takes too long, too much, or has served long.
#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/core/worker/scripted_pool.h"

namespace cairn::worker {
namespace {

using std::chrono::milliseconds;
using test::scripted_text;
using Lines = std::vector<std::string>;

constexpr UnitTimeouts kShort{milliseconds(400), milliseconds(400)};

std::size_t starts(const ScriptedPool& scripted) { return scripted.count_in_log("start"); }

}  // namespace

TEST_CASE("a parse that newer inputs supersede is abandoned at its soft limit, without blame", "[worker][limits]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted, UnitTimeouts{milliseconds(4000), milliseconds(4000)});
  file.set(scripted_text("v1", Behaviour::kSilence));
  scripted.run_until([&] { return file.parses_started == 1; });
  const auto before = std::chrono::steady_clock::now();
  file.set(scripted_text("v2"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  CHECK(std::chrono::steady_clock::now() - before < milliseconds(4000));  // not the hard limit
  CHECK(file.parsed == Lines{"v2"});
  CHECK(file.failed.empty());
  CHECK(scripted.counter("worker.killed.superseded") == 1);
  CHECK(scripted.counter("worker.killed.time") == 0);
}

TEST_CASE("a parse that somebody still waits for goes on to its hard limit and is tried once more",
          "[worker][limits]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted, kShort);
  file.set(scripted_text("v1", Behaviour::kSilence));
  auto answer = file.hover(1);
  file.set(scripted_text("v2"));
  scripted.run_until([&] { return answer->calls == 1 && file.parsed.size() == 1; });
  REQUIRE(answer->error);
  CHECK(answer->error->message.find("within 400 ms") != std::string::npos);
  CHECK(scripted.counter("worker.killed.time") == 2);
  CHECK(scripted.counter("worker.killed.superseded") == 0);
  CHECK(file.parsed == Lines{"v2"});
}

TEST_CASE("a cancelled question that hangs its worker is abandoned at the soft limit", "[worker][limits]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted, UnitTimeouts{milliseconds(4000), milliseconds(4000)});
  file.set(scripted_text("v1"));
  auto hangs = file.hover(1, Behaviour::kSilence);
  scripted.run_until([&] { return file.parsed.size() == 1; });
  scripted.settle();
  file.session().cancel(file.last_job());
  CHECK(hangs->calls == 1);
  auto next = file.hover(2);
  scripted.run_until([&] { return next->calls == 1; });
  CHECK(next->text == "v1#2");
  CHECK(scripted.counter("worker.killed.superseded") == 1);
}

TEST_CASE("once a first parse was seen, a superseded one may take twice as long and no longer", "[worker][limits]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);  // with the usual limits: a quarter of one is 15 s
  file.set(scripted_text("v1"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  file.set(scripted_text("v2", Behaviour::kSilence));
  scripted.run_until([&] { return file.parses_started == 2; });
  const auto before = std::chrono::steady_clock::now();
  file.set(scripted_text("v3"));
  auto answer = file.hover(1);
  scripted.run_until([&] { return answer->calls == 1; });
  const auto waited = std::chrono::steady_clock::now() - before;
  CHECK(waited >= ParseTimes::kShortestGrace - milliseconds(100));
  CHECK(waited < milliseconds(10'000));
  CHECK(answer->text == "v3#1");
  CHECK(file.parsed == Lines{"v1", "v3"});
  CHECK(file.failed.empty());
  CHECK(scripted.counter("worker.killed.superseded") == 1);
}

TEST_CASE("a superseded parse that ends in time keeps its worker", "[worker][limits]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  file.set(scripted_text("v2", Behaviour::kAnswerAtGate));
  scripted.run_until([&] { return file.parses_started == 2; });
  file.set(scripted_text("v3"));
  scripted.pass_gate();
  scripted.run_until([&] { return file.parsed.size() == 3; });
  CHECK(starts(scripted) == 1);
  CHECK(scripted.counter("worker.killed.superseded") == 0);
}

TEST_CASE("a cancelled question is left to finish while nothing newer waits", "[worker][limits]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  auto slow = file.hover(1, Behaviour::kAnswerAtGate);
  scripted.settle();
  file.session().cancel(file.last_job());
  // Beyond the grace: time itself is the subject.
  const auto end = std::chrono::steady_clock::now() + ParseTimes::kShortestGrace + milliseconds(100);
  scripted.run_until([&] { return std::chrono::steady_clock::now() >= end; });
  scripted.pass_gate();
  scripted.run_until([&] { return file.session().worker_status()->job.empty(); });
  auto next = file.hover(2);
  scripted.run_until([&] { return next->calls == 1; });
  CHECK(next->text == "v1#2");
  CHECK(starts(scripted) == 1);
  CHECK(scripted.counter("worker.killed.superseded") == 0);
}

TEST_CASE("a busy worker over the memory limit is killed and the limit is named", "[worker][limits]") {
  PoolLimits limits;
  limits.worker_memory_bytes = std::uint64_t{1} << 16;  // less than any process has
  ScriptedPool scripted(limits);
  ScriptedFile file(scripted);
  file.set(scripted_text("v1", Behaviour::kSilence));
  scripted.run_until([&] { return file.failed.size() == 1; });
  CHECK(file.failed[0].find("more than the limit of 0 MB") != std::string::npos);
  CHECK(scripted.counter("worker.killed.memory") == 2);
  CHECK(scripted.counter("parse.quarantined") == 1);
}

TEST_CASE("after many jobs a worker is exchanged for a fresh one that has parsed the file already",
          "[worker][limits]") {
  PoolLimits limits;
  limits.recycle_after_jobs = 4;
  limits.recycle_pause = milliseconds(20);
  ScriptedPool scripted(limits);
  ScriptedFile file(scripted);
  file.set(scripted_text("v1"));
  for (std::uint64_t i = 0; i < 3; ++i) {
    auto answer = file.hover(i);
    scripted.wait_for({answer});
    CHECK(answer->text == "v1#" + std::to_string(i));
  }
  scripted.run_until([&] { return file.parsed.size() == 2; });
  CHECK(starts(scripted) == 2);
  CHECK(scripted.counter("worker.recycled") == 1);
  auto answer = file.hover(9);
  scripted.wait_for({answer});
  CHECK(answer->text == "v1#9");
  CHECK(file.parsed.size() == 2);
}

TEST_CASE("contents in quarantine stay there for another session, and other contents do not", "[worker][limits]") {
  ScriptedPool scripted;
  {
    ScriptedFile file(scripted);
    file.set(scripted_text("v1", Behaviour::kSignal));
    scripted.run_until([&] { return file.failed.size() == 1; });
  }
  CHECK(starts(scripted) == 2);
  ScriptedFile again(scripted);
  again.set(scripted_text("v1", Behaviour::kSignal));
  scripted.run_until([&] { return again.failed.size() == 1; });
  CHECK(again.failed[0].find("died twice") != std::string::npos);
  CHECK(starts(scripted) == 2);
  again.set(scripted_text("v2"));
  scripted.run_until([&] { return again.parsed.size() == 1; });
  CHECK(starts(scripted) == 3);
}

TEST_CASE("a file that kills workers edit after edit waits longer and longer for the next one", "[worker][limits]") {
  ScriptedPool scripted;
  ScriptedFile file(scripted);
  const auto before = std::chrono::steady_clock::now();
  for (std::size_t edit = 0; edit < 4; ++edit) {
    file.set(scripted_text("v" + std::to_string(edit), Behaviour::kSignal));
    scripted.run_until([&] { return file.failed.size() == edit + 1; });
  }
  // Eight deaths; the waits before the last four workers are 100, 200, 400 and 800 ms.
  CHECK(std::chrono::steady_clock::now() - before >= milliseconds(1500));
  CHECK(starts(scripted) == 8);
  file.set(scripted_text("fine"));
  scripted.run_until([&] { return file.parsed.size() == 1; });
  CHECK(file.parsed == Lines{"fine"});
}

}  // namespace cairn::worker
