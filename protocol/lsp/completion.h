// textDocument/completion and completionItem/resolve.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/lsp/basic.h"
#include "protocol/lsp/text_edit.h"

namespace cairn::lsp {

enum class CompletionTriggerKind { kInvoked = 1, kTriggerCharacter = 2, kTriggerForIncompleteCompletions = 3 };
bool read(Reader reader, CompletionTriggerKind& out);

struct CompletionContext {
  CompletionTriggerKind trigger_kind = CompletionTriggerKind::kInvoked;
  std::optional<std::string> trigger_character;
};
bool read(Reader reader, CompletionContext& out);

struct CompletionParams {
  TextDocumentIdentifier text_document;
  Position position;
  CompletionContext context;  // kInvoked where the client sends none
};
bool read(Reader reader, CompletionParams& out);

enum class CompletionItemKind {
  kText = 1,
  kMethod = 2,
  kFunction = 3,
  kConstructor = 4,
  kField = 5,
  kVariable = 6,
  kClass = 7,
  kInterface = 8,
  kModule = 9,
  kProperty = 10,
  kUnit = 11,
  kValue = 12,
  kEnum = 13,
  kKeyword = 14,
  kSnippet = 15,
  kColor = 16,
  kFile = 17,
  kReference = 18,
  kFolder = 19,
  kEnumMember = 20,
  kConstant = 21,
  kStruct = 22,
  kEvent = 23,
  kOperator = 24,
  kTypeParameter = 25,
};

enum class CompletionItemTag { kDeprecated = 1 };

enum class InsertTextFormat { kPlainText = 1, kSnippet = 2 };

// What stands behind the label in a list, for clients with labelDetailsSupport.
struct CompletionItemLabelDetails {
  std::optional<std::string> detail;       // directly behind it: parameters
  std::optional<std::string> description;  // at the right: a type
};
Json to_json(const CompletionItemLabelDetails& value);

// Comes back from the client with the item; says which item of which list it is.
struct CompletionItemData {
  std::uint32_t list = 0;
  std::uint32_t index = 0;
};
bool read(Reader reader, CompletionItemData& out);
Json to_json(const CompletionItemData& value);

// A deprecated item says so by `deprecated` to clients with deprecatedSupport, by
// `tags` to those with tagSupport.
struct CompletionItem {
  std::string label;
  std::optional<CompletionItemLabelDetails> label_details;
  CompletionItemKind kind = CompletionItemKind::kText;
  std::vector<CompletionItemTag> tags;
  bool deprecated = false;
  std::optional<std::string> detail;
  std::optional<MarkupContent> documentation;
  std::optional<std::string> sort_text;    // else the label
  std::optional<std::string> filter_text;  // else the label
  InsertTextFormat insert_text_format = InsertTextFormat::kPlainText;
  std::optional<TextEdit> text_edit;  // else the label replaces the word before the cursor
  std::optional<Range> replace;       // of an InsertReplaceEdit; its `insert` is text_edit's range
  std::vector<TextEdit> additional_text_edits;
  std::optional<CompletionItemData> data;
  std::optional<double> score;  // an extension of clangd's: more is better
};
Json to_json(const CompletionItem& value);

// Params of completionItem/resolve: the item as the client sends it back.
struct CompletionItemToResolve {
  Json item;
  std::optional<CompletionItemData> data;  // none if it is not of Cairn's making
};
bool read(Reader reader, CompletionItemToResolve& out);

struct CompletionList {
  bool is_incomplete = false;  // typing on must ask again
  std::vector<CompletionItem> items;
};
Json to_json(const CompletionList& value);

}  // namespace cairn::lsp
