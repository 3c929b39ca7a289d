// textDocument/references: of the whole project, all of them, in pieces for clients that
// take them so.
#include "protocol/lsp/navigation.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "server/answers/candidate_search.h"
#include "server/answers/subject.h"
#include "server/answers/unit_places.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

using List = std::vector<model::Location>;
using SharedCall = std::shared_ptr<Call>;

// A piece is worth a message.
constexpr std::size_t kPieceSize = 500;

// Sends pieces of the answer while the rest is looked for, each place once. Made on the loop thread, fed on
// another.
class Pieces {
 public:
  Pieces(const SharedCall& call, lsp::ProgressToken token)
      : queries_(call->server().queries()), call_(call), token_(std::move(token)) {}

  void add(const List& list) {
    for (const model::Location& each : list) {
      if (sent_.insert(each).second) waiting_.push_back(each);
    }
    if (waiting_.size() >= kPieceSize) send();
  }
  void send() {
    if (waiting_.empty()) return;
    auto params = std::make_shared<rpc::Json>(
        to_json(lsp::ProgressParams{token_, rpc::json_array(to_lsp(std::exchange(waiting_, {})))}));
    queries_.on_loop([weak = call_, params] {
      const SharedCall call = weak.lock();
      if (call && call->is_wanted()) call->server().connection().notify("$/progress", std::move(*params));
    });
  }

 private:
  QueryThreads& queries_;
  std::weak_ptr<Call> call_;  // locked on the loop thread only
  lsp::ProgressToken token_;
  std::set<model::Location> sent_;  // and what waits
  List waiting_;
};
using SharedPieces = std::shared_ptr<Pieces>;

struct Found {
  rpc::Json list;
  bool is_stale = false;
  bool is_cut = false;
};

// The user's limit or the client's, the smaller one; 0 of either means none.
std::size_t limit_of(const Server& server, const lsp::ReferenceParams& params) {
  std::size_t limit = kNoLimit;
  for (const std::uint32_t each : {server.settings().references.limit.value_or(0), params.limit.value_or(0)}) {
    if (each != 0) limit = std::min<std::size_t>(limit, each);
  }
  return limit;
}

void mark_cut(std::size_t limit, AnswerMark& mark) {
  mark.cut(fmt::format("there are more than the {} references that were asked for at most", limit));
}

// The file's worker alone: of what is local, and where there is no index.
void reply_unit(const SharedCall& call, const lsp::ReferenceParams& params, const Subject& subject, List unit) {
  AnswerMark mark;
  if (!subject.is_local() && !unit.empty()) mark = call->server().project_mark();
  // The index may have been opened since, and is complete; this answer is not from it.
  if (!subject.is_local() && !unit.empty() && !subject.view && mark.is_complete) {
    mark.cut("the index was not open yet: only open files and what they include were searched");
  }
  if (const std::size_t limit = limit_of(call->server(), params); unit.size() > limit) {
    unit.resize(limit);
    mark_cut(limit, mark);
  }
  call->reply(rpc::json_array(to_lsp(unit)), mark);
}

void ask_unit(const SharedCall& call, const lsp::ReferenceParams& params, const Subject& subject,
              std::function<void(const List&)> then) {
  const Result<OpenFile*> file = call->server().documents().find(subject.uri);
  if (!file) return call->fail(file.error());
  const worker::ReferencesRequest request{subject.offset, params.context.include_declaration};
  call->ask_worker<List>(**file, worker::JobKind::kReferences, request,
                         [call, then = std::move(then)](const Result<List>& unit) {
                           if (!unit) return call->fail(unit.error());
                           then(*unit);
                         });
}

