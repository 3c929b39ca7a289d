#include "server/convert/completion.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "platform/base/utf.h"
#include "server/convert/answers.h"
#include "server/convert/plain_text.h"

namespace cairn::server {
namespace {

lsp::CompletionItemKind kind_to_lsp(model::CompletionKind kind) {
  using From = model::CompletionKind;
  using To = lsp::CompletionItemKind;
  switch (kind) {
    case From::kText:
      return To::kText;
    case From::kKeyword:
      return To::kKeyword;
    case From::kMacro:
      return To::kConstant;
    case From::kFile:
      return To::kFile;
    case From::kFolder:
      return To::kFolder;
    case From::kNamespace:
      return To::kModule;
    case From::kClass:
    case From::kTypeAlias:
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
      return To::kMethod;
    case From::kConstructor:
      return To::kConstructor;
    case From::kField:
      return To::kField;
    case From::kVariable:
      return To::kVariable;
    case From::kTypeParameter:
      return To::kTypeParameter;
    case From::kConcept:
      return To::kInterface;
    case From::kSnippet:
      return To::kSnippet;
  }
  return To::kText;
}

// In a snippet, `$`, `}` and backslashes mean something.
std::string escape_snippet(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '$' || c == '}' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// name(${1:int a}, ${2:char b})
std::string snippet(const model::CompletionItem& item) {
  std::string text = escape_snippet(item.insert_text);
  int number = 0;
  for (const model::CallPiece& piece : item.call) {
    if (piece.is_argument) {
      text += fmt::format("${{{}:{}}}", ++number, escape_snippet(piece.text));
    } else {
      text += escape_snippet(piece.text);
    }
  }
  return text;
}

void add_texts(const model::CompletionItem& from, const lsp::CompletionItemClientCapabilities& client,
               lsp::CompletionItem& item) {
  if (client.label_details_support) {
    item.label = from.label;
    item.label_details.emplace();
    if (!from.signature.empty()) item.label_details->detail = from.signature;
    if (!from.result_type.empty()) item.label_details->description = from.result_type;
  } else {
    item.label = from.label + from.signature;
  }
  if (!from.result_type.empty()) item.detail = from.result_type;
}

}  // namespace

lsp::MarkupContent documentation_to_lsp(const std::string& text, const std::vector<lsp::MarkupKind>& formats) {
  const bool takes_plain_text =
      formats.empty() || std::find(formats.begin(), formats.end(), lsp::MarkupKind::kPlainText) != formats.end();
  if (takes_plain_text) return {lsp::MarkupKind::kPlainText, text};
  return {lsp::MarkupKind::kMarkdown, markdown_from_plain_text(text)};
}

lsp::CompletionList to_lsp(const model::Completion& completion, const lsp::CompletionItemClientCapabilities& client,
                           std::uint32_t list_id) {
  constexpr double kThousandth = 0.001;
  lsp::CompletionList result;
  result.is_incomplete = completion.is_incomplete;
  result.items.reserve(completion.items.size());
  for (const model::CompletionItem& from : completion.items) {
    const auto index = static_cast<std::uint32_t>(result.items.size());
    lsp::CompletionItem item;
    add_texts(from, client, item);
    item.kind = kind_to_lsp(from.kind);
    if (from.is_deprecated && client.tag_support) item.tags.push_back(lsp::CompletionItemTag::kDeprecated);
    item.deprecated = from.is_deprecated && client.deprecated_support;
    if (!from.documentation.empty()) {
      item.documentation = documentation_to_lsp(from.documentation, client.documentation_format);
    }
    item.sort_text = fmt::format("{:05}", index);
    item.filter_text = from.filter_text;
    item.text_edit = lsp::TextEdit{to_lsp(completion.replace), from.insert_text};
    if (client.snippet_support && !from.call.empty()) {
      item.insert_text_format = lsp::InsertTextFormat::kSnippet;
      item.text_edit->new_text = snippet(from);
    }
    if (client.insert_replace_support) {
      item.replace = lsp::Range{to_lsp(completion.replace.start), to_lsp(completion.replace_end)};
    }
    for (const model::Edit& change : from.changes) {
      item.additional_text_edits.push_back({to_lsp(change.range), change.text});
    }
    item.data = lsp::CompletionItemData{list_id, index};
    item.score = from.score * kThousandth;
    result.items.push_back(std::move(item));
  }
  return result;
}

lsp::SignatureHelp to_lsp(const model::SignatureHelp& help, const lsp::SignatureHelpClientCapabilities& client) {
  lsp::SignatureHelp result;
  result.active_signature = help.active_signature;
  for (const model::SignatureInformation& from : help.signatures) {
    lsp::SignatureInformation signature;
    signature.label = from.label;
    if (!from.documentation.empty()) {
      signature.documentation = documentation_to_lsp(from.documentation, client.documentation_format);
    }
    for (const model::ParameterHelp& parameter : from.parameters) {
      const std::size_t begin = std::min<std::size_t>(parameter.label_begin, from.label.size());
      const std::size_t end = std::clamp<std::size_t>(parameter.label_end, begin, from.label.size());
      const std::string_view label = from.label;
      const auto units = [&](std::size_t bytes) {
        return static_cast<std::uint32_t>(base::encoded_length(label.substr(0, bytes), base::TextEncoding::kUtf16));
      };
      lsp::ParameterInformation information{from.label.substr(begin, end - begin), std::nullopt};
      if (client.label_offset_support) information.offsets = {units(begin), units(end)};
      signature.parameters.push_back(std::move(information));
    }
    if (client.active_parameter_support) signature.active_parameter = from.active_parameter;
    result.signatures.push_back(std::move(signature));
  }
  if (help.active_signature < help.signatures.size()) {
    result.active_parameter = help.signatures[help.active_signature].active_parameter;
  }
  return result;
}

}  // namespace cairn::server
