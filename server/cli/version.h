// What this build calls itself.
#pragma once

#include <string>

namespace cairn::server {

// "0.1.0 (git abc1234)"; without the part in brackets outside of a git checkout.
std::string version_text();

}  // namespace cairn::server
