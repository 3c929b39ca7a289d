#include "platform/base/log.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

#include "platform/base/unique_fd.h"
#include "platform/base/utf.h"

namespace cairn::base {

namespace {

// Below PIPE_BUF (4096): a pipe that polls as writable takes such a line whole.
constexpr std::size_t kMaxLineBytes = 4000;
constexpr std::string_view kCutMark = " [cut]";

// The one process-wide state that Cairn allows itself. level and fd are constant after
// configure_log(); atomic, so that a test may configure again.
struct LogState {
  std::atomic<LogLevel> level{LogLevel::kInfo};
  std::atomic<int> fd{STDERR_FILENO};
  std::atomic<std::uint64_t> dropped{0};
};
LogState& log_state() {
  static LogState state;
  return state;
}

char level_letter(LogLevel level) {
  switch (level) {
    case LogLevel::kError:
      return 'E';
    case LogLevel::kInfo:
      return 'I';
    case LogLevel::kVerbose:
      return 'V';
  }
  return 'E';
}

std::string format_line(LogLevel level, std::string_view text) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  tm local{};
  ::localtime_r(&now.tv_sec, &local);
  std::string line = fmt::format("{}[{:02}:{:02}:{:02}.{:03}] ", level_letter(level), local.tm_hour, local.tm_min,
                                 local.tm_sec, now.tv_nsec / 1'000'000);
  for (const char c : text.substr(0, kMaxLineBytes)) {
    if (c == '\n') {
      line += "\\n";
    } else if (c == '\r') {
      line += "\\r";
    } else {
      line += c;
    }
  }
  if (line.size() + 1 > kMaxLineBytes || text.size() > kMaxLineBytes) {
    const std::size_t room = kMaxLineBytes - kCutMark.size() - 1;
    line.resize(byte_offset(line, room, TextEncoding::kUtf8));
    line += kCutMark;
  }
  line += '\n';
  return line;
}

// True if the line is out. Looks before it writes, because stderr is often shared with other
// processes and must not be switched to O_NONBLOCK; RWF_NOWAIT closes the gap between look and
// write where the kernel knows it for this kind of file (pipes: since Linux 6.4).
bool write_without_blocking(int fd, std::string_view line) {
  pollfd ready{fd, POLLOUT, 0};
  if (::poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0) return false;
  const iovec bytes{const_cast<char*>(line.data()), line.size()};
  if (::pwritev2(fd, &bytes, 1, -1, RWF_NOWAIT) >= 0) return true;
  if (errno != EOPNOTSUPP && errno != ENOSYS && errno != EINVAL) return false;
  return ::write(fd, line.data(), line.size()) >= 0;
}

}  // namespace

Result<LogLevel> parse_log_level(std::string_view text) {
  if (text == "error") return LogLevel::kError;
  if (text == "info") return LogLevel::kInfo;
  if (text == "verbose") return LogLevel::kVerbose;
  return unexpected(ErrorCode::kInvalidArgument,
                    fmt::format("unknown log level '{}': use error, info or verbose", text));
}

Result<void> configure_log(LogLevel level, const std::string& file) {
  int new_fd = STDERR_FILENO;
  if (!file.empty()) {
    // O_NONBLOCK: a FIFO without a reader is an error here instead of a hang.
    new_fd = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    if (new_fd < 0) return unexpected(errno_error(fmt::format("cannot open the log file {}", file)));
  }
  log_state().level = level;
  const int old_fd = log_state().fd.exchange(new_fd);
  if (old_fd != STDERR_FILENO) UniqueFd{old_fd}.reset();
  return {};
}

bool log_enabled(LogLevel level) { return level <= log_state().level.load(std::memory_order_relaxed); }

void log_line(LogLevel level, std::string_view text) {
  if (!log_enabled(level)) return;
  if (!write_without_blocking(log_state().fd, format_line(level, text))) ++log_state().dropped;
}

std::uint64_t log_lines_dropped() { return log_state().dropped; }

}  // namespace cairn::base
