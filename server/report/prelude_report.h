// What is told about preludes: by `cairn index`, `cairn doctor` and $/indexStatus.
#pragma once

#include <string>

#include "core/index/prelude/prelude_status.h"
#include "protocol/rpc/json.h"

namespace cairn::server {

// As EXTENSIONS.md describes it under $/indexStatus.
rpc::Json to_json(const index::PreludeStatus& status);

// For the line that sums a run up: "; preludes: …"; empty without any.
std::string prelude_line(const index::PreludeStatus& status);

}  // namespace cairn::server
