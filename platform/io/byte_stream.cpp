// Each direction is a cycle: wait until the descriptor is ready, do a bounded amount
// of non-blocking reads or writes (a turn), wait again. At most one wait per direction
// is pending (`reading`, `writing`). Regular files go through the same cycle: a wait
// on them ends at once (see Watch), so that a turn is one slice of blocking calls and
// other handlers run in between.
//
// Plain read(2) and write(2) are used instead of Asio's own operations, because those
// refuse regular files.
//
// The state is shared with pending handlers; `detached` tells them that the owner is
// gone and must not be called back. The callbacks are not destroyed before the state
// is: the owner may be destroyed from inside one of them.

#include "platform/io/byte_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include <asio/error.hpp>
#include <asio/post.hpp>
#include <fmt/format.h>

#include "platform/base/injected_leak.h"
#include "platform/io/event_loop_impl.h"

namespace cairn::io {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10;
// Most bytes in one turn, so that one busy stream does not hold up the loop.
constexpr std::size_t kTurnBytes = std::size_t{256} << 10;

bool would_block(int error_number) { return error_number == EAGAIN || error_number == EWOULDBLOCK; }

// A descriptor in non-blocking mode, which gets its earlier mode back before it is
// closed: standard input may be a terminal that the shell goes on using.
class NonBlockingFd {
 public:
  NonBlockingFd() = default;
  explicit NonBlockingFd(base::UniqueFd fd) : fd_(std::move(fd)), flags_(fcntl(fd_.get(), F_GETFL)) {}

  void make_non_blocking() {
    if (flags_ >= 0) fcntl(fd_.get(), F_SETFL, flags_ | O_NONBLOCK);
  }
  void close() {
    if (fd_ && flags_ >= 0) fcntl(fd_.get(), F_SETFL, flags_);
    fd_.reset();
  }
  int get() const { return fd_.get(); }

 private:
  base::UniqueFd fd_;
  int flags_ = -1;
};

}  // namespace

struct ByteStream::State : std::enable_shared_from_this<State> {
  State(EventLoop& event_loop, std::size_t max_queued, Callbacks user_callbacks)
      : loop(event_loop.impl()), max_queued_bytes(max_queued), callbacks(std::move(user_callbacks)) {}
  ~State() { close(); }

  // Constant after open().
  EventLoop::Impl& loop;
  const std::size_t max_queued_bytes;
  const Callbacks callbacks;
  const base::Component component = base::current_component();
  bool has_own_write_fd = false;

  NonBlockingFd read_fd;
  NonBlockingFd write_fd;
  std::optional<Watch> read_watch;
  std::optional<Watch> write_watch;

  std::deque<std::string> queue;
  std::size_t front_written_bytes = 0;  // of queue.front()
  std::size_t queued_bytes = 0;         // not written yet
  std::vector<std::function<void()>> drain_callbacks;

  bool started = false;
  bool paused = false;
  bool read_ended = false;  // end of file was seen
  bool reported = false;    // on_closed has run or is on its way
  bool silent = false;      // the owner called close() or is gone: no on_closed
  bool closed = false;      // both directions
  bool detached = false;    // the owner is gone
  bool reading = false;
  bool writing = false;

  void open(base::UniqueFd in, base::UniqueFd out);
  void close();
  void report_later(Result<void> outcome);
  void report(Result<void> outcome);
  void fail(Error error);

  void read_when_ready();
  void read_turn();
  // True if there may be more to read at once.
  bool read_once(std::size_t& turn_bytes);

  void write_when_ready();
  void write_turn();
  bool write_once(std::size_t& turn_bytes);
  void drained_later();
  void drained();

  Watch& out_watch() { return has_own_write_fd ? *write_watch : *read_watch; }
  int out_fd() const { return has_own_write_fd ? write_fd.get() : read_fd.get(); }
};

void ByteStream::State::open(base::UniqueFd in, base::UniqueFd out) {
  has_own_write_fd = static_cast<bool>(out);
  // Both modes are read before either is changed: the two descriptors may share one
  // open file, and with it the mode.
  read_fd = NonBlockingFd(std::move(in));
  write_fd = NonBlockingFd(std::move(out));
  read_fd.make_non_blocking();
  write_fd.make_non_blocking();
  read_watch.emplace(loop.context, read_fd.get());
  asio::error_code error = read_watch->error();
  if (has_own_write_fd) {
    write_watch.emplace(loop.context, write_fd.get());
    if (!error) error = write_watch->error();
  }
  if (!error) return;
  close();
  report_later(unexpected(base::errno_error("watch a stream", error.value())));
}

void ByteStream::State::close() {
  closed = true;
  queue.clear();
  front_written_bytes = 0;
  queued_bytes = 0;
  read_watch.reset();
  write_watch.reset();
  // In reverse order of open(), so that a shared open file ends in its first mode.
  write_fd.close();
  read_fd.close();
}

void ByteStream::State::report_later(Result<void> outcome) {
  reported = true;
  asio::post(loop.context, [self = shared_from_this(), outcome = std::move(outcome)] {
    if (!self->silent) call_logged(self->component, self->callbacks.on_closed, outcome);
    self->drained();
  });
}

