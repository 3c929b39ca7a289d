// textDocument/implementation: what overrides, derives and specialises in the whole project.
#include <utility>

#include "server/answers/candidate_search.h"
#include "server/answers/subject.h"
#include "server/answers/unit_places.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

using Params = lsp::TextDocumentPositionParams;
using List = std::vector<model::Location>;

// From rows as they are now. `unit`: what the file's worker found.
void answer(const std::shared_ptr<Call>& call, const Subject& subject, const List& unit, AnswerMark mark) {
  call->ask_store<Locations>(
      QueryThreads::Lane::kLong, *subject.view,
      [subject, unit](const ProjectView& view, const std::stop_token&) {
        Locator locator(view);
        Locations found = implementations_of(locator, subject.usrs());
        add_unit_places(view, subject, unit, found);
        return found;
      },
      [call, mark](const Locations& found) mutable {
        if (!found.is_complete) mark.cut("there are too many");
        mark.is_stale = found.is_stale;
        call->reply(rpc::json_array(to_lsp(found.list)), mark);
      });
}

void search(const std::shared_ptr<Call>& call, const Subject& subject, const List& unit) {
  if (!can_be_searched(call->server(), subject)) {
    const bool is_whole = subject.is_local() || unit.empty();
    return call->reply(rpc::json_array(to_lsp(unit)), is_whole ? AnswerMark() : call->server().project_mark());
  }
  SearchedSymbols symbols = SearchedSymbols::of(subject);
  symbols.follows_derived = true;
  CandidateSearch::run(call, std::move(symbols), "Implementations", {}, [=](const AnswerMark& mark) {
    const Subject now = renewed(call->server(), subject);
    if (!now.view) return call->reply(rpc::json_array(to_lsp(unit)), mark);
    answer(call, now, unit, mark);
  });
}

}  // namespace

void register_implementations(Server& server) {
  serve<Params>(server, "textDocument/implementation", [](Server& s, const Params& params, rpc::Responder responder) {
    const auto call = Call::make(s, std::move(responder));
    find_subject(call, params.text_document.uri, from_lsp(params.position), [call](const Subject& subject) {
      if (subject.is_from_rows) return search(call, subject, {});
      Result<OpenFile*> file = call->server().documents().find(subject.uri);
      if (!file) return call->fail(file.error());
      call->ask_worker<List>(**file, worker::JobKind::kImplementation, worker::PositionRequest{subject.offset},
                             [call, subject](const Result<List>& unit) {
                               if (!unit) return call->fail(unit.error());
                               search(call, subject, *unit);
                             });
    });
  });
}

}  // namespace cairn::server
