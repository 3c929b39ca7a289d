#include "platform/memory/system_memory.h"

#include <string>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

using namespace cairn;

namespace {

// A machine of 16 GB.
class FakeKernel {
 public:
  FakeKernel() {
    proc("meminfo", "MemTotal:       16777216 kB\nMemFree:  1 kB\nMemAvailable:    8388608 kB\n");
    proc("pressure/memory",
         "some avg10=1.50 avg60=0.00 avg300=0.00 total=6344931\n"
         "full avg10=0.25 avg60=0.00 avg300=0.00 total=1769219\n");
  }
  void proc(const std::string& name, const std::string& text) { folder_.write("proc/" + name, text); }
  void cgroup(const std::string& name, const std::string& text) { folder_.write("cgroup/" + name, text); }
  memory::KernelRoots roots() const { return {folder_.path() + "/proc", folder_.path() + "/cgroup"}; }
  memory::SystemMemory memory() const {
    const auto memory = memory::read_system_memory(roots());
    REQUIRE(memory);
    return *memory;
  }

 private:
  test::TempDir folder_;
};

constexpr std::uint64_t kGb = std::uint64_t{1} << 30U;

}  // namespace

TEST_CASE("without control groups the machine is the limit", "[system_memory]") {
  const FakeKernel kernel;
  const auto memory = kernel.memory();
  CHECK(memory.total == 16 * kGb);
  CHECK(memory.available == 8 * kGb);
  CHECK_FALSE(memory.group_limit);
  CHECK(memory.usable() == 16 * kGb);
}

TEST_CASE("of nested groups of cgroup v2 the tightest counts, with its own use", "[system_memory]") {
  FakeKernel kernel;
  kernel.proc("self/cgroup", "0::/user/editor\n");
  kernel.cgroup("cgroup.controllers", "cpu memory\n");
  kernel.cgroup("user/memory.max", "2147483648\n");
  kernel.cgroup("user/memory.current", "1000000\n");
  kernel.cgroup("user/memory.stat", "anon 7\ninactive_file 300000\nactive_file 5\n");
  kernel.cgroup("user/editor/memory.stat", "inactive_file 1\n");
  kernel.cgroup("user/editor/memory.max", "max\n");
  kernel.cgroup("user/editor/memory.high", "4294967296\n");
  kernel.cgroup("user/editor/memory.current", "500000\n");
  const auto memory = kernel.memory();
  CHECK(memory.group_limit == 2 * kGb);
  CHECK(memory.group_used == 1'000'000U);
  CHECK(memory.group_droppable == 300'000U);
  CHECK(memory.usable() == 2 * kGb);
}

TEST_CASE("the limit of cgroup v1 counts, and its number for no limit is none", "[system_memory]") {
  FakeKernel kernel;
  kernel.proc("self/cgroup", "9:name=systemd:/a\n5:cpu,memory:/a/b\n0::/a\n");
  kernel.cgroup("memory/memory.limit_in_bytes", "9223372036854771712\n");
  kernel.cgroup("memory/a/memory.limit_in_bytes", "9223372036854771712\n");
  kernel.cgroup("memory/a/b/memory.limit_in_bytes", "1073741824\n");
  kernel.cgroup("memory/a/b/memory.usage_in_bytes", "700\n");
  kernel.cgroup("memory/a/b/memory.stat", "inactive_file 1\ntotal_inactive_file 200\n");
  CHECK(kernel.memory().group_limit == kGb);
  CHECK(kernel.memory().group_used == 700U);
  CHECK(kernel.memory().group_droppable == 200U);
  kernel.cgroup("memory/a/b/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK_FALSE(kernel.memory().group_limit);
}

TEST_CASE("in a container, where the group's path is not to be seen, the mount is the group", "[system_memory]") {
  FakeKernel kernel;
  kernel.proc("self/cgroup", "4:memory:/docker/0123abcd\n");
  kernel.cgroup("memory/memory.limit_in_bytes", "536870912\n");
  CHECK(kernel.memory().group_limit == kGb / 2);
}

TEST_CASE("v2 beside v1 is looked for in its own folder", "[system_memory]") {
  FakeKernel kernel;
  kernel.proc("self/cgroup", "4:memory:/\n0::/a\n");
  kernel.cgroup("unified/a/memory.max", "1073741824\n");
  CHECK(kernel.memory().group_limit == kGb);
}

TEST_CASE("damaged files of groups limit nothing", "[system_memory]") {
  const std::string text = GENERATE(as<std::string>{}, "", "many\n", "-5\n", "99999999999999999999999\n", "12x\n");
  FakeKernel kernel;
  kernel.proc("self/cgroup", "0::/a\nno colons\n:\n::\n7:memory\n");
  kernel.cgroup("cgroup.controllers", "memory\n");
  kernel.cgroup("a/memory.max", text);
  CHECK_FALSE(kernel.memory().group_limit);
}

TEST_CASE("without the lines that count, meminfo is refused", "[system_memory]") {
  FakeKernel kernel;
  kernel.proc("meminfo", "MemTotal: 1 kB\n");
  const auto memory = memory::read_system_memory(kernel.roots());
  REQUIRE_FALSE(memory);
  CHECK(memory.error().code == ErrorCode::kCorrupt);
}

TEST_CASE("this machine's memory can be read", "[system_memory]") {
  const auto memory = memory::read_system_memory();
  REQUIRE(memory);
  CHECK(memory->total >= memory->available);
  CHECK(memory->usable() > (1U << 20U));
}

TEST_CASE("pressure is the system's, or that of the own group where it tells", "[system_memory]") {
  FakeKernel kernel;
  const auto of_system = memory::read_pressure(memory::PressureOf::kMemory, kernel.roots());
  REQUIRE(of_system);
  CHECK(of_system->some_avg10 == 1.5);
  CHECK(of_system->full_avg10 == 0.25);
  CHECK(of_system->some_total_us == 6344931);
  CHECK(of_system->full_total_us == 1769219);
  kernel.proc("self/cgroup", "0::/a\n");
  kernel.cgroup("cgroup.controllers", "memory\n");
  kernel.cgroup("a/memory.pressure",
                "some avg10=30.00 avg60=0.00 avg300=0.00 total=5\n"
                "full avg10=2.00 avg60=0.00 avg300=0.00 total=6\n");
  const auto of_group = memory::read_pressure(memory::PressureOf::kMemory, kernel.roots());
  REQUIRE(of_group);
  CHECK(of_group->some_avg10 == 30);
}

TEST_CASE("pressure on the CPU may lack its second line", "[system_memory]") {
  FakeKernel kernel;
  CHECK_FALSE(memory::read_pressure(memory::PressureOf::kCpu, kernel.roots()));
  kernel.proc("pressure/cpu", "some avg10=12.00 avg60=0.00 avg300=0.00 total=9\n");
  const auto pressure = memory::read_pressure(memory::PressureOf::kCpu, kernel.roots());
  REQUIRE(pressure);
  CHECK(pressure->some_avg10 == 12);
  CHECK(pressure->full_total_us == 0);
}

TEST_CASE("what is not about pressure is refused", "[system_memory]") {
  const std::string text = GENERATE(as<std::string>{}, "", "some\n", "some avg10=x total=1\n", "some avg10=1\n",
                                    "full avg10=1 total=2\n", "some total=1 avg10=1\n");
  CAPTURE(text);
  CHECK_FALSE(memory::parse_pressure(text));
}
