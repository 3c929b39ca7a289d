// $/includeHierarchy: one step along the includes.
#include "protocol/ext/include_hierarchy.h"

#include <map>
#include <utility>

#include "core/deps/file_edges.h"
#include "core/index/lexical_index.h"
#include "core/index/semantic_status.h"
#include "core/index/unit_listing.h"
#include "platform/fs/path.h"
#include "protocol/lsp/uri.h"
#include "server/answers/dependency_call.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

using Items = std::vector<ext::IncludeHierarchyItem>;

Items items_of(const std::shared_ptr<const store::Snapshot>& snapshot, const std::string& root, const std::string& path,
               bool wants_includers) {
  deps::IncludeGraph graph(snapshot, {index::kLexicalLayer, index::kSemanticLayer});
  const deps::FileEdges edges(graph);
  Items items;
  const auto file = graph.find(index::index_path(root, path));
  if (!file) return items;
  std::map<std::string, ext::IncludeHierarchyItem> by_path;
  for (const deps::IncludeGraph::Edge& edge : wants_includers ? edges.includers(*file) : edges.includes(*file)) {
    ext::IncludeHierarchyItem& item = by_path[graph.path(edge.to)];
    item.path = index::absolute_path(root, graph.path(edge.to));
    item.lines.push_back(edge.line);
    item.is_exact = edges.is_read(wants_includers ? edge.to : *file);
  }
  for (auto& [name, item] : by_path) items.push_back(std::move(item));
  return items;
}

}  // namespace

void register_include_hierarchy(Server& server) {
  serve<ext::IncludeHierarchyParams>(
      server, "$/includeHierarchy", [](Server& s, const ext::IncludeHierarchyParams& params, rpc::Responder responder) {
        const auto path = lsp::path_from_uri(params.uri);
        if (!path) return fail(responder, Error{ErrorCode::kInvalidArgument, "uri: " + path.error().message});
        const auto view = s.project_view();
        if (!view) return responder.reply(rpc::Json::array());
        const auto call = Call::make(s, std::move(responder));
        const std::string file = fs::normalize_path(*path);
        const std::string root = s.workspace().root();
        call->ask_store<Items>(
            QueryThreads::Lane::kLong, *view,
            [file, root, wants_includers = params.wants_includers](const ProjectView& shared, const std::stop_token&) {
              return items_of(shared.snapshot, root, fs::real_path(file).value_or(file), wants_includers);
            },
            [call, mark = dependency_mark(s.semantic_status())](const Items& items) {
              call->reply(rpc::json_array(items), mark);
            });
      });
}

}  // namespace cairn::server
