// What is to be told about preludes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/index/prelude/header_choice.h"

namespace cairn::index {

enum class PreludeMode : std::uint8_t {
  kOff,     // every unit is parsed exactly
  kOn,      // units are parsed on preludes where that gives the same rows
  kVerify,  // both ways: what differs is told, and the exact rows are kept
};

inline constexpr PreludeMode kDefaultPreludeMode = PreludeMode::kOff;

// "off", "on" or "verify".
std::optional<PreludeMode> parse_prelude_mode(std::string_view text);
std::string_view name_of(PreludeMode mode);

struct LayerStatus {
  std::string name;
  std::uint64_t headers = 0;
  std::uint64_t bytes = 0;     // of its files on the disk
  std::uint64_t build_ms = 0;  // CPU of all its builds
};

// Of one prelude, or of a group that has none.
struct GroupStatus {
  std::string options;            // that its units share
  std::uint64_t units = 0;        // that are to use it
  std::uint64_t exact_units = 0;  // more, parsed exactly: for rows of headers that depend on the order of includes
  std::string state;              // "planned", "building", "ready", "given up"
  std::string reason;             // why it was given up, or is not there
  std::vector<LayerStatus> layers;
  std::uint64_t parsed_on_it = 0;
  std::uint64_t refused = 0;  // units that it does not fit
  std::vector<LeftOut> headers_left_out;
  std::vector<LeftOut> units_left_out;
};

struct PreludeStatus {
  PreludeMode mode = PreludeMode::kOff;
  std::vector<GroupStatus> groups;
};

}  // namespace cairn::index
