#include <algorithm>
#include <cctype>
#include <memory>

#include "server/answers/call.h"
#include "server/answers/include_offers.h"
#include "server/answers/include_place.h"
#include "server/convert/completion.h"
#include "server/convert/include_offers.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

// What an editor's menu can use; typing on asks again, so nothing is out of reach.
constexpr std::uint32_t kMaxItems = 100;
// Symbols that the file does not include yet, behind those that it has.
constexpr std::size_t kMaxOffers = 20;

// The list that the client shows, as far as Cairn knows: only its items can be asked
// about, since workers keep one list each.
struct LastList {
  std::uint32_t id = 0;
  std::string uri;
};

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// The point of 1.5, not of a.b; and the second one of an ellipsis.
bool ends_in_number(std::string_view before_dot) {
  if (before_dot.ends_with('.')) return true;
  std::size_t start = before_dot.size();
  while (start > 0 && is_word(before_dot[start - 1])) --start;
  return start < before_dot.size() && is_digit(before_dot[start]);
}

// What stands before the cursor in its line, without white space at the start.
std::string_view line_before(std::string_view before_cursor) {
  const std::size_t line = before_cursor.find_last_of("\r\n") + 1;
  const std::size_t first = before_cursor.find_first_not_of(" \t", line);
  return before_cursor.substr(std::min(first, before_cursor.size()));
}

// Trigger characters are single, what they may belong to is not: only the second
// character of `->` and `::` asks for members, quotes and slashes ask in an #include
// only. Everywhere else the client's question is answered with nothing, at once.
bool asks_for_nothing(const lsp::CompletionParams& params, std::string_view before_cursor) {
  if (params.context.trigger_kind != lsp::CompletionTriggerKind::kTriggerCharacter || before_cursor.empty()) {
    return false;
  }
  switch (before_cursor.back()) {
    case '.':
      return ends_in_number(before_cursor.substr(0, before_cursor.size() - 1));
    case '>':
      return !before_cursor.ends_with("->");
    case ':':
      return !before_cursor.ends_with("::");
    case '#':
      return line_before(before_cursor) != "#";
    case '<':
    case '"':
    case '/':
      return !line_before(before_cursor).starts_with('#');
    default:
      return false;
  }
}

using Offers = std::vector<IncludeOffer>;

// Adds what the file would have with one more #include.
void add_offers(const std::shared_ptr<Call>& call, const std::string& uri, std::uint64_t offset,
                const model::Completion& completion, lsp::CompletionList list) {
  Server& server = call->server();
  const auto file = server.documents().find(uri);
  const auto view = server.project_view();
  const TypedName typed = file ? typed_name((*file)->document.buffer.text(), offset) : TypedName();
  if (!file || !view || !typed.can_be_offered || !wants_include_insertion(server)) return call->reply(to_json(list));
  std::set<std::string> known;
  for (const model::CompletionItem& each : completion.items) known.insert(each.filter_text);
  auto shared = std::make_shared<lsp::CompletionList>(std::move(list));
  call->ask_store<Offers>(
      QueryThreads::Lane::kQuick, *view,
      [place = offer_place(**file, offset), typed, known = std::move(known)](const ProjectView& now,
                                                                             const std::stop_token& stop) {
        return offers_for_prefix(now, place, typed, known, kMaxOffers, stop);
      },
      [call, shared, completion](const Offers& offers) {
        append(offers, completion, call->server().client().completion_item, *shared);
        call->reply(to_json(*shared));
      });
}

void complete(Server& server, const lsp::CompletionParams& params, rpc::Responder responder,
              const std::shared_ptr<LastList>& last) {
  auto file = server.documents().find(params.text_document.uri);
  if (!file) return fail(responder, file.error());
  auto offset = server.documents().offset_at(**file, from_lsp(params.position));
  if (!offset) return fail(responder, offset.error());
  const std::string& text = (*file)->document.buffer.text();
  if (asks_for_nothing(params, std::string_view(text).substr(0, *offset))) {
    return responder.reply(to_json(lsp::CompletionList{}));
  }
  const lsp::CompletionItemClientCapabilities& client = server.client().completion_item;
  *last = {last->id + 1, params.text_document.uri};
  const worker::CompletionRequest request{*offset, kMaxItems, last->id, !client.resolves_documentation};
  const auto call = Call::make(server, std::move(responder));
  call->ask_worker<model::Completion>(**file, worker::JobKind::kCompletion, request,
                                      [call, client, uri = params.text_document.uri, at = *offset,
                                       id = last->id](const Result<model::Completion>& completion) {
                                        if (!completion) return call->fail(completion.error());
                                        add_offers(call, uri, at, *completion, to_lsp(*completion, client, id));
                                      });
}

// An item that nothing more is known of goes back as it came: its list is outdated, its
// file closed, its worker another one by now.
void resolve(Server& server, lsp::CompletionItemToResolve params, rpc::Responder responder, const LastList& last) {
  if (!params.data || params.data->list != last.id) return responder.reply(std::move(params.item));
  auto file = server.documents().find(last.uri);
  if (!file) return responder.reply(std::move(params.item));
  const worker::CompletionDetailsRequest request{last.id, params.data->index};
  auto shared = std::make_shared<rpc::Responder>(std::move(responder));
  using Details = std::optional<model::CompletionDetails>;
  const std::uint64_t job = (*file)->session->ask<Details>(
      worker::JobKind::kCompletionDetails, request,
      [shared, item = std::move(params.item),
       formats = server.client().completion_item.documentation_format](const Result<Details>& answer) mutable {
        if (answer && *answer && !(*answer)->documentation.empty()) {
          item["documentation"] = to_json(documentation_to_lsp((*answer)->documentation, formats));
        }
        shared->reply(std::move(item));
      });
  shared->on_cancel([session = std::weak_ptr<worker::UnitSession>((*file)->session), job] {
    if (auto alive = session.lock()) alive->cancel(job);
  });
}

}  // namespace

void register_completion(Server& server) {
  const auto last = std::make_shared<LastList>();
  serve<lsp::CompletionParams>(server, "textDocument/completion",
                               [last](Server& s, const lsp::CompletionParams& params, rpc::Responder responder) {
                                 complete(s, params, std::move(responder), last);
                               });
  serve<lsp::CompletionItemToResolve>(
      server, "completionItem/resolve",
      [last](Server& s, const lsp::CompletionItemToResolve& params, rpc::Responder responder) {
        resolve(s, params, std::move(responder), *last);
      });
}

}  // namespace cairn::server
