#include "bench/store/child_run.h"

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <exception>
#include <fstream>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

namespace cairn::bench {
namespace {

double seconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

[[noreturn]] void run_and_leave(const std::function<Figures()>& measure, int out) {
  int status = 0;
  try {
    std::string text;
    text = to_lines(measure());
    if (write(out, text.data(), text.size()) != static_cast<ssize_t>(text.size())) status = 1;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench_store: {}\n", failure.what());
    status = 1;
  }
  _exit(status);
}

}  // namespace

Figures run_in_child(const std::function<Figures()>& measure) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::runtime_error("pipe");
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork");
  if (child == 0) {
    close(ends[0]);
    run_and_leave(measure, ends[1]);
  }
  close(ends[1]);
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t got = 0; (got = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) throw std::runtime_error("a measurement failed");
  return from_lines(text);
}

std::string to_lines(const Figures& figures) {
  std::string lines;
  for (const auto& [name, value] : figures) lines += fmt::format("{}\t{:.17g}\n", name, value);
  return lines;
}

Figures from_lines(const std::string& lines) {
  Figures figures;
  std::istringstream input(lines);
  std::string line;
  while (std::getline(input, line)) {
    const std::size_t tab = line.find('\t');
    if (tab != std::string::npos) figures[line.substr(0, tab)] = std::stod(line.substr(tab + 1));
  }
  return figures;
}

double cpu_seconds() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }
double wall_seconds() { return seconds_of(CLOCK_MONOTONIC); }

std::uint64_t anonymous_bytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  std::uint64_t kib = 0;
  while (status >> word) {
    if (word == "RssAnon:" && status >> kib) return kib * 1024;
  }
  throw std::runtime_error("/proc/self/status has no RssAnon");
}

struct AnonymousPeak::State {
  std::atomic<std::uint64_t> bytes{anonymous_bytes()};
  std::mutex mutex;
  std::condition_variable wake;
  bool is_over = false;
  std::thread thread;
};

AnonymousPeak::AnonymousPeak() : state_(std::make_unique<State>()) {
  state_->thread = std::thread([state = state_.get()] {
    std::unique_lock lock(state->mutex);
    while (!state->wake.wait_for(lock, std::chrono::milliseconds(20), [&] { return state->is_over; })) {
      state->bytes = std::max(state->bytes.load(), anonymous_bytes());
    }
  });
}

AnonymousPeak::~AnonymousPeak() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->is_over = true;
  }
  state_->wake.notify_all();
  state_->thread.join();
}

std::uint64_t AnonymousPeak::bytes() const { return state_->bytes; }

}  // namespace cairn::bench
