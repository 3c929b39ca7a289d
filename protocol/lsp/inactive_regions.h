// textDocument/inactiveRegions: clangd's notification of the lines that the
// preprocessor leaves out, for clients that announce that they show them.
#pragma once

#include <vector>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

struct InactiveRegionsParams {
  DocumentUri uri;
  std::vector<Range> regions;  // all of them, in order
};
Json to_json(const InactiveRegionsParams& value);

}  // namespace cairn::lsp
