#include "platform/io/event_loop.h"

#include <cstdint>
#include <optional>
#include <utility>

#include <asio/error.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

#include "platform/io/event_loop_impl.h"

namespace cairn::io {

EventLoop::EventLoop() : impl_(std::make_unique<Impl>()) {}
EventLoop::~EventLoop() = default;

void EventLoop::run() {
  impl_->context.run();
  impl_->context.restart();  // so that it can run again; handlers left over are kept
}

std::size_t EventLoop::poll() {
  const std::size_t count = impl_->context.poll();
  if (impl_->context.stopped()) impl_->context.restart();
  return count;
}

void EventLoop::stop() { impl_->context.stop(); }

void EventLoop::post(std::function<void()> task) {
  asio::post(impl_->context,
             [component = base::current_component(), task = std::move(task)] { call_logged(component, task); });
}

// Shared with the pending wait, which may outlive the Timer.
struct Timer::State {
  explicit State(asio::io_context& context) : timer(context) {}
  asio::steady_timer timer;
  std::function<void()> callback;  // empty: not armed
  // Cancelling cannot take back a wait that has already been queued as expired; the
  // number tells such a stale one from the current one.
  std::uint64_t generation = 0;
};

Timer::Timer(EventLoop& loop) : state_(std::make_shared<State>(loop.impl().context)) {}
Timer::~Timer() { cancel(); }

void Timer::start(std::chrono::milliseconds delay, std::function<void()> callback) {
  cancel();
  state_->callback = std::move(callback);
  state_->timer.expires_after(delay);
  state_->timer.async_wait([state = state_, generation = state_->generation,
                            component = base::current_component()](const asio::error_code& error) {
    if (error || state->generation != generation) return;
    // Moved out, because the callback may restart or destroy the timer.
    call_logged(component, std::exchange(state->callback, nullptr));
  });
}

void Timer::cancel() {
  ++state_->generation;
  state_->callback = nullptr;
  state_->timer.cancel();
}

bool Timer::armed() const { return state_->callback != nullptr; }

struct ReadableWatch::State {
  std::optional<Watch> watch;
  std::function<void()> callback;  // empty: has run, or the owner is gone
};

ReadableWatch::ReadableWatch(EventLoop& loop, int fd, std::function<void()> callback)
    : state_(std::make_shared<State>()) {
  asio::io_context& context = loop.impl().context;
  state_->watch.emplace(context, fd);
  state_->callback = std::move(callback);
  const auto ready = [state = state_, component = base::current_component()] {
    if (state->callback) call_logged(component, std::exchange(state->callback, nullptr));
  };
  if (state_->watch->error()) {
    asio::post(context, ready);
  } else {
    state_->watch->wait(asio::posix::descriptor_base::wait_read, [ready](const asio::error_code&) { ready(); });
  }
}

ReadableWatch::~ReadableWatch() {
  state_->callback = nullptr;
  state_->watch.reset();
}

}  // namespace cairn::io
