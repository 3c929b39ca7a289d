#include "core/index/prelude/prelude_status.h"

namespace cairn::index {

std::optional<PreludeMode> parse_prelude_mode(std::string_view text) {
  for (const PreludeMode mode : {PreludeMode::kOff, PreludeMode::kOn, PreludeMode::kVerify}) {
    if (text == name_of(mode)) return mode;
  }
  return std::nullopt;
}

std::string_view name_of(PreludeMode mode) {
  return mode == PreludeMode::kOff ? "off" : mode == PreludeMode::kOn ? "on" : "verify";
}

}  // namespace cairn::index
