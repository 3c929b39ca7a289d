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

}  // namespace cairn::server
