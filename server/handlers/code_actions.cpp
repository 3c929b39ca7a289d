#include "server/convert/code_actions.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "server/answers/call.h"
#include "server/answers/include_advice.h"
#include "server/answers/include_cleanup.h"
#include "server/answers/include_edit.h"
#include "server/answers/include_place.h"
#include "server/answers/missing_names.h"
#include "server/convert/include_offers.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

// Diagnostics of one request whose names are looked for, and headers told for each.
constexpr std::size_t kMaxMissing = 8;
constexpr std::size_t kMaxHeaders = 5;

struct Missing {
  model::Diagnostic diagnostic;
  std::string name;
  std::size_t offset = 0;
};
using Actions = std::vector<lsp::CodeAction>;

bool is_asked_about(const text::Range& range, const lsp::CodeActionParams& params) {
  const text::Range asked = from_lsp(params.range);
  if (range.start <= asked.end && asked.start <= range.end) return true;
  for (const lsp::Range& each : params.context.diagnostic_ranges) {
    if (from_lsp(each) == range) return true;
  }
  return false;
}

std::vector<Missing> missing_in(const OpenFile& file, const std::vector<model::Diagnostic>& diagnostics,
                                const lsp::CodeActionParams& params, base::TextEncoding encoding) {
  std::vector<Missing> found;
  const text::TextBuffer& buffer = file.document.buffer;
  for (const model::Diagnostic& each : diagnostics) {
    if (found.size() >= kMaxMissing || !is_asked_about(each.range, params)) continue;
    const auto offset = buffer.offset_at(each.range.start, encoding);
    if (!offset) continue;
    std::string name = missing_name(each.message, buffer.text(), *offset);
    if (!name.empty()) found.push_back({each, std::move(name), *offset});
  }
  return found;
}

Actions include_actions(const ProjectView& view, OfferPlace place, const std::vector<Missing>& missing,
                        const EditTarget& target, const std::stop_token& stop) {
  Actions actions;
  for (const Missing& each : missing) {
    place.offset = each.offset;
    const std::vector<IncludeOffer> offers = offers_for_name(view, place, each.name, kMaxHeaders, stop);
    for (const IncludeOffer& offer : offers) {
      actions.push_back(include_action(offer, each.diagnostic, offers.size() == 1, target));
    }
  }
  return actions;
}

// What the request wants to know of the includes that the file has.
struct IncludesAsked {
  bool removal = false;   // a fix for those of the range that are not used
  bool organise = false;  // only if it is asked for by name: it costs more than a look at diagnostics
  bool any() const { return removal || organise; }
};

IncludesAsked includes_asked(const std::string& path, const std::string& text, const lsp::CodeActionParams& params) {
  IncludesAsked asked;
  asked.organise = !params.context.only.empty() && lsp::is_asked_for(lsp::kSourceOrganizeImports, params.context.only);
  if (!lsp::is_asked_for(lsp::kQuickFix, params.context.only)) return asked;
  const text::Range range = from_lsp(params.range);
  const std::vector<TextInclude> includes = read_includes(path, text);
  asked.removal = std::any_of(includes.begin(), includes.end(), [&](const TextInclude& each) {
    return range.start.line <= each.line && each.line <= range.end.line;
  });
  return asked;
}

Actions cleanup_actions(const IncludeAdvice& advice, IncludesAsked asked, const OfferPlace& place,
                        const lsp::CodeActionParams& params, const EditTarget& target) {
  Actions actions;
  const std::vector<TextInclude> includes = read_includes(place.file.path, place.text);
  const text::Range range = from_lsp(params.range);
  for (const TextInclude& each : includes) {
    const bool is_wanted = asked.removal && range.start.line <= each.line && each.line <= range.end.line;
    if (!is_wanted || !advice.unused.contains(each.line)) continue;
    actions.push_back(plain_action(fmt::format("Remove unused #include {}", to_string(each.header)), lsp::kQuickFix,
                                   removal_edits(place.text, {each.line}), target));
  }
  if (!actions.empty() && advice.unused.size() > 1) {
    actions.push_back(plain_action(fmt::format("Remove all {} unused #includes", advice.unused.size()), lsp::kQuickFix,
                                   removal_edits(place.text, advice.unused), target));
  }
  if (asked.organise && (!advice.unused.empty() || !advice.moved.empty())) {
    actions.push_back(plain_action("Organise #includes", lsp::kSourceOrganizeImports,
                                   organise_edits(place.text, includes, advice.unused, advice.moved), target));
  }
  return actions;
}

void answer(const std::shared_ptr<Call>& call, OpenFile& file, const std::vector<model::Diagnostic>& diagnostics,
            const lsp::CodeActionParams& params) {
  Server& server = call->server();
  const EditTarget target{file.document.uri, file.document.version, server.client().document_changes,
                          server.client().publish_diagnostics};
  auto actions = std::make_shared<Actions>(code_actions(diagnostics, params, target));
  const auto view = server.project_view();
  const auto reader = server.dependencies();
  const bool is_wanted = view && lsp::is_asked_for(lsp::kQuickFix, params.context.only);
  auto missing =
      is_wanted ? missing_in(file, diagnostics, params, server.documents().encoding()) : std::vector<Missing>();
  const IncludesAsked includes =
      view && reader ? includes_asked(file.document.path, file.document.buffer.text(), params) : IncludesAsked();
  if (missing.empty() && !includes.any()) return call->reply(rpc::json_array(*actions));
  call->ask_store<Actions>(
      includes.any() ? QueryThreads::Lane::kLong : QueryThreads::Lane::kQuick, *view,
      [place = offer_place(file, 0), missing = std::move(missing), target, includes, reader, params](
          const ProjectView& now, const std::stop_token& stop) {
        Actions found = include_actions(now, place, missing, target, stop);
        if (!includes.any()) return found;
        const IncludeAdvice advice = advise_on_includes(*reader, now, place.file.path, place.file.is_c, stop);
        if (!advice.is_known) return found;
        Actions cleanups = cleanup_actions(advice, includes, place, params, target);
        std::move(cleanups.begin(), cleanups.end(), std::back_inserter(found));
        return found;
      },
      [call, actions](Actions found) {
        // The one that includes something mends what clang's guesses at misspellings do not.
        found.insert(found.end(), actions->begin(), actions->end());
        call->reply(rpc::json_array(found));
      });
}

}  // namespace

void register_code_actions(Server& server) {
  serve<lsp::CodeActionParams>(
      server, "textDocument/codeAction", [](Server& s, const lsp::CodeActionParams& params, rpc::Responder responder) {
        // To other clients an action is a command, of which there are none.
        if (!s.client().code_action_literals) return responder.reply(rpc::Json::array());
        auto file = s.documents().find(params.text_document.uri);
        if (!file) return fail(responder, file.error());
        answer_when_diagnosed(
            **file, std::move(responder), [&s, params](rpc::Responder& answerer, const Diagnostics& diagnostics) {
              const auto now = s.documents().find(params.text_document.uri);
              if (!diagnostics || !now) {
                return answerer.fail(rpc::error_codes::kContentModified, "the text changed meanwhile");
              }
              answer(Call::make(s, std::move(answerer)), **now, *diagnostics, params);
            });
      });
}

}  // namespace cairn::server
