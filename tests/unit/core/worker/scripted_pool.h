// A pool of scripted workers (tests/support/scripted_worker.h) on a real event loop, and
// files that ask them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/worker/pool.h"
#include "core/worker/unit_session.h"
#include "platform/io/event_loop.h"
#include "platform/trace/metrics.h"
#include "tests/support/scripted_worker.h"
#include "tests/support/temp_dir.h"

namespace cairn::worker {

using test::Behaviour;

struct Answer;

class ScriptedPool {
 public:
  explicit ScriptedPool(PoolLimits limits = {});

  WorkerConfig config() const;
  void run_until(const std::function<bool()>& done);
  void wait_for(const std::vector<std::shared_ptr<Answer>>& answers);
  // Runs what is left on the loop, so that a second callback would show.
  void settle();
  // What the workers wrote down, in order.
  std::vector<std::string> log() const;
  std::size_t count_in_log(std::string_view start_of_line) const;

  void set_hello(Behaviour behaviour);
  // Limits the behaviour ordered under `key` to `times`.
  void set_ration(const std::string& key, std::size_t times);
  // Lets those through that wait at the gate; false if there is none.
  bool open_gate();
  // Waits until someone is there and lets it through.
  void pass_gate();
  // From now on no worker waits there.
  void leave_gate_open();

  // Names in the folder that holds the workers' temporary folders.
  std::vector<std::string> scratch() const;
  std::uint64_t counter(std::string_view name) const;

 private:
  test::TempDir folder_;

 public:
  io::EventLoop loop;  // outlives whatever runs on it
  trace::Metrics metrics;
  govern::Governor governor;
  WorkerPool pool;

 private:
  base::UniqueFd gate_;
};

// What became of one question.
struct Answer {
  int calls = 0;
  std::string text;
  std::optional<Error> error;
};

// One open file.
class ScriptedFile {
 public:
  explicit ScriptedFile(ScriptedPool& pool, UnitTimeouts timeouts = {}, std::string path = "/a.cpp");

  UnitSession& session() { return *session_; }
  void close() { session_.reset(); }

  // New inputs: the file's text, and what else is open.
  void set(const std::string& text, std::chrono::milliseconds delay = std::chrono::milliseconds(0));
  void set_overlay(const std::string& path, const std::string& text);
  void drop_overlay(const std::string& path) { overlays_.erase(path); }
  void set_argument(const std::string& argument) { argument_ = argument; }

  std::shared_ptr<Answer> hover(std::uint64_t serial, Behaviour behaviour = Behaviour::kAnswer);
  std::shared_ptr<Answer> complete(std::uint64_t serial, Behaviour behaviour = Behaviour::kAnswer);
  // Of the last question.
  std::uint64_t last_job() const { return last_job_; }

  // Labels in the order of the callbacks.
  std::vector<std::string> parsed;
  std::vector<std::string> failed;  // "label: reason"
  int parses_started = 0;

 private:
  std::string path_;
  std::string argument_ = "-Wall";
  std::map<std::string, std::shared_ptr<const std::string>> overlays_;
  std::unique_ptr<UnitSession> session_;
  std::uint64_t last_job_ = 0;
};

}  // namespace cairn::worker
