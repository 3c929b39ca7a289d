// A server in a real memory control group, whose limit the kernel enforces by killing. Hidden: `./dev soak memory`,
// because making groups needs rights that builds do not have.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

constexpr std::uint64_t kMb = std::uint64_t{1} << 20;

std::optional<std::string> first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  return std::getline(file, line) ? std::optional(line) : std::nullopt;
}

// A new group of v2, or of v1, below the mount; removed in the end.
class MemoryGroup {
 public:
  // Why there is none, in problem().
  explicit MemoryGroup(std::uint64_t limit_bytes) {
    const std::string name = "/cairn-soak-" + std::to_string(getpid());
    for (const std::string mount : {"/sys/fs/cgroup", "/sys/fs/cgroup/memory"}) {
      const std::string path = mount + name;
      if (mkdir(path.c_str(), 0755) != 0) {
        problem_ += path + ": " + std::strerror(errno) + "; ";
        continue;
      }
      path_ = path;
      for (const char* const limit : {"/memory.max", "/memory.limit_in_bytes"}) {
        if (access((path + limit).c_str(), W_OK) != 0) continue;
        std::ofstream(path + limit) << limit_bytes << std::flush;
        limit_file_ = path + limit;
      }
      if (!limit_file_.empty()) return;
      problem_ += path + " has no memory controller; ";
      remove();
    }
  }
  ~MemoryGroup() { remove(); }
  MemoryGroup(const MemoryGroup&) = delete;
  MemoryGroup& operator=(const MemoryGroup&) = delete;

  bool is_there() const { return !path_.empty(); }
  const std::string& problem() const { return problem_; }
  bool add(pid_t pid) const { return static_cast<bool>(std::ofstream(path_ + "/cgroup.procs") << pid << std::flush); }
  std::uint64_t kills() const {
    for (const char* const name : {"/memory.events", "/memory.oom_control"}) {
      std::ifstream file(path_ + name);
      std::string key;
      std::uint64_t value = 0;
      while (file >> key >> value) {
        if (key == "oom_kill") return value;
      }
    }
    return 0;
  }
  std::uint64_t peak() const {
    for (const char* const name : {"/memory.peak", "/memory.max_usage_in_bytes"}) {
      if (const auto line = first_line(path_ + name)) return std::stoull(*line);
    }
    return 0;
  }

 private:
  // The last process may take a moment to go.
  void remove() {
    for (int i = 0; i < 200 && !path_.empty() && rmdir(path_.c_str()) != 0 && errno == EBUSY; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    path_.clear();
  }
  std::string path_;
  std::string limit_file_;
  std::string problem_;
};

}  // namespace

TEST_CASE("in a control group of 400 MB nothing is killed by the kernel, and what fits is indexed",
          "[.][memory-group]") {
  constexpr std::uint64_t kLimit = 400 * kMb;
  const MemoryGroup group(kLimit);
  if (!group.is_there()) {
    std::cout << "skipped: no memory control group can be made here: " << group.problem() << "\n";
    return;
  }
  // Units of some 20, 130 and 500 MB.
  Files files;
  for (int i = 0; i < 4; ++i) files["small" + std::to_string(i) + ".cpp"] = "int small" + std::to_string(i) + ";\n";
  const auto with_values = [](const std::string& name, const std::string& count) {
    return "struct A { int x = 1; };\nconstexpr A values[" + count + "]{};\nint " + name +
           "() { return values[3].x; }\n";
  };
  for (int i = 0; i < 6; ++i) {
    const std::string name = "middle" + std::to_string(i);
    files[name + ".cpp"] = with_values(name, "700'000");
  }
  files["large.cpp"] = with_values("large", "3'000'000");
  ServerFixture fixture(files);
  Json entries = Json::array();
  for (const auto& [name, text] : files) {
    entries.push_back(
        {{"directory", fixture.root()}, {"file", name}, {"arguments", {"c++", "-std=c++20", "-c", name}}});
  }
  std::ofstream(fixture.path("compile_commands.json")) << entries.dump();
  fixture.start({"--memory-budget=2G"});
  REQUIRE(group.add(fixture.client().pid()));
  must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities(), {{"index", {{"threads", 4}}}}));
  fixture.open("middle0.cpp");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(10);
  Json units;
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    units = fixture.request("$/indexStatus", nullptr)["units"];
    if (std::chrono::steady_clock::now() > deadline) FAIL("not done after ten minutes: " << units.dump());
  } while (units["total"] != files.size() || units["pending"] != 0 || units["state"] != "ready");
  const Json report = fixture.request("$/memoryReport", nullptr);
  std::cout << "control group of 400 MB: " << group.peak() / kMb << " MB at most (page cache included), "
            << group.kills() << " killed by the kernel; units: " << units["done"] << " of " << units["total"]
            << " done, " << units["tooLarge"] << " do not fit; budget " << report["budget"].dump() << "\n";
  CHECK(group.kills() == 0);
  CHECK(report["budget"]["limit"].get<std::uint64_t>() == kLimit / 10 * 9);
  CHECK(units["done"] == files.size() - 1);
  REQUIRE(units["problems"].size() == 1);
  CHECK(units["problems"][0]["path"] == "large.cpp");
}

}  // namespace cairn::test
