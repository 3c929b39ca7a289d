// How a handler reads its params and gets its answer from a file's worker.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "protocol/rpc/fields.h"
#include "server/convert/answers.h"
#include "server/session/server.h"

namespace cairn::server {

// The LSP code for a failure of ours; the message goes to the user as it is.
int error_code_for(const Error& error);

inline void fail(rpc::Responder& responder, const Error& error) {
  responder.fail(error_code_for(error), error.message);
}

// Enters a handler that takes typed params: wrong ones are answered with -32602 and
// the path of the wrong field, before the handler sees them.
template <typename Params, typename Handler>
void serve(Server& server, const std::string& method, Handler handler) {
  server.connection().on_request(method, [&server, handler](const rpc::Json& json, rpc::Responder responder) {
    Result<Params> params = rpc::parse_params<Params>(json);
    if (!params) return fail(responder, params.error());
    handler(server, *params, std::move(responder));
  });
}

// Puts one question about an open file to its worker. `to_json` turns the answer
// into the result; a cancelled request takes its question back.
template <typename Answer, typename Request>
void ask(OpenFile& file, worker::JobKind kind, const Request& request, rpc::Responder responder,
         std::function<rpc::Json(const Answer&)> to_result) {
  auto shared = std::make_shared<rpc::Responder>(std::move(responder));
  const std::uint64_t job = file.session->ask<Answer>(
      kind, request, [shared, to_result = std::move(to_result)](const Result<Answer>& answer) {
        if (!answer) return fail(*shared, answer.error());
        shared->reply(to_result(*answer));
      });
  shared->on_cancel([session = std::weak_ptr<worker::UnitSession>(file.session), job] {
    if (auto alive = session.lock()) alive->cancel(job);
  });
}

// The same for questions about a position: finds the file, converts the position.
template <typename Answer, typename Params, typename Request>
void ask_at(Server& server, const Params& params, worker::JobKind kind, Request request, rpc::Responder responder,
            std::function<rpc::Json(const Answer&)> to_result) {
  Result<OpenFile*> file = server.documents().find(params.text_document.uri);
  if (!file) return fail(responder, file.error());
  Result<std::uint64_t> offset = server.documents().offset_at(**file, from_lsp(params.position));
  if (!offset) return fail(responder, offset.error());
  request.offset = *offset;
  ask<Answer>(**file, kind, request, std::move(responder), std::move(to_result));
}

// Answers with the file's diagnostics, once they are those of its newest text; with null
// if the text changes before or the file is closed.
void answer_when_diagnosed(OpenFile& file, rpc::Responder responder,
                           std::function<void(rpc::Responder&, const Diagnostics&)> answer);

}  // namespace cairn::server
