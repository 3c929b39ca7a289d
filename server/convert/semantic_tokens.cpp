#include "server/convert/semantic_tokens.h"

namespace cairn::server {

const lsp::SemanticTokensLegend& semantic_tokens_legend() {
  static const lsp::SemanticTokensLegend legend = {
      {"namespace", "type",     "class",      "struct",   "enum",    "typeParameter", "parameter",
       "variable",  "property", "enumMember", "function", "method",  "macro",         "modifier",
       "comment",   "operator", "concept",    "label",    "keyword", "string",        "number"},
      {"declaration", "definition", "deprecated", "deduced", "readonly", "static", "abstract", "virtual",
       "dependentName", "defaultLibrary", "constructorOrDestructor", "functionScope", "classScope", "fileScope",
       "globalScope"}};
  return legend;
}

std::vector<std::uint32_t> to_lsp(const std::vector<model::SemanticToken>& tokens) {
  std::vector<std::uint32_t> data;
  data.reserve(tokens.size() * 5);
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  for (const model::SemanticToken& token : tokens) {
    const bool is_same_line = token.line == line;
    if (token.line < line || (is_same_line && token.column < column)) continue;  // a broken worker's
    data.push_back(token.line - line);
    data.push_back(is_same_line ? token.column - column : token.column);
    data.push_back(token.length);
    data.push_back(static_cast<std::uint32_t>(token.kind));
    data.push_back(token.modifiers);
    line = token.line;
    column = token.column;
  }
  return data;
}

}  // namespace cairn::server
