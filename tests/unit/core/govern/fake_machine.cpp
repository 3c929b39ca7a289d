#include "tests/unit/core/govern/fake_machine.h"

#include <unistd.h>

#include <stdexcept>

#include <fmt/format.h>

#include "platform/fs/file.h"

namespace cairn::govern {

FakeMachine::FakeMachine() {
  set_available(8192);
  set_pressure(0);
  folder_.write("proc/loadavg", "0.50 0.50 0.50 1/200 4711\n");
  set_server(20);
}

void FakeMachine::set_process(pid_t pid, std::uint64_t anonymous_mb, std::uint64_t file_mb) {
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  const std::uint64_t all = anonymous_mb + file_mb;
  folder_.write(fmt::format("proc/{}/statm", pid),
                fmt::format("999999 {} {} 1 0 1 0\n", all * kMb / page, file_mb * kMb / page));
  folder_.write(fmt::format("proc/{}/smaps_rollup", pid),
                fmt::format("0-1 ---p 0 00:00 0 [rollup]\nRss: {} kB\nPss: {} kB\nAnonymous: {} kB\nSwap: 0 kB\n",
                            all * 1024, all * 1024, anonymous_mb * 1024));
  folder_.write(fmt::format("proc/{}/status", pid), fmt::format("VmHWM: {} kB\nRssAnon: 1 kB\n", all * 1024));
}

void FakeMachine::remove_process(pid_t pid) {
  if (auto removed = fs::remove_tree(folder_.file(fmt::format("proc/{}", pid))); !removed) {
    throw std::runtime_error(removed.error().message);
  }
}

void FakeMachine::set_server(std::uint64_t anonymous_mb, std::uint64_t file_mb) {
  set_process(getpid(), anonymous_mb, file_mb);
}

void FakeMachine::set_pressure(double some) {
  folder_.write("proc/pressure/memory", fmt::format("some avg10={:.2f} avg60=0.00 avg300=0.00 total=1\n"
                                                    "full avg10=0.00 avg60=0.00 avg300=0.00 total=1\n",
                                                    some));
}

void FakeMachine::set_available(std::uint64_t mb) {
  folder_.write("proc/meminfo", fmt::format("MemTotal: 16777216 kB\nMemAvailable: {} kB\n", mb * 1024));
}

void FakeMachine::set_group(std::uint64_t limit_mb, std::uint64_t used_mb, std::uint64_t inactive_file_mb) {
  folder_.write("proc/self/cgroup", "0::/cairn\n");
  folder_.write("cgroup/cgroup.controllers", "memory\n");
  folder_.write("cgroup/cairn/memory.max", fmt::format("{}\n", limit_mb * kMb));
  folder_.write("cgroup/cairn/memory.current", fmt::format("{}\n", used_mb * kMb));
  folder_.write("cgroup/cairn/memory.stat",
                fmt::format("anon 1\nactive_file 2\ninactive_file {}\n", inactive_file_mb * kMb));
}

memory::KernelRoots FakeMachine::roots() const { return {folder_.file("proc"), folder_.file("cgroup")}; }

void FakeMachine::pass(std::chrono::milliseconds time, Governor& governor) {
  now += time;
  governor.tick();
  while (loop.poll() != 0) {
  }
}

Governor::Config FakeMachine::config(std::uint64_t limit_mb) {
  return {.limit_bytes = limit_mb * kMb, .roots = roots(), .now = [this] { return now; }};
}

std::uint64_t FakeMachine::counter(std::string_view name) const {
  for (const trace::CounterValue& counter : metrics.snapshot().counters) {
    if (counter.name == name) return counter.value;
  }
  return 0;
}

}  // namespace cairn::govern
