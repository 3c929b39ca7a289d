// QueryThreads: where the store is asked, so that the loop thread goes on meanwhile.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include "platform/base/log.h"
#include "platform/io/event_loop.h"
#include "platform/sync/background_thread.h"

namespace cairn::server {

// Two threads: a person who waits for a definition does not wait for somebody's thousand
// references. Confined to the loop thread, but for the work.
//
// Work must hold nothing that belongs to the loop thread, because it may end on the other.
// Bound: kMaxWaiting questions a thread; one more is refused.
class QueryThreads {
 public:
  static constexpr std::size_t kMaxWaiting = 512;
  enum class Lane : std::uint8_t { kQuick, kLong };

  explicit QueryThreads(io::EventLoop& loop);
  // Tells all work to stop, and waits for what runs.
  ~QueryThreads();
  QueryThreads(const QueryThreads&) = delete;
  QueryThreads& operator=(const QueryThreads&) = delete;

  // Runs `work` on a thread, then `then` with its result on the loop thread. False, and
  // neither runs, if too many wait. `stop` ends it early: `then` runs all the same.
  template <typename Value>
  bool run(Lane lane, std::stop_source stop, std::function<Value(const std::stop_token&)> work,
           std::function<void(Value)> then) {
    return post(lane, stop, [this, stop, work = std::move(work), then = std::move(then)]() mutable {
      auto value = std::make_shared<std::optional<Value>>();
      try {
        value->emplace(work(stop.get_token()));
      } catch (const std::exception& escaped) {
        base::log_error("a question to the index: {}", escaped.what());
      }
      // Whatever happened: what `then` holds belongs to the loop thread and has to end there.
      on_loop([value, then = std::move(then)] {
        if (*value) then(std::move(**value));
      });
    });
  }

  // Work may give parts of its result before it ends: on the loop thread, in order.
  void on_loop(std::function<void()> call);

 private:
  bool post(Lane lane, std::stop_source stop, std::function<void()> work);

  io::EventLoop& loop_;
  std::stop_source stop_all_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::unique_ptr<sync::BackgroundThread> quick_;  // last members: joined before the rest goes
  std::unique_ptr<sync::BackgroundThread> long_;
};

}  // namespace cairn::server
