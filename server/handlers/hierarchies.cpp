// Call and type hierarchies. An item carries the USR of its symbol, so that the questions
// that follow need neither an open file nor a worker.
#include "protocol/lsp/hierarchy.h"

#include <functional>
#include <utility>

#include "core/query/file_symbols.h"
#include "protocol/lsp/uri.h"
#include "server/answers/candidate_search.h"
#include "server/answers/subject.h"
#include "server/convert/project_answers.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

using Params = lsp::TextDocumentPositionParams;
using Items = HierarchyItems;
using SharedCall = std::shared_ptr<Call>;
using Lane = QueryThreads::Lane;

AnswerMark completed(AnswerMark mark, bool is_complete, bool is_stale) {
  if (!is_complete) mark.cut("there are too many");
  mark.is_stale = is_stale;
  return mark;
}

void reply_items(const SharedCall& call, const Items& items, const AnswerMark& mark) {
  std::vector<lsp::HierarchyItem> list;
  for (const HierarchyItem& each : items.list) list.push_back(to_lsp(each));
  call->reply(list.empty() && mark.is_plain() ? rpc::Json() : rpc::json_array(list), mark);
}

Subject only(Subject subject, bool (*is_wanted)(model::SymbolKind)) {
  std::erase_if(subject.symbols, [&](const model::NamedSymbol& each) { return !is_wanted(each.kind); });
  return subject;
}

// Items of symbols that the index does not have, at the place that the worker knows.
void prepare_from_unit(const SharedCall& call, const Subject& subject) {
  const Result<OpenFile*> file = call->server().documents().find(subject.uri);
  if (!file) return call->fail(file.error());
  using List = std::vector<model::Location>;
  call->ask_worker<List>(
      **file, worker::JobKind::kDefinition, worker::PositionRequest{subject.offset},
      [call, subject](const Result<List>& places) {
        if (!places) return call->fail(places.error());
        Items items;
        if (!places->empty()) {
          const model::NamedSymbol& symbol = subject.symbols.front();
          const model::Location& place = places->front();
          items.list.push_back(
              {{symbol.usr, symbol.name, "", "", symbol.kind, 0}, place.path, place.range, place.range});
        }
        reply_items(call, items, {});
      });
}

void serve_prepare(Server& server, const std::string& method, bool (*is_wanted)(model::SymbolKind)) {
  serve<Params>(server, method, [is_wanted](Server& s, const Params& params, rpc::Responder responder) {
    const auto call = Call::make(s, std::move(responder));
    find_subject(call, params.text_document.uri, from_lsp(params.position), [call, is_wanted](const Subject& any) {
      const Subject subject = only(any, is_wanted);
      if (subject.symbols.empty()) return reply_items(call, {}, {});
      if (!subject.view) return prepare_from_unit(call, subject);
      call->ask_store<Items>(
          Lane::kQuick, *subject.view,
          [subject](const ProjectView& view, const std::stop_token&) {
            Locator locator(view);
            Items items;
            for (const model::NamedSymbol& each : subject.symbols) {
              if (auto item = item_of(locator, each.usr, items.is_stale)) items.list.push_back(*std::move(item));
            }
            return items;
          },
          [call, subject](const Items& items) {
            if (items.list.empty() && !subject.is_from_rows) return prepare_from_unit(call, subject);
            AnswerMark mark;
            mark.is_stale = items.is_stale;
            reply_items(call, items, mark);
          });
    });
  });
}

SearchedSymbols searched(const lsp::HierarchyItemParams& params) {
  SearchedSymbols symbols;
  symbols.usrs = {params.usr};
  using Kind = model::SymbolKind;
  const bool is_constructor = params.kind == static_cast<std::uint32_t>(lsp::SymbolKind::kConstructor);
  const std::string name = params.name.value_or("");
  symbols.add(name, is_constructor ? Kind::kConstructor : name.starts_with('~') ? Kind::kDestructor : Kind::kFunction);
  if (const auto path = lsp::path_from_uri(params.uri.value_or(""))) symbols.asked_in = *path;
  return symbols;
}

// Which items a question needs whatever may mention its symbol for.
enum class Needs : std::uint8_t { kItself, kMentions };

// Answers a question about an item from the index alone.
template <typename Answer>
void serve_item(Server& server, const std::string& method, Needs needs,
                std::function<Answer(Locator&, const std::string& usr, const std::stop_token&)> work,
                std::function<rpc::Json(const Answer&)> to_result) {
  using ItemParams = lsp::HierarchyItemParams;
  serve<ItemParams>(server, method, [=](Server& s, const ItemParams& params, rpc::Responder responder) {
    const auto call = Call::make(s, std::move(responder));
    if (!s.project_view() && !s.index().can_index()) return call->reply(rpc::Json::array(), s.project_mark());
    const auto answer = [=](const AnswerMark& mark) {
      const auto view = call->server().project_view();
      if (!view) return call->reply(rpc::Json::array(), mark);
      call->ask_store<Answer>(
          Lane::kLong, *view,
          [work, usr = params.usr](const ProjectView& shared, const std::stop_token& stop) {
            Locator locator(shared);
            return work(locator, usr, stop);
          },
          [call, to_result, mark](const Answer& found) {
            call->reply(to_result(found), completed(mark, found.is_complete, found.is_stale));
          });
    };
    if (needs == Needs::kItself) return answer(s.project_mark());
    CandidateSearch::run(call, searched(params), "Hierarchy", {}, answer);
  });
}

std::function<rpc::Json(const HierarchyCalls&)> calls_to_json(const char* member) {
  return [member](const HierarchyCalls& calls) {
    rpc::Json list = rpc::Json::array();
    for (const HierarchyCall& each : calls.list) list.push_back(to_json(to_lsp(each), member));
    return list;
  };
}

rpc::Json items_to_json(const Items& items) {
  std::vector<lsp::HierarchyItem> list;
  for (const HierarchyItem& each : items.list) list.push_back(to_lsp(each));
  return rpc::json_array(list);
}

}  // namespace

void register_hierarchies(Server& server) {
  serve_prepare(server, "textDocument/prepareCallHierarchy", &query::is_function_kind);
  serve_item<HierarchyCalls>(server, "callHierarchy/incomingCalls", Needs::kMentions, &incoming_calls,
                             calls_to_json("from"));
  serve_item<HierarchyCalls>(server, "callHierarchy/outgoingCalls", Needs::kItself, &outgoing_calls,
                             calls_to_json("to"));
  serve_prepare(server, "textDocument/prepareTypeHierarchy", &query::is_type_kind);
  const auto without_stop = [](Items (*work)(Locator&, const std::string&)) {
    return [work](Locator& locator, const std::string& usr, const std::stop_token&) { return work(locator, usr); };
  };
  serve_item<Items>(server, "typeHierarchy/supertypes", Needs::kItself, without_stop(&supertypes_of), &items_to_json);
  serve_item<Items>(server, "typeHierarchy/subtypes", Needs::kMentions, without_stop(&subtypes_of), &items_to_json);
}

}  // namespace cairn::server
