// window/showMessage and window/logMessage.
#pragma once

#include <string>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

enum class MessageType { kError = 1, kWarning = 2, kInfo = 3, kLog = 4 };

// A message for the user to see at once.
struct ShowMessageParams {
  MessageType type = MessageType::kInfo;
  std::string message;
};
Json to_json(const ShowMessageParams& value);

// A message for the editor's log.
struct LogMessageParams {
  MessageType type = MessageType::kLog;
  std::string message;
};
Json to_json(const LogMessageParams& value);

}  // namespace cairn::lsp
