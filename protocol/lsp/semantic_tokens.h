// textDocument/semanticTokens: full, full/delta and range.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

struct SemanticTokensParams {
  TextDocumentIdentifier text_document;
};
bool read(Reader reader, SemanticTokensParams& out);

struct SemanticTokensDeltaParams {
  TextDocumentIdentifier text_document;
  std::string previous_result_id;
};
bool read(Reader reader, SemanticTokensDeltaParams& out);

struct SemanticTokensRangeParams {
  TextDocumentIdentifier text_document;
  Range range;
};
bool read(Reader reader, SemanticTokensRangeParams& out);

// What the numbers in the data mean.
struct SemanticTokensLegend {
  std::vector<std::string> token_types;
  std::vector<std::string> token_modifiers;
};
Json to_json(const SemanticTokensLegend& value);

// Five numbers for each token: lines after the one before, columns after it (or from
// the line's start), length, type, modifiers.
struct SemanticTokens {
  std::string result_id;  // empty: of a range, not to be asked about again
  std::vector<std::uint32_t> data;
};
Json to_json(const SemanticTokens& value);

struct SemanticTokensEdit {
  std::size_t start = 0;         // in numbers, not tokens
  std::size_t delete_count = 0;  // likewise
  std::vector<std::uint32_t> data;
};

struct SemanticTokensDelta {
  std::string result_id;
  std::vector<SemanticTokensEdit> edits;
};
Json to_json(const SemanticTokensDelta& value);

// The edits that make `now` of `before`: none if they are equal, else one, for what
// lies between the tokens that both begin and end with. Pure.
std::vector<SemanticTokensEdit> difference(const std::vector<std::uint32_t>& before,
                                           const std::vector<std::uint32_t>& now);

}  // namespace cairn::lsp
