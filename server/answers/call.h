// Call: one request of the client, while worker and store are asked for its answer.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/worker/unit_session.h"
#include "platform/io/event_loop.h"
#include "protocol/rpc/connection.h"
#include "server/answers/answer_mark.h"
#include "server/answers/project_view.h"
#include "server/answers/query_threads.h"
#include "server/documents/open_documents.h"

namespace cairn::server {

class Server;

// Shared by the callbacks that wait for something. What is asked in its name is taken back
// when the client cancels. Confined to the loop thread.
class Call : public std::enable_shared_from_this<Call> {
 public:
  static std::shared_ptr<Call> make(Server& server, rpc::Responder responder);

  // Tells what the answer is worth, if that is worth telling, then answers.
  void reply(rpc::Json result, const AnswerMark& mark = {});
  void fail(const Error& error);
  bool is_wanted() const { return responder_.wanted(); }
  const rpc::RequestId& id() const { return responder_.id(); }

  // `then` runs at most once; not after a cancellation.
  template <typename Answer, typename Request>
  void ask_worker(OpenFile& file, worker::JobKind kind, const Request& request,
                  std::function<void(Result<Answer>)> then) {
    const std::uint64_t job = file.session->ask<Answer>(
        kind, request, [self = shared_from_this(), then = std::move(then)](const Result<Answer>& answer) {
          if (self->is_wanted()) then(answer);
        });
    when_cancelled([session = std::weak_ptr<worker::UnitSession>(file.session), job] {
      if (auto alive = session.lock()) alive->cancel(job);
    });
  }

  // Runs `work` beside the loop, on the view, which lives as long.
  template <typename Value>
  void ask_store(QueryThreads::Lane lane, const ProjectView& view,
                 std::function<Value(const ProjectView&, const std::stop_token&)> work,
                 std::function<void(Value)> then) {
    const bool is_taken = threads().run<Value>(
        lane, stop_,
        [shared = std::make_shared<const ProjectView>(view), work = std::move(work)](const std::stop_token& stop) {
          return work(*shared, stop);
        },
        [self = shared_from_this(), then = std::move(then)](Value value) {
          if (self->is_wanted() && self->can_go_on()) then(std::move(value));
        });
    if (!is_taken) fail({ErrorCode::kUnavailable, "too many questions wait for the index"});
  }

  // `work` runs after the delay, unless the call was answered or is gone by then.
  void do_later(std::chrono::milliseconds delay, std::function<void()> work);

  // False, and the call has failed, once the session is shut down: there are no files to ask.
  bool can_go_on();
  // Runs `hook` when the client cancels.
  void when_cancelled(std::function<void()> hook) { hooks_.push_back(std::move(hook)); }

  Server& server() { return server_; }

 private:
  Call(Server& server, rpc::Responder responder) : server_(server), responder_(std::move(responder)) {}
  QueryThreads& threads();

  Server& server_;
  rpc::Responder responder_;
  std::vector<std::function<void()>> hooks_;
  std::stop_source stop_;
  std::optional<io::Timer> timer_;  // of do_later()
};

}  // namespace cairn::server
