#include "core/govern/process_meter.h"

#include <catch2/catch.hpp>

#include "tests/unit/core/govern/fake_machine.h"

namespace cairn::govern {
namespace {

using std::chrono::milliseconds;

constexpr pid_t kPid = 4711;

}  // namespace

TEST_CASE("growth of anonymous memory shows at once, without a look at all pages", "[govern][meter]") {
  FakeMachine machine;
  ProcessMeter meter;
  machine.set_process(kPid, 10, 30);
  const auto first = meter.read(kPid, machine.now, machine.roots());
  REQUIRE(first);
  CHECK(first->pss == 40 * kMb);
  CHECK(first->anonymous == 10 * kMb);
  machine.set_process(kPid, 100, 30);
  CHECK(meter.read(kPid, machine.now + milliseconds(20), machine.roots())->pss == 130 * kMb);
}

TEST_CASE("files mapped since the last look count in full until the next", "[govern][meter]") {
  FakeMachine machine;
  ProcessMeter meter;
  machine.set_process(kPid, 10, 30);
  REQUIRE(meter.read(kPid, machine.now, machine.roots()));
  machine.set_process(kPid, 10, 50);
  CHECK(meter.read(kPid, machine.now + milliseconds(20), machine.roots())->pss == 60 * kMb);
  machine.set_process(kPid, 10, 5);
  CHECK(meter.read(kPid, machine.now + milliseconds(40), machine.roots())->pss == 15 * kMb);
}

TEST_CASE("a process that is gone has no memory", "[govern][meter]") {
  FakeMachine machine;
  ProcessMeter meter;
  CHECK_FALSE(meter.read(kPid, machine.now, machine.roots()));
}

}  // namespace cairn::govern
