// textDocument/codeLens and codeLens/resolve.
#pragma once

#include <optional>
#include <string>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

struct CodeLensParams {
  TextDocumentIdentifier text_document;
};
bool read(Reader reader, CodeLensParams& out);

// A line of text above `range`, without anything to do: its command has a title and no name. Without a title it is to
// be resolved.
struct CodeLens {
  Range range;
  DocumentUri uri;  // data.uri: comes back when it is resolved
  std::optional<std::string> title;
};
Json to_json(const CodeLens& value);
bool read(Reader reader, CodeLens& out);

}  // namespace cairn::lsp
