#include "protocol/ext/index_status.h"

namespace cairn::ext {

rpc::Json to_json(const IndexStatus& value) {
  return {{"lexical",
           {{"state", value.state},
            {"complete", value.complete},
            {"files", value.files},
            {"scanned", value.scanned},
            {"removed", value.removed},
            {"problems", value.problems}}},
          {"segments", value.segments},
          {"bytes", value.bytes}};
}

}  // namespace cairn::ext
