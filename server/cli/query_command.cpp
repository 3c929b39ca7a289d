#include "server/cli/query_command.h"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "core/index/lexical_index.h"
#include "core/query/stored_symbols.h"
#include "core/store/lookup.h"
#include "core/store/store.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "protocol/rpc/json.h"
#include "server/cli/check.h"
#include "server/cli/command_line_project.h"
#include "server/cli/print.h"
#include "server/convert/answers.h"
#include "server/session/cache_folder.h"

namespace cairn::server {
namespace {

constexpr std::size_t kMaxResults = 1000;

int cannot_run(const std::string& reason) {
  print(stderr, fmt::format("cairn query: {}\n", reason));
  return kExitCannotRun;
}

std::string line_of(const query::StoredSymbol& symbol, const std::string& root) {
  return fmt::format("{}:{}:{}: {} {}{}{}\n", fs::join_path(root, symbol.path), symbol.name_range.start.line + 1,
                     symbol.name_range.start.column + 1, symbol.is_definition ? "definition" : "declaration",
                     symbol.scope, symbol.name, symbol.signature.empty() ? "" : "    " + symbol.signature);
}

rpc::Json json_of(const query::StoredSymbol& symbol, const std::string& root) {
  return {{"name", symbol.name},
          {"scope", symbol.scope},
          {"signature", symbol.signature},
          {"kind", static_cast<int>(lsp_kind(symbol.kind))},
          {"path", fs::join_path(root, symbol.path)},
          {"line", symbol.name_range.start.line},
          {"column", symbol.name_range.start.column},
          {"definition", symbol.is_definition}};
}

int print_mentions(const store::Snapshot& snapshot, const Options& options, const std::string& root) {
  std::vector<std::string> paths = store::files_mentioning(snapshot, index::kLexicalLayer, options.files[1]);
  std::string text;
  for (std::string& path : paths) {
    path = fs::join_path(root, path);
    text += path + "\n";
  }
  if (options.format == OutputFormat::kJson) {
    text = rpc::dump_json({{"files", paths}, {"complete", !snapshot.is_damaged()}, {"source", "lexical"}}) + "\n";
  }
  if (!print(stdout, text)) return kExitCannotRun;
  return paths.empty() ? kExitCannotRun : EXIT_SUCCESS;
}

}  // namespace

int run_query(const Options& options) {
  auto config = project_config(options);
  if (!config) return cannot_run(config.error().message);
  auto cache = CacheFolder::open(options.cache_dir, config->root);
  if (!cache) return cannot_run(cache.error().message);
  const std::string folder = store_folder(cache->path());
  if (!fs::read_stamp(folder)) {
    return cannot_run(fmt::format("there is no index yet; make one with: cairn index {} --lexical", config->root));
  }
  store::StoreOptions store_options;
  store_options.may_write = false;
  store_options.on_problem = [](const std::string& message) { print(stderr, message + "\n"); };
  auto store = store::Store::open(folder, store_options);
  if (!store) return cannot_run(store.error().message);
  const auto snapshot = (*store)->snapshot();
  if (options.files[0] == "mentions") return print_mentions(*snapshot, options, config->root);
  const std::string& name = options.files[1];
  const query::StoredSymbols found = options.files[0] == "symbol"
                                         ? query::find_by_name(*snapshot, index::kLexicalLayer, name, kMaxResults, {})
                                         : query::find_exactly(*snapshot, index::kLexicalLayer, name, kMaxResults);
  std::string text;
  if (options.format == OutputFormat::kJson) {
    rpc::Json symbols = rpc::Json::array();
    for (const query::StoredSymbol& symbol : found.symbols) symbols.push_back(json_of(symbol, config->root));
    text = rpc::dump_json({{"symbols", symbols}, {"complete", found.is_complete}, {"source", "lexical"}}) + "\n";
  } else {
    for (const query::StoredSymbol& symbol : found.symbols) text += line_of(symbol, config->root);
    if (!found.is_complete) print(stderr, "cairn query: there may be more\n");
  }
  if (!print(stdout, text)) return kExitCannotRun;
  return found.symbols.empty() ? kExitCannotRun : EXIT_SUCCESS;
}

}  // namespace cairn::server
