#include "protocol/lsp/cancel.h"

namespace cairn::lsp {

bool read(Reader reader, CancelParams& out) { return reader.required("id", out.id); }

}  // namespace cairn::lsp
