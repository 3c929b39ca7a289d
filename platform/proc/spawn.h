// Starting child processes that die with their parent.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"

namespace cairn::proc {

// How to start one child. The child gets its own process group (so that the
// terminal's Ctrl-C goes to the server only), PR_SET_PDEATHSIG = SIGKILL,
// default signal dispositions, an empty signal mask, no core dumps (a core of a
// worker is as large as its AST) and no inherited descriptor besides 0, 1, 2 and
// `inherit`.
struct SpawnOptions {
  std::vector<std::string> argv;                             // argv[0] is the file to execute, no PATH search
  std::vector<std::pair<std::string, std::string>> set_env;  // added to or replacing the parent's environment
  std::vector<std::pair<int, int>> inherit;                  // {parent's fd, number in the child (3 or more)}
  int stdin_fd = -1;                                         // -1: /dev/null
  int stdout_fd = -1;                                        // -1: /dev/null
  int stderr_fd = -1;                                        // -1: the parent's
  std::string working_directory;                             // empty: the parent's
  int nice = 0;                                              // added to the parent's niceness
  std::optional<std::uint64_t> address_space_bytes;          // RLIMIT_AS; empty: the parent's
};

// One child process. Destroying it kills (SIGKILL) and reaps the child, so that
// no process outlives its owner and no zombie remains. Confined to one thread.
class ChildProcess {
 public:
  ChildProcess() = default;
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  // Starts the child and waits for its exec (milliseconds). Reports a failed exec
  // (missing file, not executable) as an error here, not as an exit status later;
  // kInvalidArgument for options that cannot be carried out.
  //
  // The kernel sends the death signal when the *thread* that called spawn() ends,
  // not the process: call it on a thread that lives as long as the child should,
  // in the server the loop thread.
  static Result<ChildProcess> spawn(const SpawnOptions& options);

  pid_t pid() const { return pid_; }
  bool running() const { return pid_ > 0; }

  // Readable when the child has ended. Owned by this object.
  int pidfd() const { return pidfd_.get(); }

  // Nothing happens if the child is not running.
  void kill(int signal);

  // Reaps without blocking: the wait status if the child has ended (then
  // running() is false), nothing while it runs. REQUIRES: running().
  std::optional<int> try_wait();

  // Blocks until the child ends. For tests and the command line only.
  // REQUIRES: running().
  int wait();

 private:
  // Kills and reaps the child, if there is one.
  void end();

  pid_t pid_ = -1;
  base::UniqueFd pidfd_;
};

// "exit code 3", "signal 11 (Segmentation fault)": a wait status for people.
std::string describe_wait_status(int status);

// pidfd of any process that we may observe, such as the editor; kNotFound if it
// is gone already, kInvalidArgument if `pid` cannot be a process id.
Result<base::UniqueFd> open_pidfd(pid_t pid);

// Two connected, close-on-exec stream sockets.
Result<std::pair<base::UniqueFd, base::UniqueFd>> stream_socketpair();

}  // namespace cairn::proc
