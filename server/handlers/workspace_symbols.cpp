#include "core/index/lexical_index.h"
#include "core/query/stored_symbols.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "protocol/lsp/uri.h"
#include "server/convert/stored_symbols.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

// As many as a list in an editor can use; the answer says when there are more.
constexpr std::size_t kMaxSymbols = 200;

constexpr std::size_t kMaxTextBytes = std::size_t{64} << 20;

// The text that a symbol's columns are about: the client's if the file is open.
std::optional<text::TextBuffer> text_of(Server& server, const std::string& path) {
  if (auto open = server.documents().find(lsp::uri_from_path(path))) return (*open)->document.buffer;
  auto bytes = fs::read_file(path, kMaxTextBytes);
  if (!bytes) return std::nullopt;
  return text::TextBuffer(*std::move(bytes));
}

}  // namespace

void register_workspace_symbols(Server& server) {
  serve<lsp::WorkspaceSymbolParams>(
      server, "workspace/symbol", [](Server& s, const lsp::WorkspaceSymbolParams& params, rpc::Responder responder) {
        const auto snapshot = s.index().snapshot();
        rpc::Json result = rpc::Json::array();
        if (!snapshot) {
          s.mark_lexical(responder.id(), "the index is not open yet");
          return responder.reply(std::move(result));
        }
        const query::StoredSymbols found =
            query::find_by_name(*snapshot, index::kLexicalLayer, params.query, kMaxSymbols, {});
        for (const query::StoredSymbol& symbol : found.symbols) {
          const std::string path = fs::join_path(s.root(), symbol.path);
          std::optional<text::TextBuffer> text;
          if (!symbol.is_ascii) text = text_of(s, path);
          result.push_back(to_json(to_lsp(symbol, path, text ? &*text : nullptr, s.documents().encoding())));
        }
        if (!found.is_complete) {
          s.mark_lexical(responder.id(), "more symbols match");
        } else if (!s.index().status().was_complete) {
          s.mark_lexical(responder.id(), "not all files have been looked at yet");
        } else {
          s.mark_lexical(responder.id(), {});
        }
        responder.reply(std::move(result));
      });
}

}  // namespace cairn::server
