#include "platform/fs/xdg.h"

#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "platform/fs/path.h"

namespace cairn::fs {

namespace {

// The value if it is an absolute path, else empty.
std::string_view absolute_variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && value[0] == '/' ? std::string_view(value) : std::string_view();
}

Result<std::string> base_directory(const char* variable, std::string_view below_home) {
  if (const std::string_view value = absolute_variable(variable); !value.empty()) return normalize_path(value);
  if (const std::string_view home = absolute_variable("HOME"); !home.empty()) return join_path(home, below_home);
  return unexpected(ErrorCode::kNotFound, fmt::format("neither {} nor HOME is set to an absolute path", variable));
}

}  // namespace

Result<std::string> cache_home() { return base_directory("XDG_CACHE_HOME", ".cache"); }

Result<std::string> config_home() { return base_directory("XDG_CONFIG_HOME", ".config"); }

}  // namespace cairn::fs
