// $/cancelRequest.
#pragma once

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

struct CancelParams {
  rpc::RequestId id;
};
bool read(Reader reader, CancelParams& out);

}  // namespace cairn::lsp
