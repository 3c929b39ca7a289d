// FakeMachine: /proc and the control groups as files that a test writes, and a clock that it moves.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/govern/governor.h"
#include "platform/io/event_loop.h"
#include "platform/trace/metrics.h"
#include "tests/support/temp_dir.h"

namespace cairn::govern {

inline constexpr std::uint64_t kMb = std::uint64_t{1} << 20;

class FakeMachine {
 public:
  // 16 GB, of which half is free; nothing waits. The server itself has 20 MB.
  FakeMachine();

  void set_process(pid_t pid, std::uint64_t anonymous_mb, std::uint64_t file_mb = 0);
  void remove_process(pid_t pid);
  void set_server(std::uint64_t anonymous_mb, std::uint64_t file_mb = 0);
  void set_pressure(double some);
  void set_available(std::uint64_t mb);
  // Of the group (v2) that the process is in.
  void set_group(std::uint64_t limit_mb, std::uint64_t used_mb, std::uint64_t inactive_file_mb = 0);

  memory::KernelRoots roots() const;
  // The clock goes on, and the governor reads.
  void pass(std::chrono::milliseconds time, Governor& governor);
  Governor::Config config(std::uint64_t limit_mb);
  std::uint64_t counter(std::string_view name) const;

 private:
  test::TempDir folder_;

 public:
  io::EventLoop loop;
  trace::Metrics metrics;
  Governor::Clock::time_point now{std::chrono::hours(1)};
};

// A process that notes what is decided about it.
struct FakeProcess {
  FakeProcess(FakeMachine& machine, Governor& governor, pid_t number, Role role)
      : host(machine), pid(number), claim(governor, role, [this](const Verdict& verdict) {
          verdicts.push_back(verdict);
          host.remove_process(pid);
        }) {}
  void begin(std::uint64_t expected_mb, std::uint64_t limit_mb = 100'000) {
    claim.begin(pid, "job", expected_mb * kMb, limit_mb * kMb);
  }

  FakeMachine& host;
  pid_t pid;
  std::vector<Verdict> verdicts;
  Claim claim;
};

// Notes what it is asked for, and gives the processes up that it was handed.
struct FakeGiver : Giver {
  void on_step(Step, Step now) override {
    events.emplace_back(step_name(now));
    if (at_step) at_step(now);
  }
  bool drop_one(bool also_hot) override {
    std::vector<FakeProcess*>& from = cold.empty() && also_hot ? hot : cold;
    if (from.empty()) return false;
    FakeProcess& process = *from.front();
    from.erase(from.begin());
    process.host.remove_process(process.pid);
    process.claim.forget();
    events.push_back("drop");
    return true;
  }
  void end_idle() override { events.push_back("end idle"); }
  void on_room(bool is_lasting) override { events.push_back(is_lasting ? "lasting room" : "room"); }
  void on_quiet() override { events.push_back("quiet"); }

  std::vector<std::string> events;
  std::function<void(Step)> at_step;
  std::vector<FakeProcess*> cold;
  std::vector<FakeProcess*> hot;
};

}  // namespace cairn::govern
