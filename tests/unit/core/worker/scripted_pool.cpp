#include "tests/unit/core/worker/scripted_pool.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "platform/fs/file.h"
#include "tests/unit/platform/io/loop_driver.h"

namespace cairn::worker {
namespace {

constexpr std::size_t kMaxLogBytes = std::size_t{16} << 20;

// Prepares the control folder and its FIFO, and returns the folder for scratch files.
std::string prepare(const test::TempDir& folder) {
  ::signal(SIGPIPE, SIG_IGN);  // as the server does
  ::setenv(test::kControlVariable, folder.path().c_str(), 1);
  std::ofstream(folder.file("log")).close();
  if (::mkfifo(folder.file("gate").c_str(), 0600) != 0) throw std::runtime_error("cannot make the gate");
  std::string scratch = folder.file("scratch");
  if (auto made = fs::make_private_directory(scratch); !made) throw std::runtime_error(made.error().message);
  return scratch;
}

std::string label_of(const UnitInputs& inputs) {
  const std::string& text = *inputs.overlays.at(inputs.path);
  return text.substr(0, text.find(' '));
}

}  // namespace

ScriptedPool::ScriptedPool(PoolLimits limits)
    : governor(loop, metrics, {}),
      pool(loop, governor, {.program = CAIRN_SCRIPTED_WORKER, .scratch_directory = prepare(folder_)}, limits, metrics) {
}

WorkerConfig ScriptedPool::config() const {
  return {.program = CAIRN_SCRIPTED_WORKER, .scratch_directory = folder_.file("scratch")};
}

void ScriptedPool::run_until(const std::function<bool()>& done) { io::run_until(loop, done); }

void ScriptedPool::wait_for(const std::vector<std::shared_ptr<Answer>>& answers) {
  run_until(
      [&] { return std::all_of(answers.begin(), answers.end(), [](const auto& each) { return each->calls > 0; }); });
}

void ScriptedPool::settle() {
  for (int i = 0; i < 100; ++i) loop.poll();
}

std::vector<std::string> ScriptedPool::log() const {
  std::istringstream text(fs::read_file(folder_.file("log"), kMaxLogBytes).value());
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::size_t ScriptedPool::count_in_log(std::string_view start_of_line) const {
  const std::vector<std::string> lines = log();
  return static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(), [&](const std::string& line) { return line.starts_with(start_of_line); }));
}

void ScriptedPool::set_hello(Behaviour behaviour) {
  std::ofstream(folder_.file("hello")) << static_cast<char>(behaviour);
}

// Not TempDir::write, whose fsync is most of the time of a test with many rations.
void ScriptedPool::set_ration(const std::string& key, std::size_t times) {
  std::ofstream(folder_.file("ration-" + key)) << std::string(times, '.');
}

bool ScriptedPool::open_gate() {
  return static_cast<bool>(base::UniqueFd(::open(folder_.file("gate").c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)));
}

void ScriptedPool::pass_gate() {
  run_until([this] { return open_gate(); });
}

void ScriptedPool::leave_gate_open() { gate_.reset(::open(folder_.file("gate").c_str(), O_RDWR | O_CLOEXEC)); }

std::vector<std::string> ScriptedPool::scratch() const { return fs::list_directory(folder_.file("scratch")).value(); }

std::uint64_t ScriptedPool::counter(std::string_view name) const {
  for (const trace::CounterValue& each : metrics.snapshot().counters) {
    if (each.name == name) return each.value;
  }
  return 0;
}

ScriptedFile::ScriptedFile(ScriptedPool& pool, UnitTimeouts timeouts, std::string path) : path_(std::move(path)) {
  session_ = std::make_unique<UnitSession>(
      pool.pool, timeouts,
      UnitSession::Callbacks{[this](bool) { ++parses_started; },
                             [this](const UnitSession::Inputs& inputs, const model::ParseOutcome& outcome) {
                               // The worker says which text it parsed.
                               if (outcome.included_files != std::vector<std::string>{label_of(*inputs)}) {
                                 throw std::logic_error("the outcome of another parse");
                               }
                               parsed.push_back(label_of(*inputs));
                             },
                             [this](const UnitSession::Inputs& inputs, const std::string& reason) {
                               failed.push_back(label_of(*inputs) + ": " + reason);
                             }});
}

void ScriptedFile::set_overlay(const std::string& path, const std::string& text) {
  overlays_[path] = std::make_shared<const std::string>(text);
}

void ScriptedFile::set(const std::string& text, std::chrono::milliseconds delay) {
  set_overlay(path_, text);
  session_->set_inputs(
      std::make_shared<const UnitInputs>(UnitInputs{path_, "/", {argument_}, base::TextEncoding::kUtf16, overlays_}),
      delay);
}

std::shared_ptr<Answer> ScriptedFile::hover(std::uint64_t serial, Behaviour behaviour) {
  auto answer = std::make_shared<Answer>();
  last_job_ = session_->ask<std::optional<model::Hover>>(JobKind::kHover,
                                                         PositionRequest{test::scripted_offset(serial, behaviour)},
                                                         [answer](const Result<std::optional<model::Hover>>& result) {
                                                           ++answer->calls;
                                                           if (result) {
                                                             answer->text = result.value()->markdown;
                                                           } else {
                                                             answer->error = result.error();
                                                           }
                                                         });
  return answer;
}

std::shared_ptr<Answer> ScriptedFile::complete(std::uint64_t serial, Behaviour behaviour) {
  auto answer = std::make_shared<Answer>();
  last_job_ = session_->ask<model::Completion>(JobKind::kCompletion,
                                               CompletionRequest{test::scripted_offset(serial, behaviour), 1},
                                               [answer](const Result<model::Completion>& result) {
                                                 ++answer->calls;
                                                 if (result) {
                                                   answer->text = result.value().items.at(0).label;
                                                 } else {
                                                   answer->error = result.error();
                                                 }
                                               });
  return answer;
}

}  // namespace cairn::worker
