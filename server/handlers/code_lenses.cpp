// textDocument/codeLens: above a header, how many units include it and what a change of it costs.
#include "protocol/lsp/code_lens.h"

#include <utility>

#include <fmt/format.h>

#include "core/deps/impact.h"
#include "core/index/unit_listing.h"
#include "core/project/language.h"
#include "platform/fs/path.h"
#include "protocol/lsp/uri.h"
#include "server/answers/dependency_call.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

// "included by 312 units, ~48 s".
std::string title_of(const deps::Impact& impact) {
  if (impact.units.empty()) return "included by no unit";
  const double seconds = static_cast<double>(impact.cost_ms) / 1000;
  const std::string cost = impact.cost_ms == 0 ? std::string()
                           : seconds < 10      ? fmt::format(", ~{:.1f} s", seconds)
                                               : fmt::format(", ~{:.0f} s", seconds);
  return fmt::format("included by {} unit{}{}", impact.units.size(), impact.units.size() == 1 ? "" : "s", cost);
}

Result<DependencyAnswer> resolve(lsp::CodeLens lens, const DependencyReader::View& view, const std::stop_token& stop) {
  const auto path = lsp::path_from_uri(lens.uri);
  if (!path) return unexpected(ErrorCode::kInvalidArgument, "data.uri: " + path.error().message);
  const std::string file = fs::normalize_path(*path);
  deps::ImpactQuestion question;
  question.files = {index::index_path(view.real_root, fs::real_path(file).value_or(file))};
  question.wants_chains = false;
  const auto impact = deps::find_impact(view.reader, question, stop);
  if (!impact) return unexpected(impact.error());
  lens.title = title_of(*impact);
  return DependencyAnswer{to_json(lens), dependency_mark(view.units)};
}

}  // namespace

void register_code_lenses(Server& server) {
  serve<lsp::CodeLensParams>(
      server, "textDocument/codeLens", [](Server& s, const lsp::CodeLensParams& params, rpc::Responder responder) {
        const auto path = lsp::path_from_uri(params.text_document.uri);
        const bool is_wanted = s.settings().code_lens.included_by.value_or(true) && s.dependencies() != nullptr;
        rpc::Json lenses = rpc::Json::array();
        if (is_wanted && path && project::file_kind(*path).is_header) {
          lenses.push_back(to_json(lsp::CodeLens{{}, params.text_document.uri, {}}));
        }
        responder.reply(std::move(lenses));
      });
  serve<lsp::CodeLens>(server, "codeLens/resolve", [](Server& s, const lsp::CodeLens& lens, rpc::Responder responder) {
    ask_dependencies(Call::make(s, std::move(responder)),
                     [lens](const DependencyReader::View& view, const ProjectView&, const std::stop_token& stop) {
                       return resolve(lens, view, stop);
                     });
  });
}

}  // namespace cairn::server
