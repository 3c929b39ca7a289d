// textDocument/hover; its params are TextDocumentPositionParams.
#pragma once

#include <optional>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

struct Hover {
  MarkupContent contents;
  std::optional<Range> range;  // what the hover is about
};
Json to_json(const Hover& value);

}  // namespace cairn::lsp
