// textDocument/prepareRename and textDocument/rename: the whole project, or a reason why not.
#include "protocol/lsp/rename.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "core/text/source_tokens.h"
#include "protocol/lsp/uri.h"
#include "protocol/lsp/workspace_edit.h"
#include "server/answers/candidate_search.h"
#include "server/answers/rename_plan.h"
#include "server/answers/subject.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

using Params = lsp::RenameParams;
using SharedCall = std::shared_ptr<Call>;
using List = std::vector<model::Location>;

void refuse(const SharedCall& call, const std::string& why) {
  call->fail({ErrorCode::kUnsupported, "cannot be renamed: " + why});
}

// Versions only of what the client has open: they tell it whether its text is still the one that was looked at.
void reply(const SharedCall& call, const RenamePlan& plan, const std::string& new_name) {
  if (!plan.refused.empty()) return refuse(call, plan.refused);
  lsp::WorkspaceEdit edit;
  edit.is_versioned = call->server().client().document_changes;
  const auto& open = call->server().documents().files();
  for (const auto& [path, ranges] : plan.edits) {
    lsp::TextDocumentEdit document{lsp::uri_from_path(path), std::nullopt, {}};
    if (const auto file = open.find(path); file != open.end()) {
      document.uri = file->second->document.uri;
      document.version = file->second->document.version;
    }
    for (const text::Range& range : ranges) document.edits.push_back({to_lsp(range), new_name});
    edit.documents.push_back(std::move(document));
  }
  call->reply(to_json(edit));
}

// Why what stands there is not renamed, whatever the new name; empty: it may be.
std::string why_not(const Subject& subject) {
  if (!subject.included.empty() || subject.symbols.empty() || subject.word.empty()) {
    return "no name that is known stands there";
  }
  for (const model::NamedSymbol& each : subject.symbols) {
    if (std::string why = why_not_renamed(each.kind, each.name); !why.empty() && !each.is_local) return why;
    if (query::spelled_name(each.name) != subject.word) return "a macro stands there for " + each.name;
  }
  return {};
}

using Tokens = std::vector<model::SemanticToken>;

void rename_local(const SharedCall& call, const Params& params, const Subject& subject) {
  const Result<OpenFile*> file = call->server().documents().find(subject.uri);
  if (!file) return call->fail(file.error());
  const auto version = (*file)->document.version;
  const auto plan = [call, params, subject, version](const List& places, const Tokens& tokens) {
    const Result<OpenFile*> now = call->server().documents().find(subject.uri);
    if (!now) return call->fail(now.error());
    const Document& document = (*now)->document;
    if (document.version != version) return call->fail({ErrorCode::kCancelled, "the text changed meanwhile"});
    reply(call,
          plan_local_rename(document.path, document.buffer, call->server().documents().encoding(), places, tokens,
                            {{}, subject.word, params.new_name}),
          params.new_name);
  };
  call->ask_worker<List>(**file, worker::JobKind::kReferences, worker::ReferencesRequest{subject.offset, true},
                         [call, subject, plan](const Result<List>& places) {
                           if (!places) return call->fail(places.error());
                           const Result<OpenFile*> still = call->server().documents().find(subject.uri);
                           if (!still) return call->fail(still.error());
                           const worker::SemanticTokensRequest all{0, std::numeric_limits<std::uint64_t>::max(), {}};
                           call->ask_worker<Tokens>(**still, worker::JobKind::kSemanticTokens, all,
                                                    [call, plan, found = *places](const Result<Tokens>& tokens) {
                                                      if (!tokens) return call->fail(tokens.error());
                                                      plan(found, *tokens);
                                                    });
                         });
}

void rename_everywhere(const SharedCall& call, const Params& params, const Subject& subject) {
  if (!can_be_searched(call->server(), subject)) return refuse(call, "there is no index of the project");
  SearchedSymbols symbols = SearchedSymbols::of(subject);
  symbols.follows_derived = true;
  // What is not spelled is not changed.
  symbols.is_implicit = false;
  symbols.counts_unclean = true;
  CandidateSearch::run(call, std::move(symbols), "Rename", {}, [call, params, subject](const AnswerMark& mark) {
    if (!mark.is_complete) return refuse(call, mark.limit.value_or("not all of its places are known"));
    const auto view = call->server().project_view();
    if (!view) return refuse(call, "there is no index of the project");
    call->ask_store<RenamePlan>(
        QueryThreads::Lane::kLong, *view,
        [wanted = RenameWanted{subject.usrs(), subject.word, params.new_name}](const ProjectView& shared,
                                                                               const std::stop_token& stop) {
          Locator locator(shared);
          return plan_rename(locator, wanted, stop);
        },
        [call, params](const RenamePlan& plan) { reply(call, plan, params.new_name); });
  });
}

void prepare(const SharedCall& call, const Subject& subject) {
  if (const std::string why = why_not(subject); !why.empty()) return refuse(call, why);
  const Result<OpenFile*> file = call->server().documents().find(subject.uri);
  if (!file) return call->fail(file.error());
  const text::TextBuffer& text = (*file)->document.buffer;
  std::size_t begin = std::min<std::size_t>(subject.offset, text.text().size());
  while (begin > 0 && text::is_source_word_byte(text.text()[begin - 1])) --begin;
  const base::TextEncoding encoding = call->server().documents().encoding();
  const text::Range range{text.position_at(begin, encoding), text.position_at(begin + subject.word.size(), encoding)};
  call->reply(to_json(lsp::PrepareRenameResult{to_lsp(range), subject.word}));
}

}  // namespace

void register_rename(Server& server) {
  using Position = lsp::TextDocumentPositionParams;
  serve<Position>(server, "textDocument/prepareRename",
                  [](Server& s, const Position& params, rpc::Responder responder) {
                    const auto call = Call::make(s, std::move(responder));
                    find_subject(call, params.text_document.uri, from_lsp(params.position),
                                 [call](const Subject& subject) { prepare(call, subject); });
                  });
  serve<Params>(server, "textDocument/rename", [](Server& s, const Params& params, rpc::Responder responder) {
    const auto call = Call::make(s, std::move(responder));
    if (const std::string why = why_no_name(params.new_name); !why.empty()) return refuse(call, why);
    find_subject(call, params.text_document.uri, from_lsp(params.position), [call, params](const Subject& subject) {
      if (const std::string why = why_not(subject); !why.empty()) return refuse(call, why);
      if (subject.word == params.new_name) return refuse(call, "it has that name");
      subject.is_local() ? rename_local(call, params, subject) : rename_everywhere(call, params, subject);
    });
  });
}

}  // namespace cairn::server
