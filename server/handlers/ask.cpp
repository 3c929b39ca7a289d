#include "server/handlers/ask.h"

namespace cairn::server {

int error_code_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalidArgument:
      return rpc::error_codes::kInvalidParams;
    case ErrorCode::kCancelled:
      return rpc::error_codes::kRequestCancelled;
    case ErrorCode::kInternal:
      return rpc::error_codes::kInternalError;
    default:
      return rpc::error_codes::kRequestFailed;
  }
}

void answer_when_diagnosed(OpenFile& file, rpc::Responder responder,
                           std::function<void(rpc::Responder&, const Diagnostics&)> answer) {
  auto shared = std::make_shared<rpc::Responder>(std::move(responder));
  const std::uint64_t id = file.diagnostics.wait(
      [shared, answer = std::move(answer)](const Diagnostics& diagnostics) { answer(*shared, diagnostics); });
  // A file answers all who wait before it goes, and an answered request is not cancelled.
  shared->on_cancel([&file, id] { file.diagnostics.forget(id); });
}

}  // namespace cairn::server
