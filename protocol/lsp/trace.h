// $/setTrace and $/logTrace.
#pragma once

#include <optional>
#include <string>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

enum class TraceValue { kOff, kMessages, kVerbose };
bool read(Reader reader, TraceValue& out);

struct SetTraceParams {
  TraceValue value = TraceValue::kOff;
};
bool read(Reader reader, SetTraceParams& out);

}  // namespace cairn::lsp
