#include "protocol/ext/file_status.h"

namespace cairn::ext {

Json to_json(const FileStatus& value) { return {{"uri", value.uri}, {"state", value.state}}; }

}  // namespace cairn::ext
