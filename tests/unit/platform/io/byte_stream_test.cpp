#include "platform/io/byte_stream.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "platform/proc/spawn.h"
#include "tests/unit/platform/io/loop_driver.h"

namespace cairn::io {

using base::UniqueFd;

namespace {

constexpr std::size_t kNoBound = std::size_t{1} << 40;

struct Ends {
  UniqueFd ours;    // of a pipe: the reading end
  UniqueFd theirs;  // of a pipe: the writing end
};

Ends make_pipe() {
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

Ends make_sockets() {
  auto ends = proc::stream_socketpair();
  REQUIRE(ends);
  return {std::move(ends->first), std::move(ends->second)};
}

UniqueFd make_file(const std::string& contents) {
  UniqueFd file(memfd_create("stream", MFD_CLOEXEC));
  REQUIRE(pwrite(file.get(), contents.data(), contents.size(), 0) == static_cast<ssize_t>(contents.size()));
  return file;
}

std::string contents_of(int file) {
  std::string text(static_cast<std::size_t>(lseek(file, 0, SEEK_END)), '\0');
  REQUIRE(pread(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
  return text;
}

void put(const UniqueFd& fd, const std::string& text) {
  REQUIRE(write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

// Bytes that differ from place to place, so that lost, doubled and swapped pieces show.
std::string pattern(std::size_t size_bytes, std::uint32_t seed) {
  std::string text(size_bytes, '\0');
  for (char& byte : text) {
    seed = seed * 1664525U + 1013904223U;
    byte = static_cast<char>(seed >> 24);
  }
  return text;
}

// What a stream told its user. Must outlive the stream.
struct Record {
  std::string data;
  std::size_t largest_piece_bytes = 0;
  int closed_count = 0;
  std::optional<Error> error;

  ByteStream::Callbacks callbacks() {
    return {[this](std::string_view bytes) {
              data += bytes;
              largest_piece_bytes = std::max(largest_piece_bytes, bytes.size());
            },
            [this](Result<void> outcome) {
              ++closed_count;
              if (!outcome) error = outcome.error();
            }};
  }
};

struct IgnoreSigpipe {
  IgnoreSigpipe() { std::signal(SIGPIPE, SIG_IGN); }
};
const IgnoreSigpipe kIgnoreSigpipe;

}  // namespace

TEST_CASE("a stream reads a pipe to its end", "[io]") {
  EventLoop loop;
  Ends pipe = make_pipe();
  Record record;
  ByteStream stream(loop, std::move(pipe.ours), UniqueFd(), kNoBound, record.callbacks());
  stream.start();
  put(pipe.theirs, "first ");
  run_until(loop, [&] { return record.data == "first "; });
  CHECK(record.closed_count == 0);
  put(pipe.theirs, "second");
  pipe.theirs.reset();
  run_until(loop, [&] { return record.closed_count > 0; });
  loop.poll();
  CHECK(record.data == "first second");
  CHECK(record.closed_count == 1);
  CHECK_FALSE(record.error);
}

TEST_CASE("a stream reads nothing before it is started", "[io]") {
  EventLoop loop;
  Ends pipe = make_pipe();
  put(pipe.theirs, "early");
  Record record;
  ByteStream stream(loop, std::move(pipe.ours), UniqueFd(), kNoBound, record.callbacks());
  loop.poll();
  CHECK(record.data.empty());
  stream.start();
  run_until(loop, [&] { return record.data == "early"; });
}

TEST_CASE("big data crosses a socket in both directions at once", "[io]") {
  EventLoop loop;
  Ends sockets = make_sockets();
  const std::string there = pattern(std::size_t{5} << 20, 1);
  const std::string back = pattern((std::size_t{5} << 20) + 17, 2);
  Record left_record;
  Record right_record;
  ByteStream left(loop, std::move(sockets.ours), UniqueFd(), kNoBound, left_record.callbacks());
  ByteStream right(loop, std::move(sockets.theirs), UniqueFd(), kNoBound, right_record.callbacks());
  left.start();
  right.start();
  REQUIRE(left.write(there));
  REQUIRE(right.write(back));
  run_until(loop, [&] { return left_record.data.size() >= back.size() && right_record.data.size() >= there.size(); });
  CHECK(left_record.data == back);
  CHECK(right_record.data == there);
  CHECK(left_record.largest_piece_bytes <= std::size_t{64} << 10);
  CHECK(left.queued_bytes() == 0);
}

TEST_CASE("many small writes arrive in order", "[io]") {
  EventLoop loop;
  Ends sockets = make_sockets();
  Record left_record;
  Record right_record;
  ByteStream left(loop, std::move(sockets.ours), UniqueFd(), kNoBound, left_record.callbacks());
  ByteStream right(loop, std::move(sockets.theirs), UniqueFd(), kNoBound, right_record.callbacks());
  right.start();
  std::string expected;
  for (int i = 0; i < 2000; ++i) {
    const std::string text = std::to_string(i) + ",";
    expected += text;
    REQUIRE(left.write(text));
    REQUIRE(left.write(""));
  }
  run_until(loop, [&] { return right_record.data.size() >= expected.size(); });
  CHECK(right_record.data == expected);
}

TEST_CASE("a stream copies a regular file to a regular file", "[io]") {
  EventLoop loop;
  const std::string contents = pattern((std::size_t{1} << 20) + 5, 3);
  UniqueFd output = make_file("");
  const UniqueFd output_view(dup(output.get()));
  std::unique_ptr<ByteStream> stream;
  bool ended = false;
  stream = std::make_unique<ByteStream>(
      loop, make_file(contents), std::move(output), kNoBound,
      ByteStream::Callbacks{[&](std::string_view bytes) { REQUIRE(stream->write(std::string(bytes))); },
                            [&](Result<void> outcome) { ended = outcome.has_value(); }});
  stream->start();
  bool drained = false;
  run_until(loop, [&] { return ended; });
  stream->when_drained([&] { drained = true; });
  run_until(loop, [&] { return drained; });
  CHECK(contents_of(output_view.get()) == contents);
}

TEST_CASE("a stream on /dev/null is at its end", "[io]") {
  EventLoop loop;
  Record record;
  ByteStream stream(loop, UniqueFd(open("/dev/null", O_RDONLY | O_CLOEXEC)), UniqueFd(), kNoBound, record.callbacks());
  stream.start();
  run_until(loop, [&] { return record.closed_count > 0; });
  CHECK_FALSE(record.error);
}

TEST_CASE("other handlers run between the slices of a regular file", "[io]") {
  EventLoop loop;
  const std::size_t file_bytes = std::size_t{4} << 20;
  Record record;
  ByteStream stream(loop, make_file(pattern(file_bytes, 4)), UniqueFd(), kNoBound, record.callbacks());
  stream.start();
  std::size_t seen_bytes = 0;
  std::function<void()> look = [&] {
    seen_bytes = record.data.size();
    if (seen_bytes == 0) loop.post(look);
  };
  loop.post(look);
  run_until(loop, [&] { return record.closed_count > 0; });
  CHECK(seen_bytes > 0);
  CHECK(seen_bytes < file_bytes);
}

TEST_CASE("what was written before and after end of file still drains", "[io]") {
  EventLoop loop;
  Ends sockets = make_sockets();
  Record record;
  ByteStream stream(loop, std::move(sockets.ours), UniqueFd(), kNoBound, record.callbacks());
  stream.start();
  const std::string before = pattern(std::size_t{2} << 20, 5);
  REQUIRE(stream.write(before));
  REQUIRE(shutdown(sockets.theirs.get(), SHUT_WR) == 0);
  run_until(loop, [&] { return record.closed_count > 0; });
  CHECK_FALSE(record.error);
  REQUIRE(stream.write("after"));
  bool drained = false;
  stream.when_drained([&] { drained = true; });
  Record peer_record;
  ByteStream peer(loop, std::move(sockets.theirs), UniqueFd(), kNoBound, peer_record.callbacks());
  peer.start();
  run_until(loop, [&] { return drained && peer_record.data.size() >= before.size() + 5; });
  CHECK(peer_record.data == before + "after");
}

TEST_CASE("a peer that does not read is cut off at the bound", "[io]") {
  EventLoop loop;
  Ends sockets = make_sockets();
  Record record;
  ByteStream stream(loop, std::move(sockets.ours), UniqueFd(), 1000, record.callbacks());
  REQUIRE(stream.write(std::string(600, 'x')));
  REQUIRE(stream.write(std::string(400, 'x')));
  CHECK(stream.queued_bytes() == 1000);
  const Result<void> over = stream.write("y");
  REQUIRE_FALSE(over);
  CHECK(over.error().code == ErrorCode::kTooLarge);
  CHECK(record.closed_count == 0);
  CHECK(stream.queued_bytes() == 0);
  loop.poll();
  CHECK(record.closed_count == 1);
  REQUIRE(record.error);
  CHECK(record.error->code == ErrorCode::kTooLarge);
  CHECK(stream.write("z").error().code == ErrorCode::kUnavailable);
}

TEST_CASE("bytes that were written make room under the bound", "[io]") {
  EventLoop loop;
  Ends sockets = make_sockets();
  Record record;
  ByteStream stream(loop, std::move(sockets.ours), UniqueFd(), 1000, record.callbacks());
  for (int i = 0; i < 20; ++i) {
    REQUIRE(stream.write(std::string(1000, 'x')));
    run_until(loop, [&] { return stream.queued_bytes() == 0; });
  }
  CHECK(record.closed_count == 0);
}

TEST_CASE("a reader that went away closes the stream with an error", "[io]") {
  EventLoop loop;
  Ends input = make_pipe();
  Ends output = make_pipe();
  Record record;
  ByteStream stream(loop, std::move(input.ours), std::move(output.theirs), kNoBound, record.callbacks());
  stream.start();
  output.ours.reset();
  REQUIRE(stream.write("x"));
  run_until(loop, [&] { return record.closed_count > 0; });
  loop.poll();
  CHECK(record.closed_count == 1);
  REQUIRE(record.error);
  CHECK(record.error->code == ErrorCode::kIo);
  CHECK_FALSE(stream.write("y"));
}

TEST_CASE("a failed write after end of file still calls those who wait for the queue", "[io]") {
  EventLoop loop;
  Ends input = make_pipe();
  Ends output = make_pipe();
  Record record;
  ByteStream stream(loop, std::move(input.ours), std::move(output.theirs), kNoBound, record.callbacks());
  stream.start();
  input.theirs.reset();
  run_until(loop, [&] { return record.closed_count > 0; });
  output.ours.reset();
  REQUIRE(stream.write("x"));
  bool drained = false;
  stream.when_drained([&] { drained = true; });
  run_until(loop, [&] { return drained; });
  CHECK(record.closed_count == 1);
  CHECK_FALSE(record.error);
}

TEST_CASE("a paused stream reads nothing until it is resumed", "[io]") {
  EventLoop loop;
  Ends pipe = make_pipe();
  Record record;
  ByteStream stream(loop, std::move(pipe.ours), UniqueFd(), kNoBound, record.callbacks());
  stream.start();
  stream.pause_reading();
  put(pipe.theirs, "waiting");
  pipe.theirs.reset();
  loop.poll();
  CHECK(record.data.empty());
  CHECK(record.closed_count == 0);
  stream.resume_reading();
  run_until(loop, [&] { return record.closed_count > 0; });
  CHECK(record.data == "waiting");
}

TEST_CASE("a pause from inside on_data takes effect at once", "[io]") {
  EventLoop loop;
  const std::string contents = pattern(std::size_t{1} << 20, 6);
  std::unique_ptr<ByteStream> stream;
  int pieces = 0;
  stream = std::make_unique<ByteStream>(loop, make_file(contents), UniqueFd(), kNoBound,
                                        ByteStream::Callbacks{[&](std::string_view) {
                                                                ++pieces;
                                                                stream->pause_reading();
                                                              },
                                                              [](Result<void>) {}});
  stream->start();
  loop.poll();
  CHECK(pieces == 1);
  stream->resume_reading();
  loop.poll();
  CHECK(pieces == 2);
}

TEST_CASE("a stream may be destroyed from inside on_data", "[io]") {
  EventLoop loop;
  std::unique_ptr<ByteStream> stream;
  int pieces = 0;
  int closed_count = 0;
  stream = std::make_unique<ByteStream>(loop, make_file(pattern(std::size_t{1} << 20, 7)), UniqueFd(), kNoBound,
                                        ByteStream::Callbacks{[&](std::string_view) {
                                                                ++pieces;
                                                                stream.reset();
                                                              },
                                                              [&](Result<void>) { ++closed_count; }});
  stream->start();
  run_until(loop, [&] { return stream == nullptr; });
  loop.poll();
  CHECK(pieces == 1);
  CHECK(closed_count == 0);
}

TEST_CASE("a stream may be destroyed from inside on_closed", "[io]") {
  EventLoop loop;
  std::unique_ptr<ByteStream> stream;
  stream = std::make_unique<ByteStream>(
      loop, make_file(""), UniqueFd(), kNoBound,
      ByteStream::Callbacks{[](std::string_view) {}, [&](Result<void>) { stream.reset(); }});
  stream->start();
  run_until(loop, [&] { return stream == nullptr; });
  CHECK(stream == nullptr);
}

TEST_CASE("a stream may be destroyed by one who waits for the queue, and the next is not called", "[io]") {
  EventLoop loop;
  Ends sockets = make_sockets();
  Record record;
  auto stream = std::make_unique<ByteStream>(loop, std::move(sockets.ours), UniqueFd(), kNoBound, record.callbacks());
  REQUIRE(stream->write("x"));
  bool next_called = false;
  stream->when_drained([&] { stream.reset(); });
  stream->when_drained([&] { next_called = true; });
  run_until(loop, [&] { return stream == nullptr; });
  loop.poll();
  CHECK_FALSE(next_called);
}

TEST_CASE("no callback runs after the stream is destroyed", "[io]") {
  EventLoop loop;
  Ends sockets = make_sockets();
  put(sockets.theirs, "data");
  Record record;
  bool drained = false;
  {
    ByteStream stream(loop, std::move(sockets.ours), UniqueFd(), 10, record.callbacks());
    stream.start();
    stream.when_drained([&] { drained = true; });
    CHECK_FALSE(stream.write(std::string(11, 'x')));  // cut off: on_closed is on its way
  }
  loop.poll();
  CHECK(record.data.empty());
  CHECK(record.closed_count == 0);
  CHECK_FALSE(drained);
}

TEST_CASE("close drops the queue, calls those who wait for it later, and reports no end", "[io]") {
  EventLoop loop;
  Ends sockets = make_sockets();
  Record record;
  ByteStream stream(loop, std::move(sockets.ours), UniqueFd(), kNoBound, record.callbacks());
  stream.start();
  REQUIRE(stream.write("never sent"));
  bool drained = false;
  stream.when_drained([&] { drained = true; });
  stream.close();
  CHECK_FALSE(drained);
  CHECK(stream.queued_bytes() == 0);
  loop.poll();
  CHECK(drained);
  CHECK(record.closed_count == 0);
  CHECK(stream.write("x").error().code == ErrorCode::kUnavailable);
  char byte = 0;
  CHECK(read(sockets.theirs.get(), &byte, 1) == 0);
}

TEST_CASE("when_drained on an empty queue calls back, but not from inside the call", "[io]") {
  EventLoop loop;
  Ends sockets = make_sockets();
  Record record;
  ByteStream stream(loop, std::move(sockets.ours), UniqueFd(), kNoBound, record.callbacks());
  bool drained = false;
  stream.when_drained([&] { drained = true; });
  CHECK_FALSE(drained);
  loop.poll();
  CHECK(drained);
}

TEST_CASE("an exception from on_data does not stop the stream", "[io]") {
  EventLoop loop;
  Ends pipe = make_pipe();
  std::string data;
  bool ended = false;
  ByteStream stream(loop, std::move(pipe.ours), UniqueFd(), kNoBound,
                    {[&](std::string_view bytes) {
                       data += bytes;
                       throw std::runtime_error("expected by this test");
                     },
                     [&](Result<void>) { ended = true; }});
  stream.start();
  put(pipe.theirs, "a");
  run_until(loop, [&] { return data == "a"; });
  put(pipe.theirs, "b");
  pipe.theirs.reset();
  run_until(loop, [&] { return ended; });
  CHECK(data == "ab");
}

TEST_CASE("a descriptor that is not open closes the stream with an error", "[io]") {
  EventLoop loop;
  Record record;
  ByteStream stream(loop, UniqueFd(), UniqueFd(), kNoBound, record.callbacks());
  stream.start();
  CHECK(record.closed_count == 0);
  loop.poll();
  CHECK(record.closed_count == 1);
  CHECK(record.error);
  CHECK_FALSE(stream.write("x"));
}

TEST_CASE("descriptors get their earlier mode back, also when both share one open file", "[io]") {
  EventLoop loop;
  Ends sockets = make_sockets();
  const UniqueFd view(dup(sockets.ours.get()));
  UniqueFd second(dup(sockets.ours.get()));
  Record record;
  {
    const ByteStream stream(loop, std::move(sockets.ours), std::move(second), kNoBound, record.callbacks());
    CHECK((fcntl(view.get(), F_GETFL) & O_NONBLOCK) != 0);
  }
  CHECK((fcntl(view.get(), F_GETFL) & O_NONBLOCK) == 0);
}

}  // namespace cairn::io
