// Where a user's files belong, by the XDG Base Directory Specification 0.8.
#pragma once

#include <string>

#include "platform/base/result.h"

namespace cairn::fs {

// Absolute, normalised and not created: $XDG_CACHE_HOME or ~/.cache. As the specification asks, a
// relative value counts as unset; the home folder is $HOME. kNotFound if neither helps. Reads the
// environment: not while another thread changes it.
Result<std::string> cache_home();

// Likewise $XDG_CONFIG_HOME or ~/.config.
Result<std::string> config_home();

}  // namespace cairn::fs
