// What an editor shows between the words of a source text that the text leaves unsaid.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "core/text/position.h"

namespace cairn::model {

enum class InlayHintKind : std::uint8_t { kType, kParameter, kDesignator };

struct InlayHint {
  text::Position position;
  std::string label;  // without the blanks around it
  InlayHintKind kind = InlayHintKind::kType;
};

// Which hints are wanted.
struct InlayHintChoice {
  bool parameter_names = true;
  bool deduced_types = true;
  bool designators = true;
  std::uint32_t type_name_limit = 24;  // bytes; longer type names give no hint; 0: no limit
  auto operator<=>(const InlayHintChoice&) const = default;
};

}  // namespace cairn::model
