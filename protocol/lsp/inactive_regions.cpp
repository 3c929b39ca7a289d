#include "protocol/lsp/inactive_regions.h"

namespace cairn::lsp {

Json to_json(const InactiveRegionsParams& value) {
  return {{"textDocument", {{"uri", value.uri}}}, {"regions", rpc::json_array(value.regions)}};
}

}  // namespace cairn::lsp
