#include "core/govern/surroundings.h"

#include <catch2/catch.hpp>

#include "tests/unit/core/govern/fake_machine.h"

namespace cairn::govern {

TEST_CASE("a machine with memory and without stalls puts on no strain", "[govern]") {
  const FakeMachine machine;
  const Surroundings read = read_surroundings(machine.roots());
  CHECK(strain_of(read) == Strain::kLow);
  CHECK(read.load == 0.5);
  CHECK(usable_limit(100 * kMb, read) == 100 * kMb);
}

TEST_CASE("stalls of the machine are strain", "[govern]") {
  FakeMachine machine;
  machine.set_pressure(10);
  CHECK(strain_of(read_surroundings(machine.roots())) == Strain::kMiddle);
  machine.set_pressure(30);
  CHECK(strain_of(read_surroundings(machine.roots())) == Strain::kHigh);
}

TEST_CASE("a machine with little memory left is strain", "[govern]") {
  FakeMachine machine;
  machine.set_available(600);
  CHECK(strain_of(read_surroundings(machine.roots())) == Strain::kMiddle);
  machine.set_available(400);
  CHECK(strain_of(read_surroundings(machine.roots())) == Strain::kHigh);
}

TEST_CASE("a full control group is strain, but not for pages that the kernel can drop", "[govern]") {
  FakeMachine machine;
  machine.set_group(1000, 980);
  CHECK(strain_of(read_surroundings(machine.roots())) == Strain::kHigh);
  machine.set_group(1000, 980, 80);
  CHECK(strain_of(read_surroundings(machine.roots())) == Strain::kMiddle);
  machine.set_group(1000, 980, 300);
  CHECK(strain_of(read_surroundings(machine.roots())) == Strain::kLow);
}

TEST_CASE("a control group's limit bounds the budget", "[govern]") {
  FakeMachine machine;
  machine.set_group(1000, 100);
  const Surroundings read = read_surroundings(machine.roots());
  CHECK(usable_limit(2000 * kMb, read) == 900 * kMb);
  CHECK(usable_limit(200 * kMb, read) == 200 * kMb);
}

TEST_CASE("without any of the kernel's files nothing is held against anybody", "[govern]") {
  const Surroundings read = read_surroundings({"/nowhere", "/nowhere"});
  CHECK(strain_of(read) == Strain::kLow);
  CHECK(usable_limit(kMb, read) == kMb);
}

TEST_CASE("our own workers are no load, those of others are", "[govern]") {
  CHECK(workers_for_load(8, 0, 8, 0.1) == 8);
  CHECK(workers_for_load(0, 0, 8, 0.1) == 1);
  CHECK(workers_for_load(8, 8, 8, 8.5) == 8);
  CHECK(workers_for_load(8, 0, 8, 8.5) == 4);
  CHECK(workers_for_load(1, 0, 2, 20) == 1);
}

}  // namespace cairn::govern
