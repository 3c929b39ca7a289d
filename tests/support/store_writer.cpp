// store_writer DIRECTORY SEED STEP: takes the steps of StoreSteps from STEP on, for ever,
// and says on stdout when one begins and when it is done, so that whoever kills it knows
// what was promised: "begin 7", "done 7".
#include <unistd.h>

#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "tests/support/store_steps.h"

namespace {

bool say(const std::string& line) {
  return write(STDOUT_FILENO, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

int run(const std::string& directory, std::uint64_t seed, std::uint64_t step) {
  cairn::store::StoreOptions options;
  options.merge_width = 2;
  options.on_problem = [](const std::string& message) { say("told " + message + "\n"); };
  auto store = cairn::store::Store::open(directory, options);
  if (!store || !(*store)->is_writer()) return say("failed: not the writer\n"), 1;
  const cairn::test::StoreSteps steps(seed);
  for (;; ++step) {
    if (!say(fmt::format("begin {}\n", step))) return 0;
    if (auto taken = steps.take(step, **store); !taken) {
      return say(fmt::format("failed: step {}: {}\n", step, taken.error().message)), 1;
    }
    if (!say(fmt::format("done {}\n", step))) return 0;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  return run(argv[1], std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10));
}
