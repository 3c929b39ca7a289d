// The event loop: one thread that owns all mutable state of the server. The only
// folder that knows Asio; nothing of it shows in these headers.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace cairn::io {

// An exception that escapes a callback, of this class or of the others in this
// folder, is logged and goes no further: the server must live. A callback works for
// the component (platform/base/component.h) that was current when it was asked for.
class EventLoop {
 public:
  // Throws std::system_error if the system has no descriptors left; at start-up,
  // where nothing can go on without a loop.
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Runs handlers on the calling thread (the "loop thread") until stop(). May be
  // called again afterwards: handlers that did not run are kept.
  void run();

  // Runs the handlers that are ready, and those that they make ready, without
  // waiting; returns how many ran. Lets tests drive the loop step by step.
  std::size_t poll();

  // Ends run() after the handler that is executing; a stop() before run() ends
  // that run() at once. Thread-safe.
  void stop();

  // Queues `task` for the loop thread. Thread-safe. Unbounded by itself: callers
  // post a number of tasks that their own bound limits.
  void post(std::function<void()> task);

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

// A one-shot timer on the steady clock. Confined to the loop thread. Destroying,
// cancelling or restarting it guarantees that an earlier callback will not run any
// more; its own callback may do each of these.
class Timer {
 public:
  explicit Timer(EventLoop& loop);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Calls back once after `delay`, never from inside start().
  void start(std::chrono::milliseconds delay, std::function<void()> callback);
  void cancel();
  // True from start() until the callback begins or cancel().
  bool armed() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// Calls back, once, when a descriptor becomes readable: pidfds, signalfds. A
// descriptor that cannot be watched counts as readable, so that reading it shows
// what is wrong. Borrows the descriptor, which must outlive it and becomes
// non-blocking. Confined to the loop thread; the callback may destroy this object.
class ReadableWatch {
 public:
  ReadableWatch(EventLoop& loop, int fd, std::function<void()> callback);
  ~ReadableWatch();
  ReadableWatch(const ReadableWatch&) = delete;
  ReadableWatch& operator=(const ReadableWatch&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace cairn::io
