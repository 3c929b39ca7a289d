#include "protocol/lsp/trace.h"

namespace cairn::lsp {

bool read(Reader reader, TraceValue& out) {
  return rpc::read_string_enum<TraceValue>(
      reader, {{"off", TraceValue::kOff}, {"messages", TraceValue::kMessages}, {"verbose", TraceValue::kVerbose}}, out);
}

bool read(Reader reader, SetTraceParams& out) { return reader.required("value", out.value); }

}  // namespace cairn::lsp
