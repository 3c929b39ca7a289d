#include "protocol/lsp/semantic_tokens.h"

#include <algorithm>
#include <iterator>

namespace cairn::lsp {
namespace {

constexpr std::ptrdiff_t kNumbersPerToken = 5;

std::ptrdiff_t whole_tokens(std::ptrdiff_t numbers) { return numbers - numbers % kNumbersPerToken; }

}  // namespace

bool read(Reader reader, SemanticTokensParams& out) { return reader.required("textDocument", out.text_document); }

bool read(Reader reader, SemanticTokensDeltaParams& out) {
  const bool has_document = reader.required("textDocument", out.text_document);
  return reader.required("previousResultId", out.previous_result_id) && has_document;
}

bool read(Reader reader, SemanticTokensRangeParams& out) {
  const bool has_document = reader.required("textDocument", out.text_document);
  return reader.required("range", out.range) && has_document;
}

Json to_json(const SemanticTokensLegend& value) {
  return {{"tokenTypes", value.token_types}, {"tokenModifiers", value.token_modifiers}};
}

Json to_json(const SemanticTokens& value) {
  Json json = {{"data", value.data}};
  if (!value.result_id.empty()) json["resultId"] = value.result_id;
  return json;
}

Json to_json(const SemanticTokensDelta& value) {
  Json edits = Json::array();
  for (const SemanticTokensEdit& edit : value.edits) {
    edits.push_back({{"start", edit.start}, {"deleteCount", edit.delete_count}, {"data", edit.data}});
  }
  return {{"resultId", value.result_id}, {"edits", std::move(edits)}};
}

std::vector<SemanticTokensEdit> difference(const std::vector<std::uint32_t>& before,
                                           const std::vector<std::uint32_t>& now) {
  const auto common = std::mismatch(before.begin(), before.end(), now.begin(), now.end());
  if (common.first == before.end() && common.second == now.end()) return {};
  const std::ptrdiff_t start = whole_tokens(common.first - before.begin());
  const auto before_rest = std::make_reverse_iterator(before.begin() + start);
  const auto now_rest = std::make_reverse_iterator(now.begin() + start);
  const auto common_end = std::mismatch(before.rbegin(), before_rest, now.rbegin(), now_rest);
  const std::ptrdiff_t kept = whole_tokens(common_end.first - before.rbegin());
  SemanticTokensEdit edit;
  edit.start = static_cast<std::size_t>(start);
  edit.delete_count = before.size() - static_cast<std::size_t>(start + kept);
  edit.data.assign(now.begin() + start, now.end() - kept);
  return {std::move(edit)};
}

}  // namespace cairn::lsp
