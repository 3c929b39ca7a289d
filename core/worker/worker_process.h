// WorkerProcess: one running cairn-worker and the stream to it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/worker/frame.h"
#include "core/worker/reaper.h"
#include "platform/base/result.h"
#include "platform/io/byte_stream.h"
#include "platform/io/event_loop.h"
#include "platform/proc/spawn.h"

namespace cairn::worker {

// What every worker is started with.
struct WorkerConfig {
  std::string program;  // absolute path of cairn-worker
  // Parent of the workers' own temporary folders; exists, mode 0700. Empty: workers
  // get none and keep their preambles in memory.
  std::string scratch_directory;
  // RLIMIT_AS, behind the watch on PSS, for what grows faster than it is looked at. 0:
  // none, as sanitizers need.
  std::uint64_t address_space_bytes = 0;
  int nice = 0;  // added to the server's niceness
};

// The address space that goes with a limit on PSS.
std::uint64_t address_space_for(std::uint64_t memory_bytes);

// One disposable process that parses one file. It may die, hang or send garbage at
// any time; all of these end in exactly one on_death, after which nothing follows.
// Destroying it kills the process and removes its temporary folder, whatever state
// it is in. Confined to the loop thread.
class WorkerProcess {
 public:
  struct Callbacks {
    std::function<void(Frame)> on_reply;               // kReply and kFailed frames
    std::function<void(std::string reason)> on_death;  // one line, for people
  };

  // Starts the process; `serial` names its temporary folder and is unique within
  // the scratch directory. kNotFound or kPermission if the program cannot run.
  // `reaper`, which must outlive the object, waits for the killed process instead of
  // the destructor; null: the destructor blocks until it is gone.
  static Result<std::unique_ptr<WorkerProcess>> start(io::EventLoop& loop, const WorkerConfig& config,
                                                      std::uint64_t serial, Callbacks callbacks,
                                                      Reaper* reaper = nullptr);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  // Sends one request. After an error, either the request was over the frame's bound
  // and the worker lives on without it, or the worker is as good as dead and on_death
  // follows by itself.
  Result<void> send(JobKind kind, std::uint64_t job_id, std::string payload);

  // Ends the process now; on_death comes with `reason`.
  void kill(std::string reason);

  pid_t pid() const { return child_.pid(); }
  // As its hello said; empty until that came.
  const std::string& clang_version() const { return clang_version_; }
  std::chrono::steady_clock::time_point started() const { return started_; }
  // From on_death on: whether somebody else, a person or a system short of memory, killed it.
  bool was_killed_by_others() const;
  std::size_t buffered_bytes() const;

 private:
  WorkerProcess(io::EventLoop& loop, Callbacks callbacks);
  void on_bytes(std::string_view bytes);
  void accept_hello(const Frame& frame);
  void on_channel_closed(std::string reason);
  void die(std::string reason);

  // Constant after start().
  io::EventLoop& loop_;
  Reaper* reaper_ = nullptr;
  Callbacks callbacks_;
  std::string temporary_directory_;
  std::chrono::steady_clock::time_point started_;

  proc::ChildProcess child_;
  std::unique_ptr<io::ByteStream> stream_;
  std::unique_ptr<io::ReadableWatch> death_watch_;
  std::unique_ptr<io::Timer> death_timer_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // expires with this object
  FrameDecoder decoder_;
  bool greeted_ = false;
  std::string clang_version_;
  bool dead_ = false;
  std::optional<int> own_end_;  // wait status, if it ended without us
};

}  // namespace cairn::worker
