#include "server/cli/version.h"

namespace cairn::server {

std::string version_text() { return CAIRN_VERSION; }

}  // namespace cairn::server
