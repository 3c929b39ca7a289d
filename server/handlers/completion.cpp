#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

// What an editor's menu can use; typing on asks again, so nothing is out of reach.
constexpr std::uint32_t kMaxItems = 200;

// Trigger characters are single, the operators that they may end are not: only the
// second character of `->` and `::` asks for members.
bool is_half_an_operator(const lsp::CompletionParams& params, std::string_view before_cursor) {
  if (params.context.trigger_kind != lsp::CompletionTriggerKind::kTriggerCharacter) return false;
  if (before_cursor.ends_with('>')) return !before_cursor.ends_with("->");
  if (before_cursor.ends_with(':')) return !before_cursor.ends_with("::");
  if (before_cursor.ends_with('<') || before_cursor.ends_with('"') || before_cursor.ends_with('/')) {
    const std::size_t line = before_cursor.rfind('\n') + 1;
    const std::size_t first = before_cursor.find_first_not_of(" \t", line);
    return first == std::string_view::npos || before_cursor[first] != '#';
  }
  return false;
}

}  // namespace

void register_completion(Server& server) {
  serve<lsp::CompletionParams>(
      server, "textDocument/completion", [](Server& s, const lsp::CompletionParams& params, rpc::Responder responder) {
        auto file = s.documents().find(params.text_document.uri);
        if (!file) return fail(responder, file.error());
        auto offset = s.documents().offset_at(**file, from_lsp(params.position));
        if (!offset) return fail(responder, offset.error());
        const std::string& text = (*file)->document.buffer.text();
        if (is_half_an_operator(params, std::string_view(text).substr(0, *offset))) {
          return responder.reply(to_json(lsp::CompletionList{}));
        }
        ask<model::Completion>(**file, worker::JobKind::kCompletion, worker::CompletionRequest{*offset, kMaxItems},
                               std::move(responder),
                               [client = s.client().completion_item](const model::Completion& completion) {
                                 return to_json(to_lsp(completion, client));
                               });
      });
}

}  // namespace cairn::server
