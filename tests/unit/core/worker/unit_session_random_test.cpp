// Random scenarios: files come and go, texts change, questions and workers misbehave.
// CAIRN_SEED sets the first seed, CAIRN_SCENARIOS how many.
#include <signal.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/core/worker/scripted_pool.h"

namespace cairn::worker {
namespace {

using std::chrono::milliseconds;

constexpr int kSteps = 300;
constexpr std::size_t kWorkers = 2;
constexpr std::size_t kFiles = 4;

unsigned long number_from(const char* variable, unsigned long fallback) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::strtoul(text, nullptr, 10) : fallback;
}

struct Asked {
  std::shared_ptr<Answer> answer;
  std::string expected;  // if it is answered at all
  bool must_succeed;
};

class Scenario {
 public:
  Scenario(unsigned long seed, bool with_kills)
      : random_(seed), with_kills_(with_kills), scripted_({.max_workers = kWorkers}) {}

  void run() {
    for (int i = 0; i < kSteps; ++i) {
      step();
      // Sometimes the workers get time, sometimes the next step comes at once.
      if (pick(3) == 0) wait_for_one_answer();
      scripted_.loop.poll();
      check_workers();
    }
    scripted_.leave_gate_open();
    for (Slot& slot : slots_) {
      if (slot.file) slot.file->session().set_held(false);
    }
    scripted_.run_until([this] {
      check_workers();
      for (const Asked& each : asked_) {
        if (each.answer->calls == 0) return false;
      }
      return true;
    });
    for (Slot& slot : slots_) slot.file.reset();
    scripted_.run_until([this] { return scripted_.scratch().empty(); });
    scripted_.settle();
    for (const Asked& each : asked_) check(each);
  }

 private:
  struct Slot {
    std::unique_ptr<ScriptedFile> file;
    std::string label;
    bool healthy = true;  // its newest text does no harm
    bool is_held = false;
    std::vector<std::size_t> cancellable;
    std::vector<std::uint64_t> jobs;
  };

  std::size_t pick(std::size_t below) { return static_cast<std::size_t>(random_() % below); }

  // Mostly good. Silence, which needs short limits, stands where a healthy worker that
  // a busy machine makes late does not fail the test.
  Behaviour behaviour() {
    if (pick(6) != 0) return Behaviour::kAnswer;
    const auto chosen = static_cast<Behaviour>(pick(static_cast<std::size_t>(test::kLastBehaviour) + 1));
    return chosen == Behaviour::kSilence && !with_kills_ ? Behaviour::kSignal : chosen;
  }

  UnitTimeouts limits() const {
    return with_kills_ ? UnitTimeouts{milliseconds(50), milliseconds(50)} : UnitTimeouts{};
  }

  void step() {
    Slot& slot = slots_[pick(kFiles)];
    if (!slot.file) return open(slot);
    switch (pick(12)) {
      case 0:
      case 1:
      case 2:
        return edit(slot);
      case 3:
      case 4:
      case 5:
      case 6:
      case 7:
        return ask(slot);
      case 8:
        return cancel(slot);
      case 9:
        scripted_.open_gate();
        return;
      case 10:
        slot.is_held = pick(4) == 0;
        return slot.file->session().set_held(slot.is_held);
      default:
        return disturb(slot);
    }
  }

  void open(Slot& slot) {
    const auto index = static_cast<std::size_t>(&slot - slots_.data());
    slot = Slot{};
    slot.file = std::make_unique<ScriptedFile>(scripted_, limits(), "/file" + std::to_string(index) + ".cpp");
    edit(slot);
  }

  void edit(Slot& slot) {
    const Behaviour parse = behaviour();
    const Behaviour update = behaviour();
    slot.label = "v" + std::to_string(++serial_);
    slot.healthy = parse == Behaviour::kAnswer && update == Behaviour::kAnswer;
    if (pick(2) == 0) scripted_.set_ration(slot.label, pick(2));
    if (pick(4) == 0) slot.file->set_overlay("/extra.h", slot.label);
    if (pick(4) == 0) slot.file->drop_overlay("/extra.h");
    slot.file->set(test::scripted_text(slot.label, parse, update), milliseconds(pick(4)));
  }

  void ask(Slot& slot) {
    const Behaviour job = behaviour();
    const std::uint64_t serial = ++serial_;
    if (pick(2) == 0) scripted_.set_ration(std::to_string(serial), 1);
    auto answer = pick(3) == 0 ? slot.file->complete(serial, job) : slot.file->hover(serial, job);
    slot.cancellable.push_back(asked_.size());
    slot.jobs.push_back(slot.file->last_job());
    asked_.push_back(
        {answer, slot.label + "#" + std::to_string(serial), slot.healthy && job == Behaviour::kAnswer && !with_kills_});
  }

  void cancel(Slot& slot) {
    if (slot.jobs.empty()) return;
    const std::size_t which = pick(slot.jobs.size());
    asked_[slot.cancellable[which]].must_succeed = false;
    slot.file->session().cancel(slot.jobs[which]);
    CHECK(asked_[slot.cancellable[which]].answer->calls == 1);
  }

  void disturb(Slot& slot) {
    if (pick(2) == 0) {
      for (const std::size_t each : slot.cancellable) asked_[each].must_succeed = false;
      slot.file.reset();
    } else if (auto status = slot.file->session().worker_status(); with_kills_ && status && status->pid > 0) {
      ::kill(status->pid, SIGKILL);
    }
  }

  // Of those that are not held, whose session may wait for the test.
  void wait_for_one_answer() {
    const auto open = [](const Asked& each) { return each.answer->calls == 0; };
    const auto count = [&] { return std::count_if(asked_.begin(), asked_.end(), open); };
    const auto before = count();
    for (const Slot& slot : slots_) {
      if (slot.is_held) return;
    }
    if (before == 0) return;
    scripted_.run_until([&] {
      scripted_.open_gate();
      return count() < before;
    });
  }

  void check_workers() {
    std::size_t workers = 0;
    for (const Slot& slot : slots_) workers += slot.file && slot.file->session().worker_status() ? 1U : 0U;
    REQUIRE(workers <= kWorkers);
  }

  static void check(const Asked& asked) {
    INFO(asked.expected);
    REQUIRE(asked.answer->calls == 1);
    if (!asked.answer->error) {
      CHECK(asked.answer->text == asked.expected);
    } else {
      INFO(asked.answer->error->message);
      CHECK_FALSE(asked.must_succeed);
      const bool known_reason =
          asked.answer->error->code == ErrorCode::kUnavailable || asked.answer->error->code == ErrorCode::kCancelled;
      CHECK(known_reason);
    }
  }

  std::mt19937_64 random_;
  const bool with_kills_;
  ScriptedPool scripted_;
  std::array<Slot, kFiles> slots_;
  std::vector<Asked> asked_;
  std::uint64_t serial_ = 0;
};

void run_scenarios(bool with_kills) {
  const unsigned long first = number_from("CAIRN_SEED", 1);
  const unsigned long count = number_from("CAIRN_SCENARIOS", 1);
  for (unsigned long seed = first; seed < first + count; ++seed) {
    INFO("CAIRN_SEED=" << seed);
    Scenario(seed, with_kills).run();
  }
}

}  // namespace

TEST_CASE("in random scenarios every question is answered once, and rightly if nothing was wrong with it",
          "[worker][session][random]") {
  run_scenarios(false);
}

TEST_CASE("in random scenarios with killed workers every question is answered once", "[worker][session][random]") {
  run_scenarios(true);
}

}  // namespace cairn::worker