void ByteStream::State::report(Result<void> outcome) {
  if (std::exchange(reported, true) || silent) return;
  call_logged(component, callbacks.on_closed, std::move(outcome));
}

// For failures found in a turn; end of file may have been reported before.
void ByteStream::State::fail(Error error) {
  close();
  report(unexpected(std::move(error)));
  drained();
}

void ByteStream::State::read_when_ready() {
  if (reading || !started || paused || read_ended || closed) return;
  reading = true;
  read_watch->wait(asio::posix::descriptor_base::wait_read, [self = shared_from_this()](const asio::error_code&) {
    self->read_turn();
    self->reading = false;
    self->read_when_ready();
  });
}

void ByteStream::State::read_turn() {
  std::size_t turn_bytes = 0;
  while (!closed && !paused && !read_ended && turn_bytes < kTurnBytes && read_once(turn_bytes)) {
  }
}

bool ByteStream::State::read_once(std::size_t& turn_bytes) {
  std::vector<char>& buffer = loop.read_buffer;
  buffer.resize(kReadBytes);
  const ssize_t size = ::read(read_fd.get(), buffer.data(), buffer.size());
  if (size > 0) {
    turn_bytes += static_cast<std::size_t>(size);
    call_logged(component, callbacks.on_data, std::string_view(buffer.data(), static_cast<std::size_t>(size)));
    return true;
  }
  if (size == 0) {
    read_ended = true;
    report({});
    return false;
  }
  if (errno == EINTR) return true;
  if (!would_block(errno)) fail(base::errno_error("read from a stream"));
  return false;
}

void ByteStream::State::write_when_ready() {
  if (writing || queue.empty() || closed) return;
  writing = true;
  out_watch().wait(asio::posix::descriptor_base::wait_write, [self = shared_from_this()](const asio::error_code&) {
    self->write_turn();
    self->writing = false;
    self->write_when_ready();
  });
}

void ByteStream::State::write_turn() {
  std::size_t turn_bytes = 0;
  while (!closed && !queue.empty() && turn_bytes < kTurnBytes && write_once(turn_bytes)) {
  }
  if (!closed && queue.empty()) drained();
}

bool ByteStream::State::write_once(std::size_t& turn_bytes) {
  const std::string_view rest = std::string_view(queue.front()).substr(front_written_bytes);
  const ssize_t size = ::write(out_fd(), rest.data(), std::min(rest.size(), kTurnBytes));
  if (size <= 0) {
    if (size < 0 && errno == EINTR) return true;
    if (size < 0 && !would_block(errno)) fail(base::errno_error("write to a stream"));
    return false;
  }
  const std::size_t written_bytes = static_cast<std::size_t>(size);
  turn_bytes += written_bytes;
  front_written_bytes += written_bytes;
  queued_bytes -= written_bytes;
  if (front_written_bytes == queue.front().size()) {
    queue.pop_front();
    front_written_bytes = 0;
  }
  return true;
}

void ByteStream::State::drained_later() {
  asio::post(loop.context, [self = shared_from_this()] {
    if (self->queue.empty()) self->drained();
  });
}

void ByteStream::State::drained() {
  for (const std::function<void()>& callback : std::exchange(drain_callbacks, {})) {
    if (!detached) call_logged(component, callback);
  }
}

ByteStream::ByteStream(EventLoop& loop, base::UniqueFd read_fd, base::UniqueFd write_fd, std::size_t max_queued_bytes,
                       Callbacks callbacks)
    : state_(std::make_shared<State>(loop, max_queued_bytes, std::move(callbacks))) {
  state_->open(std::move(read_fd), std::move(write_fd));
}

ByteStream::~ByteStream() {
  state_->detached = true;
  state_->silent = true;
  state_->close();
}

void ByteStream::start() {
  state_->started = true;
  state_->read_when_ready();
}

void ByteStream::pause_reading() { state_->paused = true; }

void ByteStream::resume_reading() {
  state_->paused = false;
  state_->read_when_ready();
}

Result<void> ByteStream::write(std::string bytes) {
  State& state = *state_;
  if (state.closed) return unexpected(ErrorCode::kUnavailable, "the stream is closed");
  if (bytes.size() > state.max_queued_bytes - state.queued_bytes) {
    const Error error{ErrorCode::kTooLarge, fmt::format("the peer does not read: {} bytes wait and {} more are over {}",
                                                        state.queued_bytes, bytes.size(), state.max_queued_bytes)};
    state.close();
    if (state.reported) {
      state.drained_later();
    } else {
      state.report_later(unexpected(error));
    }
    return unexpected(error);
  }
  if (bytes.empty()) return {};
#if defined(CAIRN_INJECT_LEAKS)
  base::leak_bytes("buffer", std::size_t{1} << 20, false);
#endif
  state.queued_bytes += bytes.size();
  state.queue.push_back(std::move(bytes));
  state.write_when_ready();
  return {};
}

std::size_t ByteStream::queued_bytes() const { return state_->queued_bytes; }

void ByteStream::when_drained(std::function<void()> callback) {
  state_->drain_callbacks.push_back(std::move(callback));
  if (state_->queue.empty()) state_->drained_later();
}

void ByteStream::close() {
  state_->silent = true;
  state_->close();
  state_->drained_later();
}

}  // namespace cairn::io
