// `$/answerStatus`: what an answer is worth. See EXTENSIONS.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocol/rpc/json.h"
#include "protocol/rpc/message.h"

namespace cairn::ext {

// Sent just before the response that it is about. An answer that is complete and
// fresh has none.
struct AnswerStatus {
  rpc::RequestId request_id;
  bool complete = true;
  bool stale = false;
  std::string source;                // "semantic", "lexical" or "mixed"
  std::uint64_t pending_units = 0;   // units that would have to be parsed for a complete answer, if known
  std::optional<std::string> limit;  // what cut the answer, for people
};
rpc::Json to_json(const AnswerStatus& value);

}  // namespace cairn::ext
