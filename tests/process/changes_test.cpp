// After any sequence of changes, with the server killed in between, the index is the one that a fresh server makes.
// CAIRN_SOAK: how many sequences of CAIRN_STEPS (20) steps; CAIRN_SEED: of the first one.
#include <cstdlib>
#include <string>

#include <catch2/catch.hpp>

#include "tests/process/change_steps.h"
#include "tests/process/change_trees.h"
#include "tests/process/changing_project.h"

namespace cairn::test {
namespace {

std::uint32_t number_from(const char* variable, std::uint32_t fallback) {
  const char* text = std::getenv(variable);
  return text ? static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10)) : fallback;
}

ProjectState tree(std::uint32_t seed) {
  switch (seed % 4) {
    case 0:
      return c_tree();
    case 1:
      return cpp_tree();
    case 2:
      return include_tree();
    default:
      return library_tree();
  }
}

void run_sequence(std::uint32_t seed, std::uint32_t steps) {
  const ProjectState state = tree(seed);
  ChangingProject project(state);
  ChangeSteps changes(project, state, seed);
  std::mt19937 random(seed + 1);
  std::string history;
  project.start();
  project.settle();
  for (std::uint32_t step = 1; step <= steps; ++step) {
    const std::uint32_t death = random() % 8;  // 0: before the changes, 1: after them, 2: while they are worked on
    if (death == 0) project.kill();
    history += "step " + std::to_string(step) + " (death " + std::to_string(death) + ")\n" +
               changes.step(/*is_watched=*/death > 2);
    if (death == 1) project.kill();
    if (death == 2) {
      project.client().send_request("$/changesSeen", {{"exact", false}});
      project.kill();
    }
    if (!project.is_running()) project.start();
    project.settle();
    const std::string difference = project.difference();
    INFO("CAIRN_SEED=" << seed << "\n" << history << difference);
    REQUIRE(difference.empty());
  }
}

}  // namespace

TEST_CASE("after any sequence of changes the index is that of a fresh server", "[changes]") {
  const std::uint32_t seed = number_from("CAIRN_SEED", 1);
  const std::uint32_t count = number_from("CAIRN_SOAK", 3);
  const std::uint32_t steps = number_from("CAIRN_STEPS", std::getenv("CAIRN_SOAK") ? 20 : 6);
  for (std::uint32_t i = 0; i < count; ++i) run_sequence(seed + i, steps);
}

}  // namespace cairn::test
