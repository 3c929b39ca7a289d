#include "protocol/lsp/text_edit.h"

namespace cairn::lsp {

Json to_json(const TextEdit& value) { return {{"range", to_json(value.range)}, {"newText", value.new_text}}; }

}  // namespace cairn::lsp
