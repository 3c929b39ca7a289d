#include "server/answers/subject.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

using Hover = std::optional<model::Hover>;

void reply(const std::shared_ptr<Call>& call, const Hover& hover) {
  call->reply(hover ? to_json(to_lsp(*hover, call->server().client().hover_content_format)) : rpc::Json());
}

}  // namespace

void register_hover(Server& server) {
  serve<lsp::TextDocumentPositionParams>(
      server, "textDocument/hover",
      [](Server& s, const lsp::TextDocumentPositionParams& params, rpc::Responder responder) {
        const auto call = Call::make(s, std::move(responder));
        answer_before_parse(
            call, params.text_document.uri, from_lsp(params.position),
            [call](const Subject& subject, const Document&) {
              call->ask_store<Hover>(
                  QueryThreads::Lane::kQuick, *subject.view,
                  [subject](const ProjectView& view, const std::stop_token&) {
                    Locator locator(view);
                    Hover hover = hover_of(locator, subject.usrs().front());
                    if (hover) hover->range = subject.range;
                    return hover;
                  },
                  [call](const Hover& hover) { reply(call, hover); });
            },
            [call](OpenFile& file, std::uint64_t offset) {
              call->ask_worker<Hover>(file, worker::JobKind::kHover, worker::PositionRequest{offset},
                                      [call](const Result<Hover>& hover) {
                                        if (!hover) return call->fail(hover.error());
                                        reply(call, *hover);
                                      });
            });
      });
}

}  // namespace cairn::server
