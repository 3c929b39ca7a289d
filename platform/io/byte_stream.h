// ByteStream: asynchronous bytes in and out of descriptors (pipe, socket, file).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"
#include "platform/io/event_loop.h"

namespace cairn::io {

// Reads from one descriptor and writes to another (the same for a socket).
// Confined to the loop thread. Callbacks run on it, never from inside a call made
// by the user of this class, and never after destruction.
//
// The write queue is bounded by `max_queued_bytes`: a peer that does not read is
// cut off (on_closed with kTooLarge) instead of growing our memory.
//
// The two directions end separately. End of file while reading leaves writing
// open: a client may close its side and still wait for our answers. A failure in
// either direction, EPIPE included, closes both. The program must ignore SIGPIPE
// (proc::block_and_watch_signals does).
class ByteStream {
 public:
  struct Callbacks {
    // Bytes as they come, at most 64 KiB at a time; valid during the call only.
    std::function<void(std::string_view)> on_data;
    // Once at most: end of file (no error) or failure; not after close(). Neither of
    // the two callbacks follows; those given to when_drained() may.
    std::function<void(Result<void>)> on_closed;
  };

  // Takes both descriptors and makes them non-blocking until they are closed; regular
  // files, which epoll cannot watch, are served by blocking calls in slices.
  // `write_fd` empty: `read_fd` is used for both. Failure shows through on_closed.
  ByteStream(EventLoop& loop, base::UniqueFd read_fd, base::UniqueFd write_fd, std::size_t max_queued_bytes,
             Callbacks callbacks);
  ~ByteStream();
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  // Starts reading. Writing needs no start.
  void start();

  // Stops and resumes reading, so that a queue downstream can stay bounded. Takes
  // effect at once, also from inside on_data. While paused, end of file is not seen.
  void pause_reading();
  void resume_reading();

  // Queues bytes. Fails with kUnavailable once closed (end of file on the reading
  // side does not count), kTooLarge over the bound: then the stream is cut off.
  Result<void> write(std::string bytes);

  // Bytes accepted by write() that the system has not taken yet.
  std::size_t queued_bytes() const;

  // Calls back, once, when the write queue is empty or the stream is closed.
  void when_drained(std::function<void()> callback);

  // Closes both directions at once and drops queued bytes.
  void close();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace cairn::io
