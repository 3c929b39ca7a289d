#include "platform/base/log.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "platform/base/unique_fd.h"
#include "platform/base/utf.h"
#include "platform/fs/file.h"
#include "tests/support/temp_dir.h"

using namespace cairn;
using base::LogLevel;
using base::UniqueFd;

namespace {

// Puts the log back to its start, whatever a test did to it.
struct DefaultLog {
  DefaultLog() { ::signal(SIGPIPE, SIG_IGN); }
  ~DefaultLog() { static_cast<void>(base::configure_log(LogLevel::kInfo, "")); }
};

// Makes `fd` this process's stderr for a scope.
class StderrRedirected {
 public:
  explicit StderrRedirected(int fd) : saved_(::dup(STDERR_FILENO)) { ::dup2(fd, STDERR_FILENO); }
  ~StderrRedirected() { ::dup2(saved_.get(), STDERR_FILENO); }

 private:
  UniqueFd saved_;
};

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    read_end.reset(ends[0]);
    write_end.reset(ends[1]);
  }
  UniqueFd read_end;
  UniqueFd write_end;
};

std::string read_available(int fd) {
  std::string text(1 << 16, '\0');
  const ssize_t got = ::read(fd, text.data(), text.size());
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text;
}

// What a log file holds after `write` logged to it at `level`.
template <typename Write>
std::string logged(LogLevel level, Write write) {
  const DefaultLog restored;
  const test::TempDir directory;
  REQUIRE(base::configure_log(level, directory.file("log")));
  write();
  return fs::read_file(directory.file("log"), 1 << 24).value_or("unreadable");
}

}  // namespace

TEST_CASE("a log line has its level, the time and the text", "[log]") {
  const std::string text = logged(LogLevel::kVerbose, [] {
    base::log_error("broken {}", 1);
    base::log_info("seen");
    base::log_verbose("detail");
  });
  const std::string time = R"(\[\d\d:\d\d:\d\d\.\d\d\d\] )";
  CHECK(std::regex_match(text, std::regex("E" + time + "broken 1\nI" + time + "seen\nV" + time + "detail\n")));
}

TEST_CASE("a line above the configured level is not written", "[log]") {
  const auto write = [] {
    base::log_info("seen");
    base::log_line(LogLevel::kVerbose, "detail");
  };
  const std::string text = logged(LogLevel::kInfo, write);
  CHECK(text.find("seen") != std::string::npos);
  CHECK(text.find("detail") == std::string::npos);
}

TEST_CASE("line ends inside a text are escaped, so that one event is one line", "[log]") {
  const std::string text = logged(LogLevel::kInfo, [] { base::log_info("a\nb\r\nc"); });
  CHECK(text.find("a\\nb\\r\\nc\n") != std::string::npos);
}

TEST_CASE("invalid UTF-8 is logged as it is", "[log]") {
  const std::string text = logged(LogLevel::kInfo, [] { base::log_info("a\xFF!"); });
  CHECK(text.find("a\xFF!\n") != std::string::npos);
}

TEST_CASE("a long line is cut at 4000 bytes, between code points, and says so", "[log]") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "\xC3\xA9";
  const std::size_t shift = GENERATE(0U, 1U);  // one of the two puts the cut inside a code point
  const std::string line = logged(LogLevel::kInfo, [&] { base::log_info("{}{}", std::string(shift, 'x'), text); });
  CHECK(line.size() <= 4000);
  CHECK(line.size() >= 3990);
  CHECK(line.ends_with(" [cut]\n"));
  CHECK(base::is_valid_utf8(line));
}

TEST_CASE("a text that grows past the limit by escaping is cut too", "[log]") {
  const std::string line = logged(LogLevel::kInfo, [] { base::log_info("{}", std::string(3000, '\n')); });
  CHECK(line.size() <= 4000);
  CHECK(line.ends_with(" [cut]\n"));
}

TEST_CASE("a log file is private and appended to", "[log]") {
  const DefaultLog restored;
  const test::TempDir directory;
  const std::string path = directory.file("log");
  REQUIRE(base::configure_log(LogLevel::kInfo, path));
  base::log_info("first");
  REQUIRE(base::configure_log(LogLevel::kInfo, path));
  base::log_info("second");
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  const std::string text = fs::read_file(path, 1 << 20).value_or("");
  CHECK(text.find("first") < text.find("second"));
  CHECK(text.find("second") != std::string::npos);
}

