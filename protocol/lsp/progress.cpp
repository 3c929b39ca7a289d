#include "protocol/lsp/progress.h"

namespace cairn::lsp {

bool read(Reader reader, WorkDoneProgressCancelParams& out) { return reader.required("token", out.token); }

Json to_json(const WorkDoneProgressCreateParams& value) { return {{"token", rpc::to_json(value.token)}}; }

Json to_json(const WorkDoneProgressBegin& value) {
  Json json = {{"kind", "begin"}, {"title", value.title}, {"cancellable", value.cancellable}};
  if (value.message) json["message"] = *value.message;
  if (value.percentage) json["percentage"] = *value.percentage;
  return json;
}

Json to_json(const WorkDoneProgressReport& value) {
  Json json = {{"kind", "report"}};
  if (value.message) json["message"] = *value.message;
  if (value.percentage) json["percentage"] = *value.percentage;
  return json;
}

Json to_json(const WorkDoneProgressEnd& value) {
  Json json = {{"kind", "end"}};
  if (value.message) json["message"] = *value.message;
  return json;
}

Json to_json(const ProgressParams& params) { return {{"token", rpc::to_json(params.token)}, {"value", params.value}}; }

}  // namespace cairn::lsp
