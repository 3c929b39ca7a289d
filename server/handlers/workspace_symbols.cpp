#include "core/query/workspace_symbols.h"

#include <utility>

#include "platform/fs/path.h"
#include "server/answers/call.h"
#include "server/answers/locator.h"
#include "server/convert/stored_symbols.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

// As many as a list in an editor can use; the answer says when there are more.
constexpr std::size_t kMaxSymbols = 200;

struct Found {
  rpc::Json list = rpc::Json::array();
  AnswerMark mark;
};

Found find(const ProjectView& view, const std::string& text, const std::stop_token& stop) {
  const query::WorkspaceSymbols symbols = query::find_in_workspace(*view.snapshot, text, kMaxSymbols, stop);
  Locator locator(view);
  Found found;
  for (const query::StoredSymbol& symbol : symbols.found.symbols) {
    const query::Place place{symbol.name_range, {}, model::kDeclares};
    const auto located = locator.locate(symbol.path, symbol.text, place, symbol.name, found.mark.is_stale);
    if (!located) continue;
    found.list.push_back(to_json(to_lsp(symbol, {fs::join_path(view.root, symbol.path), located->range})));
  }
  if (symbols.has_lexical) found.mark.source = symbols.has_semantic ? AnswerSource::kMixed : AnswerSource::kLexical;
  if (!symbols.found.is_complete) found.mark.cut("more symbols match");
  return found;
}

}  // namespace

void register_workspace_symbols(Server& server) {
  serve<lsp::WorkspaceSymbolParams>(
      server, "workspace/symbol", [](Server& s, const lsp::WorkspaceSymbolParams& params, rpc::Responder responder) {
        const auto call = Call::make(s, std::move(responder));
        const auto view = s.project_view();
        if (!view) {
          AnswerMark mark;
          mark.source = AnswerSource::kLexical;
          mark.cut("the index is not open yet");
          return call->reply(rpc::Json::array(), mark);
        }
        call->ask_store<Found>(
            QueryThreads::Lane::kQuick, *view,
            [query = params.query](const ProjectView& shared, const std::stop_token& stop) {
              return find(shared, query, stop);
            },
            [call](Found found) {
              const Server& host = call->server();
              const bool is_empty_guess = found.list.empty() && !host.project_mark().is_plain();
              if (is_empty_guess) found.mark.source = AnswerSource::kLexical;
              if (!host.index().status().was_complete) found.mark.cut("not all files have been looked at yet");
              // Names that only macros make are known once their units are.
              const index::SemanticStatus units = host.semantic_status();
              if (units.pending() != 0) found.mark.cut(*mark_of(units).limit);
              call->reply(std::move(found.list), found.mark);
            });
      });
}

}  // namespace cairn::server
