// An index that is made while its processes are killed, and of units that kill them, has the
// rows of an undisturbed one. CAIRN_SOAK kills (default 8), CAIRN_SEED, CAIRN_SOAK_TREE.
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/process/index_run.h"
#include "tests/support/poisons.h"
#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLimit{600'000};
// Kills during one run. A unit that was hit by six is in quarantine, which is right, and no
// index like an undisturbed one: so there are fewer kills than units, by far.
constexpr unsigned long kLeastKillsPerRun = 8;
unsigned long kills_per_run(const IndexedProject& project) {
  return std::max<unsigned long>(kLeastKillsPerRun, project.unit_count() / 3);
}

unsigned long number_from(const char* variable, unsigned long fallback) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::strtoul(text, nullptr, 10) : fallback;
}

// How long an undisturbed run takes, in which its rows are left in `rows`.
milliseconds undisturbed(IndexedProject& project, std::string& rows) {
  const std::string cache = project.new_cache();
  const auto begin = std::chrono::steady_clock::now();
  IndexRun run(project, cache);
  const auto status = run.wait(kLimit);
  REQUIRE(status);
  REQUIRE(WEXITSTATUS(*status) == 0);
  rows = project.dump(cache);
  REQUIRE(rows.size() > 1000);
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
}

// How long a process runs until it is killed: now and then so long that it may get to the end;
// mostly a fraction of that, so that one index sees many kills and goes on after each.
milliseconds time_to_live(std::mt19937_64& random, milliseconds whole) {
  const auto most = static_cast<std::uint64_t>(whole.count()) / (random() % 6 == 0 ? 1 : 12);
  return milliseconds(random() % std::max<std::uint64_t>(most, 2));
}

// A soak takes an hour.
void tell(unsigned long done, unsigned long kills) {
  if (std::getenv("CAIRN_SOAK_TREE") != nullptr) {
    std::cerr << "an index like the undisturbed one after " << done << " of " << kills << " kills\n";
  }
}

// The first line that only one of both has; dumps are too long to be printed.
std::string difference(const std::string& found, const std::string& wanted) {
  if (found == wanted) return {};
  std::istringstream left(found);
  std::istringstream right(wanted);
  std::string a;
  std::string b;
  while (std::getline(left, a) && std::getline(right, b) && a == b) {
  }
  return "found: " + a + "\nwanted: " + b;
}

}  // namespace

TEST_CASE("an index during which indexers are killed at random has the same rows", "[process][index-kills]") {
  const unsigned long kills = number_from("CAIRN_SOAK", kLeastKillsPerRun);
  const unsigned long seed = number_from("CAIRN_SEED", 1);
  INFO("CAIRN_SEED=" << seed);
  std::mt19937_64 random(seed);
  IndexedProject project;
  std::string rows;
  const milliseconds whole = undisturbed(project, rows);
  const unsigned long per_run = kills_per_run(project);
  // Between two kills: on a machine that others use, no faster than units get done, or the kills hit the same few.
  auto longest = static_cast<std::uint64_t>(whole.count()) / per_run;
  for (unsigned long done = 0; done < kills;) {
    const std::string cache = project.new_cache();
    const auto begin = std::chrono::steady_clock::now();
    IndexRun run(project, cache);
    for (unsigned long in_this_run = 0; in_this_run < per_run && done < kills;) {
      const auto pause = milliseconds(random() % std::max<std::uint64_t>(longest, 2));
      if (run.wait(pause)) break;  // it was done before its kills
      const std::vector<pid_t> indexers = run.indexers();
      if (indexers.empty()) continue;
      ::kill(indexers[random() % indexers.size()], SIGKILL);
      ++in_this_run;
      ++done;
    }
    run.wait(kLimit);
    const auto took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
    longest = static_cast<std::uint64_t>(took.count()) / per_run;
    // Once more: what too many kills have put into quarantine would show.
    IndexRun again(project, cache);
    const auto status = again.wait(kLimit);
    REQUIRE(status);
    INFO("after " << done << " kills");
    CHECK(WEXITSTATUS(*status) == 0);
    REQUIRE(difference(project.dump(cache), rows) == "");
    tell(done, kills);
    project.remove_cache(cache);
  }
}

TEST_CASE("an index whose process is killed at random, and started again until it is done, has the same rows",
          "[process][index-kills]") {
  const unsigned long kills = number_from("CAIRN_SOAK", kLeastKillsPerRun);
  const unsigned long seed = number_from("CAIRN_SEED", 2);
  INFO("CAIRN_SEED=" << seed);
  std::mt19937_64 random(seed);
  IndexedProject project;
  std::string rows;
  const milliseconds whole = undisturbed(project, rows);
  for (unsigned long done = 0; done < kills;) {
    const std::string cache = project.new_cache();
    std::optional<int> status;
    while (!status) {
      IndexRun run(project, cache);
      status = done < kills ? run.wait(time_to_live(random, whole)) : run.wait(kLimit);
      if (status) break;
      run.kill();
      ++done;
    }
    INFO("after " << done << " kills");
    REQUIRE(WIFEXITED(*status));
    CHECK(WEXITSTATUS(*status) == 0);
    REQUIRE(difference(project.dump(cache), rows) == "");
    tell(done, kills);
    project.remove_cache(cache);
  }
}

TEST_CASE("poisons among good units are named, and the good ones are indexed", "[process][index-kills]") {
  if (std::getenv("CAIRN_SOAK_TREE") != nullptr) return;  // nothing is written into somebody's tree
  const Files good = {{"shared.h", "#pragma once\nint shared(int value);\n"},
                      {"a.cpp", "#include \"shared.h\"\nint a() { return shared(1); }\n"},
                      {"b.cpp", "#include \"shared.h\"\nint b() { return shared(2); }\n"}};
  Files files = good;
  std::vector<std::string> units = {"a.cpp", "b.cpp"};
  std::set<std::string> wanted;
  for (const Poison& poison : poisons()) {
    // These parse slowly rather than not at all, or wait for a file that the indexer does not open.
    if (poison.name == "endless read" || poison.name == "endless types") continue;
    const std::string name = "poison" + std::to_string(wanted.size()) + ".cpp";
    files[name] = poison.text;
    units.push_back(name);
    wanted.insert(name);
  }
  ServerFixture fixture(files);
  std::string json;
  for (const std::string& unit : units) {
    json += (json.empty() ? "[" : ",") + std::string(R"({"directory":")") + fixture.root() + R"(","file":")" + unit +
            R"(","command":"c++ -std=c++17 -c )" + unit + "\"}";
  }
  std::ofstream(fixture.path("compile_commands.json")) << json << "]";
  fixture.start_initialized({{"worker", {{"parseTimeoutMs", 5000}, {"memoryLimitMb", 384}}}});
  Json status;
  do {
    status = fixture.request("$/indexStatus", nullptr)["units"];
    std::this_thread::sleep_for(milliseconds(50));
  } while (status["state"] != "ready");
  INFO(status.dump());
  std::set<std::string> named;
  for (const Json& problem : status["problems"]) named.insert(problem["path"].get<std::string>());
  CHECK(named == wanted);
  CHECK(status["done"] == 2);
  CHECK(status["quarantined"] == wanted.size());
  CHECK(status["pending"] == 0);
  CHECK(must(fixture.client().shut_down()) == 0);
}

}  // namespace cairn::test
