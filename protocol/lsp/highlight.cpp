#include "protocol/lsp/highlight.h"

namespace cairn::lsp {

Json to_json(const DocumentHighlight& value) {
  return {{"range", to_json(value.range)}, {"kind", static_cast<int>(value.kind)}};
}

}  // namespace cairn::lsp