TEST_CASE("a log file that cannot be opened is an error and the log stays as it was", "[log]") {
  const DefaultLog restored;
  const test::TempDir directory;
  REQUIRE(base::configure_log(LogLevel::kInfo, directory.file("log")));
  const auto failed = base::configure_log(LogLevel::kVerbose, directory.file("missing/log"));
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::kNotFound);
  CHECK_FALSE(base::log_enabled(LogLevel::kVerbose));
  base::log_info("still here");
  CHECK(fs::read_file(directory.file("log"), 1 << 20).value_or("").find("still here") != std::string::npos);
}

TEST_CASE("a FIFO without a reader is refused as log file instead of waited for", "[log]") {
  const DefaultLog restored;
  const test::TempDir directory;
  REQUIRE(::mkfifo(directory.file("fifo").c_str(), 0600) == 0);
  CHECK_FALSE(base::configure_log(LogLevel::kInfo, directory.file("fifo")));
}

TEST_CASE("without a file the log goes to stderr", "[log]") {
  const DefaultLog restored;
  const Pipe pipe;
  {
    const StderrRedirected redirected(pipe.write_end.get());
    base::log_info("to the editor");
  }
  CHECK(read_available(pipe.read_end.get()).ends_with("] to the editor\n"));
}

TEST_CASE("a full pipe or socket on stderr costs lines, which are counted, and never blocks", "[log]") {
  const DefaultLog restored;
  UniqueFd reader;
  UniqueFd writer;
  const bool use_socket = GENERATE(false, true);
  CAPTURE(use_socket);
  std::array<int, 2> ends{};
  REQUIRE((use_socket ? ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data())
                      : ::pipe2(ends.data(), O_CLOEXEC)) == 0);
  reader.reset(ends[0]);
  writer.reset(ends[1]);
  const std::uint64_t dropped_before = base::log_lines_dropped();
  const std::string text(3000, 'x');
  {
    const StderrRedirected redirected(writer.get());
    for (int i = 0; i < 1000; ++i) base::log_info("{}", text);
  }
  CHECK(base::log_lines_dropped() > dropped_before + 100);
  CHECK(base::log_lines_dropped() < dropped_before + 1000);
}

TEST_CASE("the log goes on once a full pipe was drained", "[log]") {
  const DefaultLog restored;
  const Pipe pipe;
  const StderrRedirected redirected(pipe.write_end.get());
  const std::string text(3000, 'x');
  for (int i = 0; i < 100; ++i) base::log_info("{}", text);
  REQUIRE(::fcntl(pipe.read_end.get(), F_SETFL, O_NONBLOCK) == 0);
  while (!read_available(pipe.read_end.get()).empty()) {
  }
  base::log_info("again");
  CHECK(read_available(pipe.read_end.get()).ends_with("again\n"));
}

TEST_CASE("a stderr whose reader is gone costs the line only", "[log]") {
  const DefaultLog restored;
  Pipe pipe;
  pipe.read_end.reset();
  const std::uint64_t dropped_before = base::log_lines_dropped();
  {
    const StderrRedirected redirected(pipe.write_end.get());
    base::log_error("nobody reads this");
  }
  CHECK(base::log_lines_dropped() == dropped_before + 1);
}

TEST_CASE("lines of several threads do not mix", "[log]") {
  const std::string text = logged(LogLevel::kInfo, [] {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([i] {
        const std::string run(500, static_cast<char>('a' + i));
        for (int n = 0; n < 50; ++n) base::log_info("{}", run);
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  std::size_t lines = 0;
  for (std::size_t start = 0; start < text.size(); ++lines) {
    const std::size_t end = text.find('\n', start);
    CHECK(end - start == 500 + std::string("I[00:00:00.000] ").size());
    CHECK(text.find_first_not_of(text[end - 1], start + 16) == end);
    start = end + 1;
  }
  CHECK(lines == 200);
}

TEST_CASE("log levels are parsed by name and nothing else", "[log]") {
  CHECK(base::parse_log_level("error").value_or(LogLevel::kInfo) == LogLevel::kError);
  CHECK(base::parse_log_level("info").value_or(LogLevel::kError) == LogLevel::kInfo);
  CHECK(base::parse_log_level("verbose").value_or(LogLevel::kError) == LogLevel::kVerbose);
  CHECK_FALSE(base::parse_log_level("Info"));
  CHECK_FALSE(base::parse_log_level(""));
}
