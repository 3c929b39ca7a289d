#include "protocol/lsp/window.h"

namespace cairn::lsp {

Json to_json(const ShowMessageParams& value) {
  return {{"type", static_cast<int>(value.type)}, {"message", value.message}};
}

Json to_json(const LogMessageParams& value) {
  return {{"type", static_cast<int>(value.type)}, {"message", value.message}};
}

}  // namespace cairn::lsp
