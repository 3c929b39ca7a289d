#include "server/convert/answers.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "platform/base/utf.h"
#include "protocol/lsp/uri.h"
#include "server/convert/plain_text.h"

namespace cairn::server {
namespace {

lsp::DiagnosticSeverity severity_to_lsp(model::Severity severity) {
  switch (severity) {
    case model::Severity::kError:
      return lsp::DiagnosticSeverity::kError;
    case model::Severity::kWarning:
      return lsp::DiagnosticSeverity::kWarning;
    case model::Severity::kInformation:
      return lsp::DiagnosticSeverity::kInformation;
    case model::Severity::kHint:
      return lsp::DiagnosticSeverity::kHint;
  }
  return lsp::DiagnosticSeverity::kError;
}

bool contains(const std::vector<lsp::DiagnosticTag>& tags, lsp::DiagnosticTag tag) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

void flatten_into(const std::vector<model::DocumentSymbol>& symbols, const std::string& uri,
                  const std::optional<std::string>& container, std::vector<lsp::SymbolInformation>& out) {
  for (const model::DocumentSymbol& symbol : symbols) {
    out.push_back(
        {symbol.name, lsp_kind(symbol.kind), symbol.is_deprecated, {uri, server::to_lsp(symbol.range)}, container});
    flatten_into(symbol.children, uri, container ? *container + "::" + symbol.name : symbol.name, out);
  }
}

}  // namespace

lsp::SymbolKind lsp_kind(model::SymbolKind kind) {
  using From = model::SymbolKind;
  using To = lsp::SymbolKind;
  switch (kind) {
    case From::kNamespace:
      return To::kNamespace;
    case From::kClass:
      return To::kClass;
    case From::kStruct:
    case From::kUnion:
      return To::kStruct;
    case From::kEnum:
      return To::kEnum;
    case From::kEnumMember:
      return To::kEnumMember;
    case From::kFunction:
      return To::kFunction;
    case From::kMethod:
    case From::kConversion:
      return To::kMethod;
    case From::kConstructor:
    case From::kDestructor:
      return To::kConstructor;
    case From::kOperator:
      return To::kOperator;
    case From::kField:
      return To::kField;
    case From::kVariable:
      return To::kVariable;
    case From::kConstant:
    case From::kMacro:
      return To::kConstant;
    case From::kTypeAlias:
      return To::kClass;
    case From::kTypeParameter:
      return To::kTypeParameter;
    case From::kConcept:
      return To::kInterface;
    case From::kFile:
      return To::kFile;
  }
  return To::kVariable;
}

lsp::Position to_lsp(const text::Position& position) { return {position.line, position.column}; }
lsp::Range to_lsp(const text::Range& range) { return {to_lsp(range.start), to_lsp(range.end)}; }
text::Position from_lsp(const lsp::Position& position) { return {position.line, position.character}; }
text::Range from_lsp(const lsp::Range& range) { return {from_lsp(range.start), from_lsp(range.end)}; }

lsp::Location to_lsp(const model::Location& location) {
  return {lsp::uri_from_path(location.path), to_lsp(location.range)};
}

std::vector<lsp::Location> to_lsp(const std::vector<model::Location>& locations) {
  std::vector<lsp::Location> result;
  result.reserve(locations.size());
  for (const model::Location& location : locations) result.push_back(to_lsp(location));
  return result;
}

lsp::DocumentHighlight to_lsp(const model::Highlight& highlight) {
  lsp::DocumentHighlightKind kind = lsp::DocumentHighlightKind::kText;
  if (highlight.kind == model::HighlightKind::kRead) kind = lsp::DocumentHighlightKind::kRead;
  if (highlight.kind == model::HighlightKind::kWrite) kind = lsp::DocumentHighlightKind::kWrite;
  return {to_lsp(highlight.range), kind};
}

lsp::Diagnostic to_lsp(const model::Diagnostic& diagnostic, const lsp::PublishDiagnosticsClientCapabilities& client) {
  lsp::Diagnostic result;
  result.range = to_lsp(diagnostic.range);
  result.severity = severity_to_lsp(diagnostic.severity);
  if (!diagnostic.code.empty()) result.code = diagnostic.code;
  result.source = diagnostic.code == "not-parsed" ? "cairn" : "clang";
  result.message = diagnostic.message;
  if (diagnostic.is_unnecessary && contains(client.tag_support, lsp::DiagnosticTag::kUnnecessary)) {
    result.tags.push_back(lsp::DiagnosticTag::kUnnecessary);
  }
  if (diagnostic.is_deprecated && contains(client.tag_support, lsp::DiagnosticTag::kDeprecated)) {
    result.tags.push_back(lsp::DiagnosticTag::kDeprecated);
  }
  for (const model::RelatedNote& note : diagnostic.notes) {
    if (client.related_information) {
      result.related_information.push_back({to_lsp(note.location), note.message});
    } else {
      // Without a place of its own, a note still says what the message leaves open.
      result.message +=
          fmt::format("\n{}:{}: {}", note.location.path, note.location.range.start.line + 1, note.message);
    }
  }
  return result;
}

lsp::Hover to_lsp(const model::Hover& hover, const std::vector<lsp::MarkupKind>& content_format) {
  lsp::Hover result;
  const bool markdown =
      std::find(content_format.begin(), content_format.end(), lsp::MarkupKind::kMarkdown) != content_format.end();
  if (markdown) {
    result.contents = {lsp::MarkupKind::kMarkdown, hover.markdown};
  } else {
    result.contents = {lsp::MarkupKind::kPlainText, plain_text_from_markdown(hover.markdown)};
  }
  if (hover.range) result.range = to_lsp(*hover.range);
  return result;
}

lsp::DocumentSymbol to_lsp(const model::DocumentSymbol& symbol) {
  lsp::DocumentSymbol result;
  result.name = symbol.name;
  if (!symbol.detail.empty()) result.detail = symbol.detail;
  result.kind = lsp_kind(symbol.kind);
  result.deprecated = symbol.is_deprecated;
  result.range = to_lsp(symbol.range);
  result.selection_range = to_lsp(symbol.selection_range);
  for (const model::DocumentSymbol& child : symbol.children) result.children.push_back(to_lsp(child));
  return result;
}

std::vector<lsp::SymbolInformation> flatten(const std::vector<model::DocumentSymbol>& symbols, const std::string& uri) {
  std::vector<lsp::SymbolInformation> result;
  flatten_into(symbols, uri, std::nullopt, result);
  return result;
}

}  // namespace cairn::server
