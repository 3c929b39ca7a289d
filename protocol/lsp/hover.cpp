#include "protocol/lsp/hover.h"

namespace cairn::lsp {

Json to_json(const Hover& value) {
  Json json = {{"contents", to_json(value.contents)}};
  if (value.range) json["range"] = to_json(*value.range);
  return json;
}

}  // namespace cairn::lsp
