// TextEdit: one change of a text.
#pragma once

#include <string>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

struct TextEdit {
  Range range;
  std::string new_text;
};
Json to_json(const TextEdit& value);

}  // namespace cairn::lsp
