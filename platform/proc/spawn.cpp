// Starting a child is fork, a list of small steps in the child, and execve. Between
// fork and execve only async-signal-safe calls are allowed (other threads of the
// parent may have held any lock), so everything that allocates is prepared before the
// fork. Each step that fails in the child is written, as {step, errno}, to a
// close-on-exec pipe; end of file on that pipe means that execve succeeded.
//
// fork costs the copying of page tables, about a millisecond for the server's few
// tens of megabytes. vfork would save that, but shares the parent's memory and signal
// dispositions with the child while the parent's other threads run on.

#include "platform/proc/spawn.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fmt/format.h>

namespace cairn::proc {
namespace {

using base::UniqueFd;

// What failed in the child; also the index into kStepNames.
enum class Step : int { kParentGone, kNice, kDirectory, kDescriptors, kLimits, kExec };
constexpr const char* kStepNames[] = {"parent process ended", "set the niceness", "enter the working directory",
                                      "pass descriptors",     "set limits",       "execute"};

struct Failure {
  Step step;
  int error_number;
};

struct Mapping {
  int source;  // in the parent; during the child's set-up, its copy out of the way
  int target;
};

// Everything the child needs, allocated before the fork.
struct Plan {
  const SpawnOptions* options = nullptr;
  std::vector<char*> argv;
  std::vector<std::string> environment_storage;
  std::vector<char*> environment;
  std::vector<Mapping> descriptors;
  int first_free_descriptor = 3;  // above every target
  pid_t parent = 0;
  int failure_pipe = -1;
  UniqueFd null_device;
};

bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

Result<void> check(const SpawnOptions& options) {
  const auto refuse = [](const char* what) { return unexpected(ErrorCode::kInvalidArgument, what); };
  if (options.argv.empty() || options.argv[0].empty()) return refuse("spawn: no file to execute");
  if (std::any_of(options.argv.begin(), options.argv.end(), has_nul)) return refuse("spawn: NUL in an argument");
  if (has_nul(options.working_directory)) return refuse("spawn: NUL in the working directory");
  for (const auto& [name, value] : options.set_env) {
    if (name.empty() || name.find('=') != std::string::npos || has_nul(name) || has_nul(value)) {
      return refuse("spawn: impossible environment variable");
    }
  }
  std::vector<int> targets;
  for (const auto& [source, target] : options.inherit) {
    if (source < 0 || target < 3) return refuse("spawn: impossible descriptor to inherit");
    targets.push_back(target);
  }
  std::sort(targets.begin(), targets.end());
  if (std::adjacent_find(targets.begin(), targets.end()) != targets.end()) {
    return refuse("spawn: two descriptors with one number");
  }
  return {};
}

std::vector<std::string> environment_of(const SpawnOptions& options) {
  std::vector<std::string> result;
  for (const auto& [name, value] : options.set_env) result.push_back(name + "=" + value);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::string_view name = text.substr(0, text.find('='));
    const bool replaced = std::any_of(options.set_env.begin(), options.set_env.end(),
                                      [&](const auto& variable) { return variable.first == name; });
    if (!replaced) result.emplace_back(text);
  }
  return result;
}

std::vector<char*> pointers_to(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  // execve's parameter type predates const; it does not write.
  for (const std::string& text : strings) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

Result<Plan> make_plan(const SpawnOptions& options) {
  Plan plan;
  plan.options = &options;
  plan.argv = pointers_to(options.argv);
  plan.environment_storage = environment_of(options);
  plan.environment = pointers_to(plan.environment_storage);
  plan.null_device.reset(open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!plan.null_device) return unexpected(base::errno_error("/dev/null"));
  const int null_fd = plan.null_device.get();
  // A parent started without stderr must not hand down whatever file now has number 2.
  const int parent_stderr = fcntl(STDERR_FILENO, F_GETFD) == 0 ? STDERR_FILENO : null_fd;
  plan.descriptors = {{options.stdin_fd < 0 ? null_fd : options.stdin_fd, STDIN_FILENO},
                      {options.stdout_fd < 0 ? null_fd : options.stdout_fd, STDOUT_FILENO},
                      {options.stderr_fd < 0 ? parent_stderr : options.stderr_fd, STDERR_FILENO}};
  for (const auto& [source, target] : options.inherit) {
    plan.descriptors.push_back({source, target});
    plan.first_free_descriptor = std::max(plan.first_free_descriptor, target + 1);
  }
  plan.parent = getpid();
  return plan;
}

// --- In the child: async-signal-safe calls only. ---

[[noreturn]] void fail_in_child(const Plan& plan, Step step) {
  const Failure failure{step, errno};
  // If even this write fails, the parent sees a child that ended without exec.
  if (write(plan.failure_pipe, &failure, sizeof failure) < 0) _exit(126);
  _exit(127);
}

void reset_signals() {
  for (int signal = 1; signal < NSIG; ++signal) std::signal(signal, SIG_DFL);  // KILL and STOP refuse: fine
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Sources are first copied above every target, so that no target overwrites a
// source that is still needed; the copies and all other descriptors then get
// close-on-exec, the targets lose it.
bool place_descriptors(Plan& plan) {
  plan.failure_pipe = fcntl(plan.failure_pipe, F_DUPFD_CLOEXEC, plan.first_free_descriptor);
  if (plan.failure_pipe < 0) return false;
  for (Mapping& mapping : plan.descriptors) {
    mapping.source = fcntl(mapping.source, F_DUPFD_CLOEXEC, plan.first_free_descriptor);
    if (mapping.source < 0) return false;
  }
  for (const Mapping& mapping : plan.descriptors) {
    if (dup2(mapping.source, mapping.target) < 0) return false;
  }
  if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) return false;
  for (const Mapping& mapping : plan.descriptors) {
    if (fcntl(mapping.target, F_SETFD, 0) != 0) return false;
  }
  return true;
}

bool set_limits(const SpawnOptions& options) {
  const rlimit no_core{0, 0};
  if (setrlimit(RLIMIT_CORE, &no_core) != 0) return false;
  if (!options.address_space_bytes) return true;
  const rlimit address_space{*options.address_space_bytes, *options.address_space_bytes};
  return setrlimit(RLIMIT_AS, &address_space) == 0;
}

[[noreturn]] void run_child(Plan& plan) {
  const SpawnOptions& options = *plan.options;
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A parent that died before the prctl sends no signal any more.
  if (getppid() != plan.parent) fail_in_child(plan, Step::kParentGone);
  errno = 0;
  if (options.nice != 0 && nice(options.nice) == -1 && errno != 0) fail_in_child(plan, Step::kNice);
  if (!options.working_directory.empty() && chdir(options.working_directory.c_str()) != 0) {
    fail_in_child(plan, Step::kDirectory);
  }
  const int original_pipe = plan.failure_pipe;
  if (!place_descriptors(plan)) {
    if (plan.failure_pipe < 0) plan.failure_pipe = original_pipe;
    fail_in_child(plan, Step::kDescriptors);
  }
  if (!set_limits(options)) fail_in_child(plan, Step::kLimits);
  reset_signals();
  execve(plan.argv[0], plan.argv.data(), plan.environment.data());
  fail_in_child(plan, Step::kExec);
}

// --- In the parent. ---

// The declaration in glibc 2.36 has C++ linkage by mistake and does not link.
UniqueFd pidfd_of(pid_t pid) { return UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))); }

