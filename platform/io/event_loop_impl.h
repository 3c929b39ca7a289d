// What event_loop.cpp and byte_stream.cpp share. Included by nothing else: Asio's
// types stay in this folder's sources.
#pragma once

#include <exception>
#include <utility>
#include <vector>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>

#include "platform/base/component.h"
#include "platform/base/log.h"
#include "platform/io/event_loop.h"

namespace cairn::io {

struct EventLoop::Impl {
  asio::io_context context{1};  // one thread runs it
  // Keeps the context from ending when nothing is pending.
  asio::executor_work_guard<asio::io_context::executor_type> guard{context.get_executor()};
  // Where every stream reads to: reads happen on one thread, one at a time.
  std::vector<char> read_buffer;
};

// Calls `callback`, working for `component`: that of whoever asked for the call. An exception that escapes it is
// logged and ends here.
template <typename Callback, typename... Args>
void call_logged(base::Component component, const Callback& callback, Args&&... args) {
  const base::ComponentScope scope(component);
  try {
    callback(std::forward<Args>(args)...);
  } catch (const std::exception& error) {
    base::log_error("a callback of the event loop failed: {}", error.what());
  } catch (...) {
    base::log_error("a callback of the event loop failed with something that is no exception");
  }
}

// One descriptor in the loop's epoll set. Does not own the descriptor; takes it out
// of the set when destroyed, and handlers still pending then see an error.
class Watch {
 public:
  Watch(asio::io_context& context, int fd) : descriptor_(context) { descriptor_.assign(fd, error_); }
  ~Watch() {
    if (descriptor_.is_open()) descriptor_.release();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Why the descriptor could not be added, if so. Descriptors that epoll cannot
  // watch (regular files) are no error: Asio ends each wait on them at once with
  // operation_not_supported, which means ready.
  const asio::error_code& error() const { return error_; }

  // Calls `handler(asio::error_code)` once, never from inside this call.
  template <typename Handler>
  void wait(asio::posix::descriptor_base::wait_type direction, Handler handler) {
    descriptor_.async_wait(direction, std::move(handler));
  }

 private:
  asio::posix::stream_descriptor descriptor_;
  asio::error_code error_;
};

}  // namespace cairn::io
