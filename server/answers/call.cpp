#include "server/answers/call.h"

#include "server/handlers/ask.h"
#include "server/session/server.h"

namespace cairn::server {

std::shared_ptr<Call> Call::make(Server& server, rpc::Responder responder) {
  std::shared_ptr<Call> call(new Call(server, std::move(responder)));
  call->responder_.on_cancel([weak = std::weak_ptr<Call>(call)] {
    const auto self = weak.lock();
    if (!self) return;
    self->stop_.request_stop();
    for (const auto& hook : self->hooks_) hook();
  });
  return call;
}

void Call::reply(rpc::Json result, const AnswerMark& mark) {
  if (!is_wanted()) return;
  if (!mark.is_plain()) server_.mark(id(), mark);
  responder_.reply(std::move(result));
}

void Call::fail(const Error& error) { responder_.fail(error_code_for(error), error.message); }

// Whoever else is asked keeps the call alive; the timer does not, or both would never go.
void Call::do_later(std::chrono::milliseconds delay, std::function<void()> work) {
  timer_.emplace(server_.loop()).start(delay, [weak = weak_from_this(), work = std::move(work)] {
    const auto self = weak.lock();
    if (self && self->is_wanted()) work();
  });
}

bool Call::can_go_on() {
  if (server_.has_documents()) return true;
  fail({ErrorCode::kCancelled, "the server is shut down"});
  return false;
}

QueryThreads& Call::threads() { return server_.queries(); }

}  // namespace cairn::server