// From rows as they are now. `unit`: what the file's worker found. `mark`: of what the index has.
void answer(const SharedCall& call, const lsp::ReferenceParams& params, const Subject& subject, const List& unit,
            const SharedPieces& pieces, const AnswerMark& known) {
  const std::size_t limit = limit_of(call->server(), params);
  call->ask_store<Found>(
      QueryThreads::Lane::kLong, *subject.view,
      [=](const ProjectView& view, const std::stop_token& stop) {
        Locator locator(view);
        const bool is_from_unit = !subject.has_fresh_rows;
        Locations own;
        if (is_from_unit) add_unit_places(view, subject, unit, own);
        const bool is_own_cut = own.list.size() > limit;
        if (is_own_cut) own.list.resize(limit);
        if (pieces) pieces->add(own.list);
        const ReferencesWanted wanted{params.context.include_declaration, is_from_unit ? subject.path : "",
                                      limit == kNoLimit ? kNoLimit : limit - own.list.size()};
        Locations found = references_to(locator, subject.usrs(), wanted, stop, [&](const List& list) {
          if (pieces) pieces->add(list);
        });
        Found result{rpc::Json::array(), found.is_stale, is_own_cut || found.is_cut};
        if (pieces) {
          pieces->send();
          return result;
        }
        found.list.insert(found.list.end(), own.list.begin(), own.list.end());
        put_in_order(found);
        result.list = rpc::json_array(to_lsp(found.list));
        return result;
      },
      [call, params, subject, pieces, limit, known](Found found) {
        // What rows do not mention at all, the unit may: a macro of the command line, say.
        if (!pieces && found.list.empty() && subject.has_fresh_rows && !subject.is_from_rows) {
          return ask_unit(call, params, subject,
                          [=](const List& found_there) { reply_unit(call, params, subject, found_there); });
        }
        AnswerMark mark = known;
        mark.is_stale = found.is_stale;
        if (found.is_cut) mark_cut(limit, mark);
        call->reply(std::move(found.list), mark);
      });
}

// What the index has by now, in pieces, while more of it is made.
void send_more(const SharedCall& call, const Subject& asked, const SharedPieces& pieces, bool with_declarations,
               const std::shared_ptr<bool>& is_sending) {
  const Subject subject = renewed(call->server(), asked);
  if (!subject.view || std::exchange(*is_sending, true)) return;
  call->ask_store<bool>(
      QueryThreads::Lane::kLong, *subject.view,
      [=](const ProjectView& view, const std::stop_token& stop) {
        Locator locator(view);
        const ReferencesWanted wanted{with_declarations, subject.has_fresh_rows ? "" : subject.path, kNoLimit};
        references_to(locator, subject.usrs(), wanted, stop, [&](const List& list) { pieces->add(list); });
        pieces->send();
        return true;
      },
      [is_sending](bool) { *is_sending = false; });
}

void search(const SharedCall& call, const lsp::ReferenceParams& params, const Subject& subject, const List& unit) {
  if (!can_be_searched(call->server(), subject)) return reply_unit(call, params, subject, unit);
  auto pieces = params.partial_result_token ? std::make_shared<Pieces>(call, *params.partial_result_token) : nullptr;
  std::function<void()> on_more;
  // Which are the first of a limited number is known at the end.
  if (pieces && limit_of(call->server(), params) == kNoLimit) {
    on_more = [call, subject, pieces, with_declarations = params.context.include_declaration,
               is_sending = std::make_shared<bool>(false)] {
      send_more(call, subject, pieces, with_declarations, is_sending);
    };
  }
  CandidateSearch::run(call, SearchedSymbols::of(subject), "References", std::move(on_more),
                       [=](const AnswerMark& mark) {
                         const Subject now = renewed(call->server(), subject);
                         if (!now.view) return reply_unit(call, params, now, unit);
                         answer(call, params, now, unit, pieces, mark);
                       });
}

}  // namespace

void register_references(Server& server) {
  serve<lsp::ReferenceParams>(
      server, "textDocument/references", [](Server& s, const lsp::ReferenceParams& params, rpc::Responder responder) {
        const auto call = Call::make(s, std::move(responder));
        find_subject(call, params.text_document.uri, from_lsp(params.position), [=](const Subject& subject) {
          if (subject.has_fresh_rows && !subject.usrs().empty()) return search(call, params, subject, {});
          ask_unit(call, params, subject, [=](const List& unit) { search(call, params, subject, unit); });
        });
      });
}

}  // namespace cairn::server