// Forks with every signal blocked, so that no handler of the parent runs in the
// child before its dispositions are reset.
pid_t fork_child(Plan& plan) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  const pid_t pid = fork();
  if (pid == 0) run_child(plan);
  const int error_number = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error_number;
  return pid;
}

// Waits for execve or for the report of why it did not happen.
std::optional<Failure> read_failure(int fd) {
  Failure failure{};
  for (;;) {
    const ssize_t size = read(fd, &failure, sizeof failure);
    if (size == static_cast<ssize_t>(sizeof failure)) return failure;
    if (size < 0 && errno == EINTR) continue;
    return std::nullopt;
  }
}

}  // namespace

Result<ChildProcess> ChildProcess::spawn(const SpawnOptions& options) {
  if (Result<void> valid = check(options); !valid) return unexpected(valid.error());
  Result<Plan> plan = make_plan(options);
  if (!plan) return unexpected(plan.error());
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return unexpected(base::errno_error("pipe"));
  UniqueFd failure_out(ends[0]);
  UniqueFd failure_in(ends[1]);
  plan->failure_pipe = failure_in.get();

  ChildProcess child;
  child.pid_ = fork_child(*plan);
  if (child.pid_ < 0) return unexpected(base::errno_error("fork"));
  failure_in.reset();
  // The child is not reaped before this object does it, so its pid is still its own.
  child.pidfd_ = pidfd_of(child.pid_);
  if (!child.pidfd_) return unexpected(base::errno_error("pidfd_open"));
  if (const std::optional<Failure> failure = read_failure(failure_out.get())) {
    const std::string what =
        fmt::format("cannot start {}: {}", options.argv[0], kStepNames[static_cast<int>(failure->step)]);
    return unexpected(base::errno_error(what, failure->error_number));
  }
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pidfd_(std::move(other.pidfd_)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this != &other) {
    end();
    pid_ = std::exchange(other.pid_, -1);
    pidfd_ = std::move(other.pidfd_);
  }
  return *this;
}

ChildProcess::~ChildProcess() { end(); }

void ChildProcess::end() {
  if (!running()) return;
  kill(SIGKILL);
  wait();
}

void ChildProcess::kill(int signal) {
  if (running()) ::kill(pid_, signal);
}

std::optional<int> ChildProcess::try_wait() {
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) == 0) return std::nullopt;
  pid_ = -1;
  return status;
}

int ChildProcess::wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

std::string describe_wait_status(int status) {
  if (WIFEXITED(status)) return fmt::format("exit code {}", WEXITSTATUS(status));
  if (!WIFSIGNALED(status)) return fmt::format("wait status {}", status);
  const char* name = sigdescr_np(WTERMSIG(status));
  return fmt::format("signal {} ({})", WTERMSIG(status), name != nullptr ? name : "unknown");
}

Result<UniqueFd> open_pidfd(pid_t pid) {
  if (pid <= 0) return unexpected(ErrorCode::kInvalidArgument, fmt::format("{} is not a process id", pid));
  UniqueFd fd = pidfd_of(pid);
  if (fd) return fd;
  if (errno == ESRCH) return unexpected(ErrorCode::kNotFound, fmt::format("no process {}", pid));
  return unexpected(base::errno_error(fmt::format("pidfd of process {}", pid)));
}

Result<std::pair<UniqueFd, UniqueFd>> stream_socketpair() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return unexpected(base::errno_error("socketpair"));
  return std::pair<UniqueFd, UniqueFd>(UniqueFd(ends[0]), UniqueFd(ends[1]));
}

}  // namespace cairn::proc
