#include "core/query/file_symbols.h"
#include "server/answers/subject.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

using Highlights = std::vector<model::Highlight>;

model::HighlightKind kind_of(model::Roles roles) {
  if ((roles & model::kWrites) != 0) return model::HighlightKind::kWrite;
  if ((roles & model::kReads) != 0) return model::HighlightKind::kRead;
  return model::HighlightKind::kText;
}

void reply(const std::shared_ptr<Call>& call, const Highlights& found) {
  std::vector<lsp::DocumentHighlight> result;
  for (const model::Highlight& each : found) result.push_back(to_lsp(each));
  call->reply(rpc::json_array(result));
}

Highlights from_rows(const Subject& subject, const Document& document) {
  query::FilePlaces file{subject.view->store_path(subject.path), {}};
  const auto rows = fresh_rows(*subject.view, document);
  if (rows.empty()) return {};
  file.texts.push_back({query::stamp_of(rows.front().record), query::places_in_file(rows, subject.usrs())});
  Locator locator(*subject.view);
  std::vector<std::string> names;
  for (const model::NamedSymbol& each : subject.symbols) names.push_back(each.name);
  Highlights found;
  for (const LocatedPlace& each : locator.locate(file, names).places) {
    found.push_back({each.range, kind_of(each.roles)});
  }
  return found;
}

}  // namespace

void register_highlights(Server& server) {
  serve<lsp::TextDocumentPositionParams>(
      server, "textDocument/documentHighlight",
      [](Server& s, const lsp::TextDocumentPositionParams& params, rpc::Responder responder) {
        const auto call = Call::make(s, std::move(responder));
        answer_before_parse(
            call, params.text_document.uri, from_lsp(params.position),
            [call](const Subject& subject, const Document& document) { reply(call, from_rows(subject, document)); },
            [call](OpenFile& file, std::uint64_t offset) {
              call->ask_worker<Highlights>(file, worker::JobKind::kHighlights, worker::PositionRequest{offset},
                                           [call](const Result<Highlights>& found) {
                                             if (!found) return call->fail(found.error());
                                             reply(call, *found);
                                           });
            });
      });
}

}  // namespace cairn::server
