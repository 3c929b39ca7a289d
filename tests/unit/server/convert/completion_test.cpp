#include "server/convert/completion.h"

#include <catch2/catch.hpp>

namespace cairn::server {
namespace {

const text::Range kRange{{1, 2}, {1, 5}};

// count(int first): one list of one item.
model::Completion one_item() {
  model::Completion completion;
  completion.replace = kRange;
  completion.replace_end = {1, 9};
  model::CompletionItem& item = completion.items.emplace_back();
  item.label = item.filter_text = item.insert_text = "count";
  item.signature = "(int first)";
  item.result_type = "long";
  item.call = {{"(", false}, {"int first", true}, {")", false}};
  return completion;
}

lsp::CompletionItem convert(const model::Completion& completion, const lsp::CompletionItemClientCapabilities& client) {
  return to_lsp(completion, client, 1).items.at(0);
}

model::SignatureHelp one_signature() {
  model::SignatureHelp help;
  model::SignatureInformation& signature = help.signatures.emplace_back();
  signature.label = "größe(int länge, int b)";
  signature.parameters = {{8, 18}, {20, 25}};  // bytes
  signature.active_parameter = 1;
  return help;
}

}  // namespace

TEST_CASE("every kind of completion has a kind in LSP", "[server][convert]") {
  for (int kind = 0; kind <= static_cast<int>(model::CompletionKind::kSnippet); ++kind) {
    model::Completion completion;
    completion.items.emplace_back().kind = static_cast<model::CompletionKind>(kind);
    const auto to = static_cast<int>(convert(completion, {}).kind);
    CHECK((to >= 1 && to <= 25));
  }
}

TEST_CASE("completion items replace the word and sort as they came", "[server][convert]") {
  model::Completion from = one_item();
  from.is_incomplete = true;
  for (int i = 0; i < 11; ++i) from.items.push_back(from.items[0]);
  const lsp::CompletionList to = to_lsp(from, {}, 7);
  CHECK(to.is_incomplete);
  REQUIRE(to.items.size() == 12);
  CHECK(to.items[2].sort_text.value() < to.items[10].sort_text.value());  // as texts
  CHECK(to.items[0].filter_text == "count");
  REQUIRE(to.items[0].text_edit);
  CHECK(to.items[0].text_edit->range == lsp::Range{{1, 2}, {1, 5}});
  CHECK_FALSE(to.items[0].documentation);
  REQUIRE(to.items[10].data);
  CHECK(to.items[10].data->list == 7);
  CHECK(to.items[10].data->index == 10);
}

TEST_CASE("a completion item is a snippet only for clients with snippets", "[server][convert]") {
  lsp::CompletionItemClientCapabilities client;
  CHECK(convert(one_item(), client).text_edit->new_text == "count");
  CHECK(convert(one_item(), client).insert_text_format == lsp::InsertTextFormat::kPlainText);
  client.snippet_support = true;
  CHECK(convert(one_item(), client).text_edit->new_text == "count(${1:int first})");
  CHECK(convert(one_item(), client).insert_text_format == lsp::InsertTextFormat::kSnippet);
  model::Completion name_only = one_item();
  name_only.items[0].call.clear();
  CHECK(convert(name_only, client).insert_text_format == lsp::InsertTextFormat::kPlainText);
}

TEST_CASE("what has a meaning in snippets is escaped", "[server][convert]") {
  model::Completion from = one_item();
  from.items[0].insert_text = "a$b";
  from.items[0].call = {{"(", false}, {"T x = {}", true}, {R"(\))", false}};
  lsp::CompletionItemClientCapabilities client;
  client.snippet_support = true;
  CHECK(convert(from, client).text_edit->new_text == R"(a\$b(${1:T x = {\}}\\))");
}

TEST_CASE("a signature stands in the label details, or in the label of clients without them", "[server][convert]") {
  lsp::CompletionItemClientCapabilities client;
  CHECK(convert(one_item(), client).label == "count(int first)");
  CHECK_FALSE(convert(one_item(), client).label_details);
  CHECK(convert(one_item(), client).detail == "long");
  client.label_details_support = true;
  const lsp::CompletionItem item = convert(one_item(), client);
  CHECK(item.label == "count");
  REQUIRE(item.label_details);
  CHECK(item.label_details->detail == "(int first)");
  CHECK(item.label_details->description == "long");
}

TEST_CASE("the word behind the cursor is replaced by clients that can choose", "[server][convert]") {
  lsp::CompletionItemClientCapabilities client;
  CHECK_FALSE(convert(one_item(), client).replace);
  client.insert_replace_support = true;
  const lsp::CompletionItem item = convert(one_item(), client);
  CHECK(item.text_edit->range == lsp::Range{{1, 2}, {1, 5}});
  CHECK(item.replace == lsp::Range{{1, 2}, {1, 9}});
}

TEST_CASE("an item's other changes are additional edits", "[server][convert]") {
  model::Completion from = one_item();
  from.items[0].changes = {{{{1, 1}, {1, 2}}, "->"}};
  const lsp::CompletionItem item = convert(from, {});
  REQUIRE(item.additional_text_edits.size() == 1);
  CHECK(item.additional_text_edits[0].range == lsp::Range{{1, 1}, {1, 2}});
  CHECK(item.additional_text_edits[0].new_text == "->");
}

TEST_CASE("a deprecated item says so in the way that the client knows", "[server][convert]") {
  model::Completion from = one_item();
  from.items[0].is_deprecated = true;
  lsp::CompletionItemClientCapabilities client;
  CHECK_FALSE(convert(from, client).deprecated);
  CHECK(convert(from, client).tags.empty());
  client.deprecated_support = true;
  CHECK(convert(from, client).deprecated);
  client.tag_support = true;
  CHECK(convert(from, client).tags.size() == 1);
}

TEST_CASE("documentation is plain text unless a client knows Markdown only", "[server][convert]") {
  using lsp::MarkupKind;
  CHECK(documentation_to_lsp("a_b", {}).kind == MarkupKind::kPlainText);
  CHECK(documentation_to_lsp("a_b", {MarkupKind::kMarkdown, MarkupKind::kPlainText}).value == "a_b");
  CHECK(documentation_to_lsp("a_b", {MarkupKind::kMarkdown}).kind == MarkupKind::kMarkdown);
  CHECK(documentation_to_lsp("a_b", {MarkupKind::kMarkdown}).value == "a\\_b");
}

TEST_CASE("parameters are offsets in UTF-16 or texts", "[server][convert]") {
  lsp::SignatureHelpClientCapabilities client;
  CHECK(to_lsp(one_signature(), client).signatures.at(0).parameters.at(1).text == "int b");
  CHECK_FALSE(to_lsp(one_signature(), client).signatures.at(0).parameters.at(1).offsets);
  client.label_offset_support = true;
  CHECK(to_lsp(one_signature(), client).signatures.at(0).parameters.at(0).offsets == std::pair(6U, 15U));
  CHECK(to_lsp(one_signature(), client).signatures.at(0).parameters.at(1).offsets == std::pair(17U, 22U));
}

TEST_CASE("each signature has an active parameter for clients that can show it", "[server][convert]") {
  lsp::SignatureHelpClientCapabilities client;
  CHECK(to_lsp(one_signature(), client).active_parameter == 1U);
  CHECK_FALSE(to_lsp(one_signature(), client).signatures.at(0).active_parameter);
  client.active_parameter_support = true;
  CHECK(to_lsp(one_signature(), client).signatures.at(0).active_parameter == 1U);
}

TEST_CASE("parameters that lie outside of their label are cut", "[server][convert]") {
  model::SignatureHelp help = one_signature();
  help.active_signature = 9;
  help.signatures[0].parameters = {{1000, 5}, {3, 100000}};
  lsp::SignatureHelpClientCapabilities client;
  client.label_offset_support = true;
  const lsp::SignatureHelp to = to_lsp(help, client);
  CHECK(to.signatures.at(0).parameters.size() == 2);
  CHECK_FALSE(to.active_parameter);
}

}  // namespace cairn::server
