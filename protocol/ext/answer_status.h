// `$/answerStatus`: what an answer is worth. See EXTENSIONS.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocol/rpc/json.h"
#include "protocol/rpc/message.h"

namespace cairn::ext {

// Sent just before the response that it is about, and while pieces of an answer are sent. An answer that is complete
// and fresh, with the whole index behind it, has none.
struct AnswerStatus {
  // Of an answer that rests on the units that may have its symbol, while the index is not complete.
  struct Candidates {
    std::uint64_t files = 0;
    std::uint64_t units = 0;
    std::uint64_t pending = 0;
    std::uint64_t unclean = 0;
  };
  rpc::RequestId request_id;
  bool complete = true;
  bool stale = false;
  std::string source;                // "semantic", "lexical" or "mixed"
  std::uint64_t pending_units = 0;   // units that would have to be parsed for a complete answer, if known
  std::optional<std::string> limit;  // what cut the answer, for people
  std::optional<Candidates> candidates;
};
rpc::Json to_json(const AnswerStatus& value);

}  // namespace cairn::ext
