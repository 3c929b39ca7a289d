#include "server/convert/include_offers.h"

#include <utility>

#include <fmt/format.h>

#include "server/answers/include_edit.h"
#include "server/convert/answers.h"

namespace cairn::server {
namespace {

lsp::CompletionItemKind kind_of(model::SymbolKind kind) {
  using From = model::SymbolKind;
  using To = lsp::CompletionItemKind;
  switch (kind) {
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
    case From::kConcept:
      return To::kInterface;
    case From::kMacro:
      return To::kConstant;
    default:
      return To::kVariable;
  }
}

}  // namespace

void append(const std::vector<IncludeOffer>& offers, const model::Completion& completion,
            const lsp::CompletionItemClientCapabilities& client, lsp::CompletionList& list) {
  for (const IncludeOffer& offer : offers) {
    const std::string header = to_string(offer.header);
    lsp::CompletionItem item;
    item.label = "\u2022" + offer.symbol.name;
    if (client.label_details_support) {
      item.label_details.emplace();
      item.label_details->description = header;
    } else {
      item.label += "  " + header;
    }
    item.detail = "#include " + header;
    item.kind = kind_of(offer.symbol.kind);
    if (offer.symbol.is_deprecated && client.tag_support) item.tags.push_back(lsp::CompletionItemTag::kDeprecated);
    item.deprecated = offer.symbol.is_deprecated && client.deprecated_support;
    item.sort_text = fmt::format("{:05}", list.items.size());
    item.filter_text = offer.symbol.name;
    item.text_edit = lsp::TextEdit{to_lsp(completion.replace), offer.symbol.name};
    if (client.insert_replace_support) {
      item.replace = lsp::Range{to_lsp(completion.replace.start), to_lsp(completion.replace_end)};
    }
    item.additional_text_edits.push_back({to_lsp(offer.edit.range), offer.edit.text});
    list.items.push_back(std::move(item));
  }
  // Other names fit when more is typed.
  list.is_incomplete = list.is_incomplete || !offers.empty();
}

lsp::CodeAction include_action(const IncludeOffer& offer, const model::Diagnostic& diagnostic, bool is_only_one,
                               const EditTarget& target) {
  lsp::CodeAction action;
  action.title =
      fmt::format("Add #include {} for {}{}", to_string(offer.header), offer.symbol.scope, offer.symbol.name);
  action.kind = lsp::kQuickFix;
  action.diagnostics = {to_lsp(diagnostic, target.diagnostics)};
  action.is_preferred = is_only_one;
  lsp::TextDocumentEdit document{target.uri, target.version, {{to_lsp(offer.edit.range), offer.edit.text}}};
  action.edit = {{std::move(document)}, target.is_versioned};
  return action;
}

}  // namespace cairn::server
