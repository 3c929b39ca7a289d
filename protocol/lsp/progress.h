// Work done progress: window/workDoneProgress/create, /cancel and $/progress.
//
// One token goes through create (unless the client gave it), one begin, any number
// of reports, one end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

// An integer or a string, as a request's id is.
using ProgressToken = rpc::RequestId;

struct WorkDoneProgressCreateParams {
  ProgressToken token;
};
Json to_json(const WorkDoneProgressCreateParams& value);

struct WorkDoneProgressCancelParams {
  ProgressToken token;
};
bool read(Reader reader, WorkDoneProgressCancelParams& out);

// Percentages are 0 to 100 and must not fall; without one in `begin` none may follow.
struct WorkDoneProgressBegin {
  std::string title;
  bool cancellable = false;
  std::optional<std::string> message;
  std::optional<std::uint32_t> percentage;
};
Json to_json(const WorkDoneProgressBegin& value);

struct WorkDoneProgressReport {
  std::optional<std::string> message;
  std::optional<std::uint32_t> percentage;
};
Json to_json(const WorkDoneProgressReport& value);

struct WorkDoneProgressEnd {
  std::optional<std::string> message;
};
Json to_json(const WorkDoneProgressEnd& value);

// Params of $/progress; `value` is one of the above as JSON, or a partial result.
struct ProgressParams {
  ProgressToken token;
  Json value;
};
Json to_json(const ProgressParams& params);

}  // namespace cairn::lsp
