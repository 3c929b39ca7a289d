// $/impact: what a change of files, of a symbol or of one include costs.
#include "protocol/ext/impact.h"

#include <utility>

#include "core/deps/impact.h"
#include "core/deps/include_removal.h"
#include "core/index/unit_listing.h"
#include "platform/fs/path.h"
#include "protocol/lsp/uri.h"
#include "server/answers/dependency_call.h"
#include "server/answers/symbol_files.h"
#include "server/answers/unit_places.h"
#include "server/convert/impact.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

// As the index names files.
Result<std::string> indexed_file(const std::string& uri, const std::string& real_root) {
  const auto path = lsp::path_from_uri(uri);
  if (!path) return unexpected(ErrorCode::kInvalidArgument, "uri: " + path.error().message);
  const std::string file = fs::normalize_path(*path);
  return index::index_path(real_root, fs::real_path(file).value_or(file));
}

Result<DependencyAnswer> removal_of(const ext::ImpactParams& params, const DependencyReader::View& view,
                                    const std::stop_token& stop) {
  const auto includer = indexed_file(params.without->includer, view.real_root);
  if (!includer) return unexpected(includer.error());
  const auto included = indexed_file(params.without->included, view.real_root);
  if (!included) return unexpected(included.error());
  const auto removal = deps::find_removal(view.reader, *includer, *included, stop);
  if (!removal) return unexpected(removal.error());
  return DependencyAnswer{
      to_json(to_result(*removal, *includer, *included, view.real_root, params.limit), ext::FileForm::kUri),
      dependency_mark(view.units)};
}

SymbolFiles files_of(const ext::ImpactParams& params, const ProjectView& project) {
  if (params.symbol) return files_of_name(*project.snapshot, *params.symbol);
  const auto path = lsp::path_from_uri(params.place->uri);
  if (!path) return {};
  const text::Position position{params.place->position.line, params.place->position.character};
  Locator locator(project);
  Usrs usrs;
  for (const model::NamedSymbol& each : symbols_at_place(locator, {fs::normalize_path(*path), {position, position}})) {
    usrs.push_back(each.usr);
  }
  return files_of_symbols(*project.snapshot, usrs);
}

Result<DependencyAnswer> impact_of(const ext::ImpactParams& params, const DependencyReader::View& view,
                                   const ProjectView& project, const std::stop_token& stop) {
  deps::ImpactQuestion question;
  for (const std::string& uri : params.uris) {
    auto file = indexed_file(uri, view.real_root);
    if (!file) return unexpected(file.error());
    question.files.push_back(*std::move(file));
  }
  if (params.uris.empty()) {
    SymbolFiles files = files_of(params, project);
    if (files.introducing.empty()) return unexpected(ErrorCode::kNotFound, "no symbol that the index knows");
    question.files = std::move(files.introducing);
    question.mentioning = std::move(files.mentioning);
  }
  const auto impact = deps::find_impact(view.reader, question, stop);
  if (!impact) return unexpected(impact.error());
  return DependencyAnswer{to_json(to_result(*impact, question.files, !question.mentioning.empty(), view.project,
                                            view.real_root, params.limit),
                                  ext::FileForm::kUri),
                          dependency_mark(view.units)};
}

}  // namespace

void register_impact(Server& server) {
  serve<ext::ImpactParams>(
      server, "$/impact", [](Server& s, const ext::ImpactParams& params, rpc::Responder responder) {
        ask_dependencies(
            Call::make(s, std::move(responder)),
            [params](const DependencyReader::View& view, const ProjectView& project, const std::stop_token& stop) {
              return params.without ? removal_of(params, view, stop) : impact_of(params, view, project, stop);
            });
      });
}

}  // namespace cairn::server
