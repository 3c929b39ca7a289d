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

// `verbose` is sent only at TraceValue::kVerbose.
struct LogTraceParams {
  std::string message;
  std::optional<std::string> verbose;
};
Json to_json(const LogTraceParams& value);

}  // namespace cairn::lsp
