#include "protocol/lsp/initialize.h"
#include "protocol/lsp/trace.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

rpc::Connection::Trace trace_from(lsp::TraceValue value) {
  switch (value) {
    case lsp::TraceValue::kOff:
      return rpc::Connection::Trace::kOff;
    case lsp::TraceValue::kMessages:
      return rpc::Connection::Trace::kMessages;
    case lsp::TraceValue::kVerbose:
      return rpc::Connection::Trace::kVerbose;
  }
  return rpc::Connection::Trace::kOff;
}

}  // namespace

void register_lifecycle(Server& server) {
  serve<lsp::InitializeParams>(server, "initialize",
                               [](Server& s, const lsp::InitializeParams& params, rpc::Responder responder) {
                                 responder.reply(to_json(s.initialize(params)));
                                 s.connection().set_trace(trace_from(params.trace));
                                 s.load_workspace();
                               });
  server.connection().on_request("shutdown", [&server](const rpc::Json&, rpc::Responder responder) {
    server.shutdown();
    responder.reply(nullptr);
  });
  server.connection().on_notification("window/workDoneProgress/cancel", [&server](const rpc::Json& json) {
    if (auto params = rpc::parse_params<lsp::WorkDoneProgressCancelParams>(json)) {
      server.progress().cancel(params->token);
    } else {
      server.tell("window/workDoneProgress/cancel: " + params.error().message);
    }
  });
  server.connection().on_notification("exit", [&server](const rpc::Json&) { server.exit(); });
  server.connection().on_notification("$/setTrace", [&server](const rpc::Json& json) {
    if (auto params = rpc::parse_params<lsp::SetTraceParams>(json)) {
      server.connection().set_trace(trace_from(params->value));
    } else {
      server.tell("$/setTrace: " + params.error().message);
    }
  });
}

}  // namespace cairn::server
