#include "protocol/ext/answer_status.h"

namespace cairn::ext {

rpc::Json to_json(const AnswerStatus& value) {
  rpc::Json json = {{"requestId", rpc::to_json(value.request_id)},
                    {"complete", value.complete},
                    {"stale", value.stale},
                    {"source", value.source},
                    {"pendingUnits", value.pending_units}};
  if (value.limit) json["limit"] = *value.limit;
  if (value.candidates) {
    json["candidates"] = {{"files", value.candidates->files},
                          {"units", value.candidates->units},
                          {"pending", value.candidates->pending},
                          {"unclean", value.candidates->unclean}};
  }
  return json;
}

}  // namespace cairn::ext
