// A process that changes a store is killed at random moments, while another one reads:
// CAIRN_SOAK kills (default 12), CAIRN_SEED.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <random>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "core/store/store.h"
#include "platform/fs/file.h"
#include "platform/proc/spawn.h"
#include "tests/support/store_steps.h"
#include "tests/support/temp_dir.h"

namespace cairn::test {
namespace {

constexpr int kLineTimeoutMs = 60'000;

std::uint64_t number_from(const char* variable, std::uint64_t fallback) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : fallback;
}

// The program store_writer, and what it has said.
class Writer {
 public:
  Writer(const std::string& directory, std::uint64_t seed, std::uint64_t step) {
    std::array<int, 2> ends{};
    REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
    out_ = base::UniqueFd(ends[0]);
    const base::UniqueFd in(ends[1]);
    proc::SpawnOptions options;
    options.argv = {CAIRN_STORE_WRITER, directory, std::to_string(seed), std::to_string(step)};
    options.stdout_fd = in.get();
    auto child = proc::ChildProcess::spawn(options);
    REQUIRE(child.has_value());
    child_ = *std::move(child);
  }
  // Its next line; none if it says nothing for so long, or has ended.
  std::optional<std::string> next_line(int timeout_ms) {
    while (text_.find('\n') == std::string::npos) {
      pollfd wait{out_.get(), POLLIN, 0};
      if (poll(&wait, 1, timeout_ms) <= 0) return std::nullopt;
      std::array<char, 4096> buffer{};
      const ssize_t got = read(out_.get(), buffer.data(), buffer.size());
      if (got <= 0) return std::nullopt;
      text_.append(buffer.data(), static_cast<std::size_t>(got));
    }
    const std::size_t end = text_.find('\n');
    std::string line = text_.substr(0, end);
    text_.erase(0, end + 1);
    return line;
  }
  void kill() {
    child_.kill(SIGKILL);
    child_.wait();
  }

 private:
  base::UniqueFd out_;
  std::string text_;
  proc::ChildProcess child_;
};

class Kills {
 public:
  explicit Kills(std::uint64_t seed) : seed_(seed), random_(seed), steps_(seed) { states_.push_back({}); }

  // Starts a writer, reads beside it, kills it, and looks at what it left.
  void round() {
    Writer writer(directory_.file("store"), seed_, begun_);
    hear(writer, kLineTimeoutMs);  // it has the lock now
    auto store = open();
    CHECK_FALSE(store->is_writer());
    for (std::uint64_t lines = random_() % 30; lines > 0; --lines) {
      hear(writer, kLineTimeoutMs);
      if (lines % 4 == 0) read_beside(*store, writer);
    }
    hear(writer, static_cast<int>(random_() % 25));  // and a moment that no line marks
    writer.kill();
    while (hear(writer, 0)) {
    }
    CHECK(told_.empty());
    // The reader becomes the writer; or both go and a new one comes.
    if (random_() % 2 == 0) {
      REQUIRE(store->refresh().has_value());
    } else {
      store.reset();
      store = open();
    }
    look_after(*store);
  }

 private:
  std::unique_ptr<store::Store> open() {
    store::StoreOptions options;
    options.merge_width = 2;
    options.on_problem = [this](const std::string& message) { told_.push_back(message); };
    auto opened = store::Store::open(directory_.file("store"), options);
    REQUIRE(opened.has_value());
    return *std::move(opened);
  }

  // Takes a line of the writer in: every step that begins has a state that may be seen.
  bool hear(Writer& writer, int timeout_ms) {
    const auto line = writer.next_line(timeout_ms);
    if (!line) return false;
    INFO(*line);
    if (line->starts_with("done ")) {
      done_ = std::stoull(line->substr(5)) + 1;
    } else {
      REQUIRE(*line == fmt::format("begin {}", begun_));
      store::testing::Model next = states_.back().model;
      steps_.take(begun_++, next);
      states_.push_back({next, next.lines()});
    }
    return true;
  }

  // The number of steps after which the store looked so; the latest of those that fit.
  std::optional<std::uint64_t> state_of(const std::vector<std::string>& lines, std::uint64_t earliest) const {
    for (std::uint64_t step = begun_ + 1; step-- > earliest;) {
      if (states_[step - dropped_].lines == lines) return step;
    }
    return std::nullopt;
  }

  void read_beside(store::Store& store, Writer& writer) {
    static_cast<void>(store.refresh());  // a manifest that is being recovered may be busy
    const std::vector<std::string> lines = store::testing::dump(*store.snapshot(), StoreSteps::kLayer);
    // A step says that it begins before anybody can see it.
    while (hear(writer, 0)) {
    }
    const auto state = state_of(lines, seen_);
    REQUIRE(state.has_value());
    seen_ = *state;
  }

  void look_after(store::Store& store) {
    REQUIRE(store.is_writer());
    CHECK(store.verify().value().empty());
    CHECK(told_.empty());
    const auto state = state_of(store::testing::dump(*store.snapshot(), StoreSteps::kLayer), done_);
    INFO(fmt::format("{} steps were done, {} begun", done_, begun_));
    REQUIRE(state.has_value());
    std::set<std::string> live;
    for (const store::SegmentStatus& segment : store.status()) live.insert(fmt::format("{}.seg", segment.id));
    const auto left = fs::list_directory(directory_.file("store/segments")).value();
    CHECK(std::set<std::string>(left.begin(), left.end()) == live);
    CHECK(fs::list_directory(directory_.file("store/new")).value().empty());
    // What was in flight and did not happen is begun again by the next writer.
    states_ = {states_[*state - dropped_]};
    begun_ = done_ = seen_ = dropped_ = *state;
  }

  struct State {
    store::testing::Model model;
    std::vector<std::string> lines;
  };

  const std::uint64_t seed_;
  std::mt19937_64 random_;
  const StoreSteps steps_;
  TempDir directory_;
  std::vector<State> states_;  // after each step that has begun, from step dropped_ on
  std::uint64_t dropped_ = 0;
  std::uint64_t begun_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t seen_ = 0;  // by the reader
  std::vector<std::string> told_;
};

}  // namespace

TEST_CASE("a store is as before or after a step when its writer is killed, and readers see whole states",
          "[process][store-kills]") {
  const std::uint64_t kills = number_from("CAIRN_SOAK", 12);
  const std::uint64_t seed = number_from("CAIRN_SEED", 1);
  INFO("CAIRN_SEED=" << seed);
  Kills test(seed);
  for (std::uint64_t i = 0; i < kills; ++i) {
    INFO("kill " << i);
    test.round();
  }
}

}  // namespace cairn::test
