#include "server/answers/query_threads.h"

namespace cairn::server {

QueryThreads::QueryThreads(io::EventLoop& loop)
    : loop_(loop),
      quick_(std::make_unique<sync::BackgroundThread>("query", kMaxWaiting)),
      long_(std::make_unique<sync::BackgroundThread>("query-long", kMaxWaiting)) {}

QueryThreads::~QueryThreads() { stop_all_.request_stop(); }

void QueryThreads::on_loop(std::function<void()> call) {
  loop_.post([alive = std::weak_ptr<bool>(alive_), call = std::move(call)] {
    if (!alive.expired()) call();
  });
}

bool QueryThreads::post(Lane lane, std::stop_source stop, std::function<void()> work) {
  sync::BackgroundThread& thread = lane == Lane::kQuick ? *quick_ : *long_;
  return thread.post([all = stop_all_.get_token(), stop = std::move(stop), work = std::move(work)]() mutable {
    const std::stop_callback ends_with_all(all, [&stop] { stop.request_stop(); });
    work();
  });
}

}  // namespace cairn::server
