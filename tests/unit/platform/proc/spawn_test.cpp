#include "platform/proc/spawn.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace cairn::proc {

using base::UniqueFd;

namespace {

constexpr int kDeadlineMs = 20'000;

struct Pipe {
  UniqueFd out;
  UniqueFd in;
};

Pipe make_pipe() {
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

bool becomes_readable(int fd, int timeout_ms) {
  pollfd entry{fd, POLLIN, 0};
  return poll(&entry, 1, timeout_ms) == 1;
}

std::string read_all(int fd) {
  std::string text;
  char buffer[4096];
  for (ssize_t size = 0; (size = read(fd, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(size));
  return text;
}

// What a child with these options writes to its standard output.
std::string output_of(SpawnOptions options) {
  Pipe output = make_pipe();
  options.stdout_fd = output.in.get();
  Result<ChildProcess> child = ChildProcess::spawn(options);
  if (!child) return child.error().message;
  output.in.reset();
  std::string text = read_all(output.out.get());
  CHECK(child->wait() == 0);
  return text;
}

SpawnOptions shell(const std::string& script) {
  SpawnOptions options;
  options.argv = {"/bin/sh", "-c", script};
  return options;
}

// A child that lives until it is killed: cat, waiting for `input` to end, and it never does.
ChildProcess immortal_child(const Pipe& input) {
  SpawnOptions options;
  options.argv = {"/bin/cat"};
  options.stdin_fd = input.out.get();
  Result<ChildProcess> child = ChildProcess::spawn(options);
  REQUIRE(child);
  return *std::move(child);
}

std::string status_field(const std::string& status, const std::string& name) {
  const std::size_t start = status.find(name + ":\t");
  if (start == std::string::npos) return "absent";
  const std::size_t value = start + name.size() + 2;
  return status.substr(value, status.find('\n', value) - value);
}

ErrorCode spawn_error(const SpawnOptions& options) {
  const Result<ChildProcess> child = ChildProcess::spawn(options);
  REQUIRE_FALSE(child);
  return child.error().code;
}

}  // namespace

TEST_CASE("spawn names a file that does not exist", "[proc]") {
  SpawnOptions options;
  options.argv = {"/nonexistent/cairn-worker"};
  const Result<ChildProcess> child = ChildProcess::spawn(options);
  REQUIRE_FALSE(child);
  CHECK(child.error().code == ErrorCode::kNotFound);
  CHECK_THAT(child.error().message, Catch::Contains("/nonexistent/cairn-worker"));
}

TEST_CASE("spawn refuses a file that is not executable", "[proc]") {
  SpawnOptions options;
  options.argv = {"/proc/version"};
  CHECK(spawn_error(options) == ErrorCode::kPermission);
}

TEST_CASE("spawn refuses a directory", "[proc]") {
  SpawnOptions options;
  options.argv = {"/"};
  CHECK(spawn_error(options) == ErrorCode::kPermission);
}

TEST_CASE("spawn refuses a working directory that does not exist", "[proc]") {
  SpawnOptions options = shell("exit 0");
  options.working_directory = "/nonexistent";
  CHECK(spawn_error(options) == ErrorCode::kNotFound);
}

TEST_CASE("spawn refuses options that cannot be carried out", "[proc]") {
  SpawnOptions options = shell("exit 0");
  SECTION("no file") { options.argv.clear(); }
  SECTION("NUL in an argument") { options.argv.push_back(std::string("a\0b", 3)); }
  SECTION("environment variable with an equals sign in its name") { options.set_env = {{"A=B", "c"}}; }
  SECTION("standard descriptor to inherit") { options.inherit = {{0, 2}}; }
  SECTION("one number for two descriptors") { options.inherit = {{0, 5}, {1, 5}}; }
  CHECK(spawn_error(options) == ErrorCode::kInvalidArgument);
}

TEST_CASE("spawn reports a descriptor that is not open", "[proc]") {
  SpawnOptions options = shell("exit 0");
  options.inherit = {{100'000, 3}};
  CHECK(spawn_error(options) == ErrorCode::kIo);
}

TEST_CASE("a failed spawn leaves no zombie", "[proc]") {
  SpawnOptions options;
  options.argv = {"/nonexistent"};
  REQUIRE_FALSE(ChildProcess::spawn(options));
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
}

TEST_CASE("a child gets its arguments as they are", "[proc]") {
  SpawnOptions options;
  options.argv = {"/bin/echo", "a b", "*", ""};
  CHECK(output_of(options) == "a b * \n");
}

TEST_CASE("a child's environment is the parent's with the given changes", "[proc]") {
  setenv("CAIRN_TEST_KEPT", "kept", 1);
  setenv("CAIRN_TEST_REPLACED", "old", 1);
  SpawnOptions options = shell("echo $CAIRN_TEST_KEPT $CAIRN_TEST_REPLACED $CAIRN_TEST_ADDED; env | grep -c REPLACED=");
  options.set_env = {{"CAIRN_TEST_REPLACED", "new"}, {"CAIRN_TEST_ADDED", "added"}};
  CHECK(output_of(options) == "kept new added\n1\n");
}

TEST_CASE("a child starts in its working directory", "[proc]") {
  SpawnOptions options = shell("pwd");
  options.working_directory = "/usr";
  CHECK(output_of(options) == "/usr\n");
}

TEST_CASE("a child reads the given input", "[proc]") {
  Pipe input = make_pipe();
  REQUIRE(write(input.in.get(), "hello", 5) == 5);
  input.in.reset();
  SpawnOptions options;
  options.argv = {"/bin/cat"};
  options.stdin_fd = input.out.get();
  CHECK(output_of(options) == "hello");
}

TEST_CASE("a child without input reads the end of /dev/null", "[proc]") {
  SpawnOptions options;
  options.argv = {"/bin/cat"};
  CHECK(output_of(options).empty());
}

TEST_CASE("a child's niceness is the parent's plus the given one", "[proc]") {
  SpawnOptions options = shell("nice");
  options.nice = 3;
  CHECK(output_of(options) == std::to_string(std::min(19, getpriority(PRIO_PROCESS, 0) + 3)) + "\n");
}

TEST_CASE("a child has the given address space limit and dumps no core", "[proc]") {
  SpawnOptions options = shell("ulimit -v; ulimit -c");
  options.address_space_bytes = std::uint64_t{512} << 20;
  CHECK(output_of(options) == "524288\n0\n");
}

TEST_CASE("a child starts with no signal blocked or ignored, whatever the parent does", "[proc]") {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto pipe_before = std::signal(SIGPIPE, SIG_IGN);
  SpawnOptions options;
  options.argv = {"/bin/cat", "/proc/self/status"};
  const std::string status = output_of(options);
  std::signal(SIGPIPE, pipe_before);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  CHECK(status_field(status, "SigBlk") == "0000000000000000");
  CHECK(status_field(status, "SigIgn") == "0000000000000000");
}

TEST_CASE("a child has its own process group", "[proc]") {
  const Pipe input = make_pipe();
  const ChildProcess child = immortal_child(input);
  CHECK(getpgid(child.pid()) == child.pid());
}

TEST_CASE("a child inherits no descriptor that was not given", "[proc]") {
  // Without close-on-exec, as libraries open them.
  const UniqueFd stray(open("/dev/null", O_RDONLY));
  const UniqueFd high_stray(fcntl(stray.get(), F_DUPFD, 200));
  SpawnOptions options;
  options.argv = {"/bin/ls", "/proc/self/fd"};
  // 3 is the folder that ls reads.
  CHECK(output_of(options) == "0\n1\n2\n3\n");
}

TEST_CASE("a child inherits the given descriptors under the given numbers", "[proc]") {
  const UniqueFd given(open("/dev/null", O_RDONLY | O_CLOEXEC));
  SpawnOptions options;
  options.argv = {"/bin/ls", "/proc/self/fd"};
  options.inherit = {{given.get(), 7}};
  CHECK(output_of(options) == "0\n1\n2\n3\n7\n");
}

TEST_CASE("descriptors that exchange their numbers arrive exchanged", "[proc]") {
  Pipe first = make_pipe();
  Pipe second = make_pipe();
  REQUIRE(write(first.in.get(), "first", 5) == 5);
  REQUIRE(write(second.in.get(), "second", 6) == 6);
  first.in.reset();
  second.in.reset();
  const int a = first.out.get();
  const int b = second.out.get();
  SpawnOptions options = shell(fmt::format("cat /dev/fd/{}; echo; cat /dev/fd/{}", a, b));
  options.inherit = {{a, b}, {b, a}};
  CHECK(output_of(options) == "second\nfirst");
}

TEST_CASE("the pidfd becomes readable when the child ends, and not before", "[proc]") {
  const Pipe input = make_pipe();
  ChildProcess child = immortal_child(input);
  CHECK_FALSE(becomes_readable(child.pidfd(), 0));
  CHECK_FALSE(child.try_wait());
  CHECK(child.running());
  child.kill(SIGKILL);
  REQUIRE(becomes_readable(child.pidfd(), kDeadlineMs));
  const std::optional<int> status = child.try_wait();
  REQUIRE(status);
  CHECK(describe_wait_status(*status) == "signal 9 (Killed)");
  CHECK_FALSE(child.running());
}

TEST_CASE("destroying a child kills and reaps it", "[proc]") {
  const Pipe input = make_pipe();
  pid_t pid = -1;
  {
    const ChildProcess child = immortal_child(input);
    pid = child.pid();
  }
  CHECK(waitpid(pid, nullptr, WNOHANG) == -1);
  CHECK(open_pidfd(pid).error().code == ErrorCode::kNotFound);
}

TEST_CASE("assigning over a child ends it and takes the other", "[proc]") {
  const Pipe input = make_pipe();
  ChildProcess child = immortal_child(input);
  const pid_t first = child.pid();
  ChildProcess other = immortal_child(input);
  const pid_t second = other.pid();
  child = std::move(other);
  CHECK(child.pid() == second);
  CHECK_FALSE(other.running());
  CHECK(waitpid(first, nullptr, WNOHANG) == -1);
}

TEST_CASE("a child dies when its parent is killed", "[proc]") {
  const Pipe input = make_pipe();  // its writing end stays open here: only the death signal can end the child
  Pipe report = make_pipe();
  const pid_t middle = fork();
  REQUIRE(middle >= 0);
  if (middle == 0) {
    SpawnOptions options;
    options.argv = {"/bin/cat"};
    options.stdin_fd = input.out.get();
    const Result<ChildProcess> child = ChildProcess::spawn(options);
    const pid_t pid = child ? child->pid() : -1;
    if (write(report.in.get(), &pid, sizeof pid) != static_cast<ssize_t>(sizeof pid)) _exit(1);
    for (;;) pause();
  }
  pid_t grandchild = -1;
  REQUIRE(read(report.out.get(), &grandchild, sizeof grandchild) == static_cast<ssize_t>(sizeof grandchild));
  REQUIRE(grandchild > 0);
  const Result<UniqueFd> grandchild_fd = open_pidfd(grandchild);
  REQUIRE(grandchild_fd);
  CHECK_FALSE(becomes_readable(grandchild_fd->get(), 0));
  kill(middle, SIGKILL);
  CHECK(waitpid(middle, nullptr, 0) == middle);
  CHECK(becomes_readable(grandchild_fd->get(), kDeadlineMs));
}

TEST_CASE("wait statuses are described for people", "[proc]") {
  CHECK(describe_wait_status(W_EXITCODE(0, 0)) == "exit code 0");
  CHECK(describe_wait_status(W_EXITCODE(3, 0)) == "exit code 3");
  CHECK(describe_wait_status(W_EXITCODE(0, SIGSEGV)) == "signal 11 (Segmentation fault)");
  CHECK(describe_wait_status(W_EXITCODE(0, SIGKILL)) == "signal 9 (Killed)");
  CHECK(describe_wait_status(W_EXITCODE(0, SIGABRT) | WCOREFLAG) == "signal 6 (Aborted)");
}

TEST_CASE("a pidfd of a living process is not readable", "[proc]") {
  const Result<UniqueFd> fd = open_pidfd(getpid());
  REQUIRE(fd);
  CHECK_FALSE(becomes_readable(fd->get(), 0));
}

TEST_CASE("a number that is no process id has no pidfd", "[proc]") {
  CHECK(open_pidfd(0).error().code == ErrorCode::kInvalidArgument);
  CHECK(open_pidfd(-1).error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("a socket pair is connected and close-on-exec", "[proc]") {
  const auto ends = stream_socketpair();
  REQUIRE(ends);
  REQUIRE(write(ends->first.get(), "x", 1) == 1);
  char byte = 0;
  REQUIRE(read(ends->second.get(), &byte, 1) == 1);
  CHECK(byte == 'x');
  CHECK((fcntl(ends->first.get(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK((fcntl(ends->second.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

}  // namespace cairn::proc
