// Steps up, what they give, and the way back.
#include <algorithm>

#include <catch2/catch.hpp>

#include "core/govern/governor.h"
#include "tests/unit/core/govern/fake_machine.h"

namespace cairn::govern {
namespace {

using std::chrono::milliseconds;
using Admission = Governor::Admission;
using Events = std::vector<std::string>;

constexpr milliseconds kTick{300};

struct Fixture {
  explicit Fixture(std::uint64_t limit_mb = 1000) : governor(machine.loop, machine.metrics, machine.config(limit_mb)) {
    governor.add(giver);
  }
  // Steps that the giver was told of.
  Events steps() const {
    Events result;
    for (const std::string& event : giver.events) {
      if (std::find(kStepNames.begin(), kStepNames.end(), event) != kStepNames.end()) result.push_back(event);
    }
    return result;
  }
  FakeMachine machine;
  Governor governor;
  FakeGiver giver;
};

}  // namespace

TEST_CASE("steps are taken in order while memory stays short, and back when it is there again", "[govern][steps]") {
  Fixture f;
  FakeProcess process(f.machine, f.governor, 11, Role::kOpenFile);
  f.machine.set_process(11, 930);
  process.begin(0);
  for (int i = 0; i < 8; ++i) f.machine.pass(kTick, f.governor);
  CHECK(f.steps() == Events{"fewer-index-workers", "drop-cold-asts", "shrink-caches", "purge", "pause-index"});
  CHECK(f.governor.status().step == Step::kPauseIndex);
  CHECK(f.governor.status().used == 950 * kMb);
  CHECK(f.governor.index_workers(4, true) == 0);
  for (const char* name : {"fewer-index-workers", "drop-cold-asts", "shrink-caches", "purge", "pause-index"}) {
    CHECK(f.machine.counter("governor.step." + std::string(name)) == 1);
  }
  f.giver.events.clear();
  f.machine.set_process(11, 100);
  for (int i = 0; i < 6; ++i) f.machine.pass(StepLadder::kCalm, f.governor);
  CHECK(f.steps() == Events{"purge", "shrink-caches", "drop-cold-asts", "fewer-index-workers", "none"});
  CHECK(std::count(f.giver.events.begin(), f.giver.events.end(), "room") >= 5);
  CHECK(f.governor.index_workers(4, false) == 4);
}

TEST_CASE("at the first step one process indexes", "[govern][steps]") {
  Fixture f;
  FakeProcess process(f.machine, f.governor, 11, Role::kIndexer);
  f.machine.set_process(11, 910);
  process.begin(1000);
  f.machine.pass(kTick, f.governor);
  CHECK(f.governor.status().step == Step::kFewerIndexers);
  CHECK(f.governor.index_workers(8, false) == 1);
}

TEST_CASE("files that nobody asks are dropped one by one, and no more than it takes", "[govern][steps]") {
  Fixture f;
  FakeProcess busy(f.machine, f.governor, 11, Role::kOpenFile);
  FakeProcess cold(f.machine, f.governor, 12, Role::kOpenFile);
  FakeProcess colder(f.machine, f.governor, 13, Role::kOpenFile);
  for (const pid_t pid : {11, 12, 13}) f.machine.set_process(pid, 305);
  for (FakeProcess* process : {&busy, &cold, &colder}) process->begin(0);
  cold.claim.end();
  colder.claim.end();
  f.giver.cold = {&colder, &cold};
  for (int i = 0; i < 8; ++i) f.machine.pass(kTick, f.governor);
  CHECK(f.giver.cold == std::vector<FakeProcess*>{&cold});
  CHECK(f.machine.counter("governor.dropped") == 1);
  CHECK(busy.verdicts.empty());
}

TEST_CASE("a file that was asked a moment ago is not dropped for a step", "[govern][steps]") {
  Fixture f;
  FakeProcess hot(f.machine, f.governor, 11, Role::kOpenFile);
  f.machine.set_process(11, 930);
  hot.begin(0);
  hot.claim.end();
  f.giver.hot = {&hot};
  for (int i = 0; i < 8; ++i) f.machine.pass(kTick, f.governor);
  CHECK(f.giver.hot.size() == 1);
}

TEST_CASE("room for a unit is made by steps, and told when it is there", "[govern][steps]") {
  Fixture f;
  FakeProcess cold(f.machine, f.governor, 11, Role::kOpenFile);
  f.machine.set_process(11, 400);
  cold.begin(0);
  cold.claim.end();
  f.giver.cold = {&cold};
  f.machine.pass(kTick, f.governor);
  CHECK(f.governor.admit(700 * kMb, nullptr) == Admission::kLater);
  f.giver.events.clear();
  for (int i = 0; i < 3; ++i) f.machine.pass(kTick, f.governor);
  CHECK(f.steps() == Events{"fewer-index-workers", "drop-cold-asts"});
  CHECK(f.giver.cold.empty());
  CHECK(f.giver.events.back() == "room");
  CHECK(f.governor.admit(700 * kMb, nullptr) == Admission::kYes);
}

TEST_CASE("pages of the server go for a unit that needs their room", "[govern][steps]") {
  Fixture f;
  f.machine.set_server(20, 300);
  f.giver.at_step = [&](Step step) {
    if (step == Step::kPurge) f.machine.set_server(20, 10);
  };
  f.machine.pass(kTick, f.governor);
  CHECK(f.governor.admit(800 * kMb, nullptr) == Admission::kLater);
  for (int i = 0; i < 5; ++i) f.machine.pass(milliseconds(350), f.governor);
  CHECK(f.steps() == Events{"fewer-index-workers", "drop-cold-asts", "shrink-caches", "purge"});
  CHECK(f.governor.admit(800 * kMb, nullptr) == Admission::kYes);
}

TEST_CASE("a unit for which all was given up in vain is refused, without a pause for the others", "[govern][steps]") {
  Fixture f;
  f.machine.set_server(20, 300);
  f.machine.pass(kTick, f.governor);
  CHECK(f.governor.admit(800 * kMb, nullptr) == Admission::kLater);
  for (int i = 0; i < 5; ++i) f.machine.pass(kTick, f.governor);
  CHECK(f.governor.status().step == Step::kPurge);
  CHECK(f.governor.admit(800 * kMb, nullptr) == Admission::kNever);
  CHECK(f.governor.admit(500 * kMb, nullptr) == Admission::kYes);
}

TEST_CASE("nothing is given up for a unit that does not fit even then, until the budget grows", "[govern][steps]") {
  Fixture f;
  f.machine.pass(kTick, f.governor);
  CHECK(f.governor.admit(1500 * kMb, nullptr) == Admission::kNever);
  f.machine.pass(kTick, f.governor);
  CHECK(f.steps().empty());
  f.giver.events.clear();
  f.governor.set_limit(2000 * kMb);
  f.machine.pass(kTick, f.governor);
  CHECK(std::count(f.giver.events.begin(), f.giver.events.end(), "lasting room") == 1);
  CHECK(f.governor.admit(1500 * kMb, nullptr) == Admission::kYes);
}

TEST_CASE("a need that nobody repeats is forgotten", "[govern][steps]") {
  Fixture f;
  f.machine.set_server(20, 300);
  f.machine.pass(kTick, f.governor);
  CHECK(f.governor.admit(800 * kMb, nullptr) == Admission::kLater);
  f.machine.pass(milliseconds(3000), f.governor);
  f.machine.pass(kTick, f.governor);
  CHECK(f.governor.status().step <= Step::kFewerIndexers);
}

TEST_CASE("stalls of the machine drive the steps too", "[govern][steps]") {
  Fixture f;
  f.machine.set_pressure(40);
  for (int i = 0; i < 6; ++i) f.machine.pass(kTick, f.governor);
  CHECK(f.governor.status().step == Step::kPauseIndex);
  f.machine.set_pressure(0);
  for (int i = 0; i < 6; ++i) f.machine.pass(StepLadder::kCalm, f.governor);
  CHECK(f.governor.status().step == Step::kNone);
}

TEST_CASE("a control group that is nearly full drives them, and a smaller limit of it is kept to", "[govern][steps]") {
  Fixture f;
  f.machine.set_group(500, 490);
  f.machine.pass(kTick, f.governor);
  f.machine.pass(kTick, f.governor);
  CHECK(f.governor.status().limit == 450 * kMb);
  CHECK(f.governor.status().step == Step::kDropColdAsts);
}

TEST_CASE("after a quiet time all that is kept for later goes, once", "[govern][steps]") {
  Fixture f;
  f.governor.note_work();
  f.machine.pass(milliseconds(5000), f.governor);
  CHECK(std::count(f.giver.events.begin(), f.giver.events.end(), "quiet") == 0);
  for (int i = 0; i < 3; ++i) f.machine.pass(milliseconds(6000), f.governor);
  CHECK(std::count(f.giver.events.begin(), f.giver.events.end(), "quiet") == 1);
  f.governor.note_work();
  for (int i = 0; i < 3; ++i) f.machine.pass(milliseconds(6000), f.governor);
  CHECK(std::count(f.giver.events.begin(), f.giver.events.end(), "quiet") == 2);
}

TEST_CASE("a process that works is not quiet", "[govern][steps]") {
  Fixture f;
  FakeProcess process(f.machine, f.governor, 11, Role::kIndexer);
  f.machine.set_process(11, 50);
  process.begin(100);
  for (int i = 0; i < 4; ++i) f.machine.pass(milliseconds(6000), f.governor);
  CHECK(f.machine.counter("governor.quiet") == 0);
}

}  // namespace cairn::govern
