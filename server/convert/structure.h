// Folds, selections, links and hints in LSP's form. All functions are pure.
#pragma once

#include <vector>

#include "core/model/answers.h"
#include "core/model/inlay_hint.h"
#include "core/text/folding.h"
#include "core/text/selection.h"
#include "core/text/text_buffer.h"
#include "protocol/ext/settings.h"
#include "protocol/lsp/initialize.h"
#include "protocol/lsp/inlay_hint.h"
#include "protocol/lsp/structure.h"

namespace cairn::server {

// For a client that folds whole lines, one fold for each line, which leaves to be seen
// what stands behind it. Beyond the client's limit, those of the fewest lines are left out.
std::vector<lsp::FoldingRange> to_lsp(const std::vector<text::Fold>& folds, const text::TextBuffer& buffer,
                                      base::TextEncoding encoding, const lsp::FoldingRangeClientCapabilities& client);

lsp::SelectionRange to_lsp(const std::vector<text::Span>& spans, const text::TextBuffer& buffer,
                           base::TextEncoding encoding);

lsp::DocumentLink to_lsp(const model::DocumentLink& link, bool with_tooltip);

// What nobody set keeps its default.
model::InlayHintChoice from_settings(const ext::Settings::InlayHints& settings);

lsp::InlayHint to_lsp(const model::InlayHint& hint);

}  // namespace cairn::server
