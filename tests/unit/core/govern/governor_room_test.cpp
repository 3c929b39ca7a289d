// Who gets room in the budget, and who has to give it.
#include <catch2/catch.hpp>

#include "core/govern/governor.h"
#include "tests/unit/core/govern/fake_machine.h"

namespace cairn::govern {
namespace {

using std::chrono::milliseconds;
using Admission = Governor::Admission;
using Kind = Verdict::Kind;
using Events = std::vector<std::string>;

struct Fixture {
  explicit Fixture(std::uint64_t limit_mb = 1000) : governor(machine.loop, machine.metrics, machine.config(limit_mb)) {
    governor.add(giver);
  }
  FakeMachine machine;
  Governor governor;
  FakeGiver giver;
};

}  // namespace

TEST_CASE("an index job is admitted by what all others have or are expected to need", "[govern]") {
  Fixture f;
  FakeProcess first(f.machine, f.governor, 11, Role::kIndexer);
  CHECK(f.governor.admit(600 * kMb, nullptr) == Admission::kYes);
  f.machine.set_process(11, 50);
  first.begin(600);
  CHECK(f.governor.admit(300 * kMb, nullptr) == Admission::kYes);
  CHECK(f.governor.admit(400 * kMb, nullptr) == Admission::kAfterOthers);
  first.claim.end();
  f.machine.pass(milliseconds(100), f.governor);
  CHECK(f.governor.admit(400 * kMb, nullptr) == Admission::kYes);
}

TEST_CASE("what a process has already is not asked for twice", "[govern]") {
  Fixture f;
  FakeProcess process(f.machine, f.governor, 11, Role::kIndexer);
  f.machine.set_process(11, 500);
  process.begin(0);
  process.claim.end();
  f.machine.pass(milliseconds(100), f.governor);
  CHECK(f.governor.admit(900 * kMb, &process.claim) == Admission::kYes);
  CHECK(f.governor.admit(900 * kMb, nullptr) == Admission::kLater);
  CHECK(f.governor.admit(950 * kMb, nullptr) == Admission::kNever);
}

TEST_CASE("a job that takes more than any process may is ended", "[govern]") {
  Fixture f;
  FakeProcess process(f.machine, f.governor, 11, Role::kOpenFile);
  f.machine.set_process(11, 90);
  process.begin(0, 100);
  f.machine.pass(milliseconds(100), f.governor);
  CHECK(process.verdicts.empty());
  f.machine.set_process(11, 110);
  f.machine.pass(milliseconds(100), f.governor);
  REQUIRE(process.verdicts.size() == 1);
  CHECK(process.verdicts[0].kind == Kind::kOverLimit);
  CHECK(process.verdicts[0].reason == "took 110 MB of memory for job, more than the limit of 100 MB");
  CHECK(f.machine.counter("governor.over_limit") == 1);
}

TEST_CASE("beyond the budget, the index job that took more than expected ends first", "[govern]") {
  Fixture f;
  FakeProcess small(f.machine, f.governor, 11, Role::kIndexer);
  FakeProcess large(f.machine, f.governor, 12, Role::kIndexer);
  f.machine.set_process(11, 300);
  f.machine.set_process(12, 300);
  large.begin(350);
  small.begin(350);
  f.machine.pass(milliseconds(100), f.governor);
  f.machine.set_process(12, 690);
  f.machine.pass(milliseconds(20), f.governor);
  CHECK(small.verdicts.empty());
  REQUIRE(large.verdicts.size() == 1);
  CHECK(large.verdicts[0].kind == Kind::kOutgrew);
  CHECK(large.verdicts[0].anonymous == 690 * kMb);
  CHECK(f.machine.counter("governor.outgrown") == 1);
}

TEST_CASE("what grows fast is ended before it is beyond the budget", "[govern]") {
  Fixture f;
  FakeProcess process(f.machine, f.governor, 11, Role::kIndexer);
  f.machine.set_process(11, 500);
  process.begin(600);
  f.machine.pass(milliseconds(20), f.governor);
  f.machine.pass(milliseconds(20), f.governor);
  f.machine.set_process(11, 700);
  f.machine.pass(milliseconds(20), f.governor);
  CHECK(process.verdicts.empty());  // at this rate, 920 next time
  f.machine.set_process(11, 900);
  f.machine.pass(milliseconds(20), f.governor);
  REQUIRE(process.verdicts.size() == 1);
  CHECK(process.verdicts[0].kind == Kind::kOutgrew);
}

TEST_CASE("an index job that kept to what was expected is not blamed when an open file needs its room", "[govern]") {
  Fixture f;
  FakeProcess index(f.machine, f.governor, 11, Role::kIndexer);
  FakeProcess file(f.machine, f.governor, 12, Role::kOpenFile);
  f.machine.set_process(11, 300);
  f.machine.set_process(12, 300);
  index.begin(400);
  file.begin(400);
  f.machine.pass(milliseconds(100), f.governor);
  f.machine.set_process(12, 500);
  f.machine.pass(milliseconds(20), f.governor);
  CHECK(file.verdicts.empty());
  REQUIRE(index.verdicts.size() == 1);
  CHECK(index.verdicts[0].kind == Kind::kDisplaced);
}

TEST_CASE("for an open file, idle processes end first, then index jobs, then files that nobody asks", "[govern]") {
  Fixture f;
  FakeProcess index(f.machine, f.governor, 11, Role::kIndexer);
  FakeProcess other(f.machine, f.governor, 12, Role::kOpenFile);
  f.machine.set_process(11, 100);
  f.machine.set_process(12, 300);
  index.begin(300);
  other.begin(0);
  other.claim.end();
  f.giver.hot = {&other};
  f.machine.pass(milliseconds(100), f.governor);
  f.giver.events.clear();
  CHECK(f.governor.make_room(300 * kMb, nullptr));
  CHECK(f.giver.events.empty());
  CHECK(f.governor.make_room(500 * kMb, nullptr));
  CHECK(f.giver.events == Events{"end idle"});
  REQUIRE(index.verdicts.size() == 1);
  CHECK(index.verdicts[0].kind == Kind::kDisplaced);
  CHECK(f.governor.make_room(800 * kMb, nullptr));
  CHECK(f.giver.events == Events{"end idle", "end idle", "drop"});
  CHECK(f.machine.counter("governor.dropped") == 1);
}

TEST_CASE("an open file waits for another that is busy, and is tried alone whatever it needs", "[govern]") {
  Fixture f;
  FakeProcess busy(f.machine, f.governor, 11, Role::kOpenFile);
  f.machine.set_process(11, 500);
  busy.begin(0);
  f.machine.pass(milliseconds(100), f.governor);
  CHECK_FALSE(f.governor.make_room(600 * kMb, nullptr));
  busy.claim.end();
  CHECK(f.governor.make_room(6000 * kMb, nullptr));
}

TEST_CASE("the last open file ends too when it does not fit into the budget", "[govern]") {
  Fixture f;
  FakeProcess file(f.machine, f.governor, 11, Role::kOpenFile);
  f.machine.set_process(11, 900);
  file.begin(0);
  f.machine.pass(milliseconds(20), f.governor);
  f.machine.set_process(11, 995);
  f.machine.pass(milliseconds(20), f.governor);
  REQUIRE(file.verdicts.size() == 1);
  CHECK(file.verdicts[0].kind == Kind::kOutgrew);
}

TEST_CASE("of two open files at work the younger one gives way, without blame", "[govern]") {
  Fixture f;
  FakeProcess older(f.machine, f.governor, 11, Role::kOpenFile);
  FakeProcess younger(f.machine, f.governor, 12, Role::kOpenFile);
  f.machine.set_process(11, 400);
  f.machine.set_process(12, 400);
  older.begin(0);
  f.machine.pass(milliseconds(20), f.governor);
  younger.begin(0);
  f.machine.pass(milliseconds(20), f.governor);
  f.machine.set_process(11, 650);
  f.machine.pass(milliseconds(20), f.governor);
  CHECK(older.verdicts.empty());
  REQUIRE(younger.verdicts.size() == 1);
  CHECK(younger.verdicts[0].kind == Kind::kDisplaced);
}

}  // namespace cairn::govern
