#include "platform/proc/capture.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include <fmt/format.h>

#include "platform/base/unique_fd.h"
#include "platform/proc/spawn.h"

namespace cairn::proc {
namespace {

using base::UniqueFd;
using Clock = std::chrono::steady_clock;

// How soon a stop is noticed.
constexpr std::chrono::milliseconds kStep{50};

Result<void> wait_readable(int fd, Clock::time_point deadline, const std::stop_token& stop) {
  while (true) {
    if (stop.stop_requested()) return unexpected(ErrorCode::kCancelled, "stopped");
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return unexpected(ErrorCode::kTimeout, "takes too long");
    pollfd watched{fd, POLLIN, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(std::min(left, kStep).count()));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return unexpected(base::errno_error("poll"));
  }
}

Result<std::string> read_to_end(int fd, std::size_t max_bytes, Clock::time_point deadline,
                                const std::stop_token& stop) {
  std::string output;
  std::array<char, 4096> buffer{};
  while (true) {
    if (auto ready = wait_readable(fd, deadline, stop); !ready) return unexpected(std::move(ready).error());
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unexpected(base::errno_error("read"));
    if (got == 0) return output;
    output.append(buffer.data(), static_cast<std::size_t>(got));
    if (output.size() > max_bytes)
      return unexpected(ErrorCode::kTooLarge, fmt::format("writes over {} bytes", max_bytes));
  }
}

}  // namespace

Result<std::string> capture_output(const CaptureOptions& options, const std::stop_token& stop) {
  const Clock::time_point deadline = Clock::now() + options.limit;
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return unexpected(base::errno_error("pipe"));
  const UniqueFd output_end(ends[0]);
  UniqueFd input_end(ends[1]);
  const UniqueFd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const bool of_stderr = options.stream == OutputStream::kStderr;

  SpawnOptions spawn;
  spawn.argv = options.argv;
  spawn.set_env = options.set_env;
  spawn.working_directory = options.working_directory;
  spawn.stdout_fd = of_stderr ? null.get() : input_end.get();
  spawn.stderr_fd = of_stderr ? input_end.get() : null.get();
  auto child = ChildProcess::spawn(spawn);
  if (!child) return unexpected(std::move(child).error());
  input_end.reset();

  auto output = read_to_end(output_end.get(), options.max_bytes, deadline, stop);
  const Result<void> ended =
      output ? wait_readable(child->pidfd(), deadline, stop) : Result<void>(unexpected(output.error()));
  // Not reaped yet, so the number is still its own. What it started in the background dies too.
  ::kill(-child->pid(), SIGKILL);
  const int status = child->wait();
  if (!ended) return unexpected(Error(ended.error()).within(options.argv[0]));
  if (status != 0) {
    return unexpected(ErrorCode::kUnavailable, fmt::format("{}: {}", options.argv[0], describe_wait_status(status)));
  }
  return output;
}

}  // namespace cairn::proc
