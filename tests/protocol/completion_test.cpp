// Completion, the documentation of its items and signature help, over the real pipe.
#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

constexpr const char* kSource =
    "// Counts things.\n"
    "int count_things(int first, char second);\n"
    "struct S { int member; };\n"
    "void f(S s, S* p) {\n"
    "  int x = count_t;\n"        // line 4
    "  s.member = 1;\n"           // line 5
    "  x = count_things(1, );\n"  // line 6
    "  p.member = 1;\n"           // line 7
    "}\n";

// A server for a client whose completionItem capability is `item`, with the source open.
struct Editor : ServerFixture {
  explicit Editor(Json item = Json::object(), Json signature = Json::object())
      : ServerFixture(Files{{"a.cpp", kSource}}) {
    start();
    Json client = capabilities();
    client["textDocument"]["completion"]["completionItem"] = std::move(item);
    client["textDocument"]["signatureHelp"]["signatureInformation"] = std::move(signature);
    result = must(client_().initialize(root(), client));
    open("a.cpp");
  }
  LspClient& client_() { return ServerFixture::client(); }

  Json complete(std::uint32_t line, std::uint32_t character, Json context = nullptr) {
    Json params = at("a.cpp", line, character);
    if (!context.is_null()) params["context"] = std::move(context);
    return request("textDocument/completion", params);
  }
  Json only_item() {
    const Json items = complete(4, 17)["items"];
    REQUIRE(items.size() == 1);
    return items[0];
  }
  Json resolve(const Json& item) { return request("completionItem/resolve", item); }

  Json result;
};

// For a client that asks for documentation itself.
Json resolving() { return {{"resolveSupport", {{"properties", Json::array({"documentation"})}}}}; }

Json typed(const char* character) { return {{"triggerKind", 2}, {"triggerCharacter", character}}; }

}  // namespace

TEST_CASE("completion and signature help are announced with what triggers them", "[protocol]") {
  const Json capabilities = Editor().result["capabilities"];
  CHECK(capabilities["completionProvider"]["resolveProvider"] == true);
  CHECK_FALSE(capabilities["completionProvider"].contains("allCommitCharacters"));
  CHECK(capabilities["signatureHelpProvider"]["triggerCharacters"][0] == "(");
}

TEST_CASE("a client without capabilities gets plain text, all at once", "[protocol]") {
  const Json item = Editor().only_item();
  CHECK(item["label"] == "count_things(int first, char second)");
  CHECK(item["textEdit"]["newText"] == "count_things");
  CHECK(item["textEdit"]["range"]["start"] == Json({{"line", 4}, {"character", 10}}));
  CHECK(item["textEdit"]["range"]["end"] == Json({{"line", 4}, {"character", 17}}));
  CHECK(item["filterText"] == "count_things");
  CHECK(item["detail"] == "int");
  CHECK(item["documentation"] == Json({{"kind", "plaintext"}, {"value", "Counts things."}}));
  for (const char* member : {"insertTextFormat", "labelDetails", "commitCharacters", "preselect", "deprecated"}) {
    CHECK_FALSE(item.contains(member));
  }
}

TEST_CASE("a client with every capability gets all that it can show", "[protocol]") {
  const Json item = Editor(Json{{"snippetSupport", true},
                                {"insertReplaceSupport", true},
                                {"labelDetailsSupport", true},
                                {"documentationFormat", {"markdown", "plaintext"}},
                                {"resolveSupport", {{"properties", {"documentation", "detail"}}}}})
                        .only_item();
  CHECK(item["label"] == "count_things");
  CHECK(item["labelDetails"]["detail"] == "(int first, char second)");
  CHECK(item["labelDetails"]["description"] == "int");
  CHECK(item["insertTextFormat"] == 2);
  CHECK(item["textEdit"]["newText"] == "count_things(${1:int first}, ${2:char second})");
  CHECK(item["textEdit"]["insert"]["end"] == Json({{"line", 4}, {"character", 17}}));
  CHECK(item["textEdit"]["replace"]["end"] == Json({{"line", 4}, {"character", 17}}));
  CHECK_FALSE(item.contains("documentation"));
}

TEST_CASE("the documentation of an item is resolved when the client asks", "[protocol]") {
  Editor editor(resolving());
  const Json item = editor.only_item();
  CHECK_FALSE(item.contains("documentation"));
  Json expected = item;
  expected["documentation"] = {{"kind", "plaintext"}, {"value", "Counts things."}};
  CHECK(editor.resolve(item) == expected);
}

TEST_CASE("an item of an outdated list, or of nobody's, comes back as it was", "[protocol]") {
  Editor editor(resolving());
  const Json item = editor.only_item();
  editor.complete(5, 4);
  CHECK(editor.resolve(item) == item);
  const Json strange = {{"label", "x"}, {"data", {1, 2}}, {"more", nullptr}};
  CHECK(editor.resolve(strange) == strange);
  CHECK(editor.resolve({{"label", "x"}}) == Json({{"label", "x"}}));
}

TEST_CASE("an item of a closed file comes back as it was", "[protocol]") {
  Editor editor(resolving());
  const Json item = editor.only_item();
  must(editor.client().notify("textDocument/didClose", {{"textDocument", {{"uri", editor.uri("a.cpp")}}}}));
  CHECK(editor.resolve(item) == item);
}

TEST_CASE("half of an operator asks for nothing", "[protocol]") {
  Editor editor;
  editor.change("a.cpp", "struct S { int m; };\nvoid f(S s, S* p) { s < 1; p - > s; s : 1; 1. ; \"s.\" ; s. }\n", 2);
  CHECK(editor.complete(1, 23, typed("<"))["items"].empty());
  CHECK(editor.complete(1, 32, typed(">"))["items"].empty());
  CHECK(editor.complete(1, 39, typed(":"))["items"].empty());
  CHECK(editor.complete(1, 45, typed("."))["items"].empty());
  CHECK_FALSE(editor.complete(1, 57, typed("."))["items"].empty());
}

TEST_CASE("a dot on a pointer is changed to an arrow by an additional edit", "[protocol]") {
  Editor editor;
  const Json items = editor.complete(7, 6)["items"];
  REQUIRE(items.size() >= 1);
  CHECK(items[0]["filterText"] == "member");
  REQUIRE(items[0]["additionalTextEdits"].size() == 1);
  CHECK(items[0]["additionalTextEdits"][0]["newText"] == "->");
}

TEST_CASE("completion does not wait for the parse of the edit before it", "[protocol]") {
  Editor editor;
  editor.diagnostics("a.cpp", 1);
  std::string text = kSource;
  text.insert(text.find("int x"), "int fresh_name; fresh_");
  editor.change("a.cpp", text, 2);
  const Json items = editor.complete(4, 24)["items"];
  REQUIRE(items.size() == 1);
  CHECK(items[0]["filterText"] == "fresh_name");
}

TEST_CASE("signature help names the active parameter by text or by offset", "[protocol]") {
  Editor plain;
  const Json help = plain.request("textDocument/signatureHelp", plain.at("a.cpp", 6, 22));
  REQUIRE(help["signatures"].size() == 1);
  CHECK(help["signatures"][0]["label"] == "count_things(int first, char second) -> int");
  CHECK(help["signatures"][0]["documentation"]["value"] == "Counts things.");
  CHECK(help["signatures"][0]["parameters"][1]["label"] == "char second");
  CHECK(help["activeSignature"] == 0);
  CHECK(help["activeParameter"] == 1);
  Editor offsets(Json::object(), Json{{"parameterInformation", {{"labelOffsetSupport", true}}}});
  const Json same = offsets.request("textDocument/signatureHelp", offsets.at("a.cpp", 6, 22));
  CHECK(same["signatures"][0]["parameters"][1]["label"] == Json({24, 35}));
}

TEST_CASE("a signature that the user chose stays the active one", "[protocol]") {
  Editor editor;
  editor.change("a.cpp", "int f(int a, int b);\nint f(int a, char* b);\nint x = f();\n", 2);
  Json params = editor.at("a.cpp", 2, 10);
  const Json first = editor.request("textDocument/signatureHelp", params);
  REQUIRE(first["signatures"].size() == 2);
  CHECK(first["activeSignature"] == 0);
  Json chosen = first;
  chosen["activeSignature"] = 1;
  params["context"] = {{"triggerKind", 3}, {"isRetrigger", true}, {"activeSignatureHelp", chosen}};
  CHECK(editor.request("textDocument/signatureHelp", params)["activeSignature"] == 1);
}

TEST_CASE("no signature help is null", "[protocol]") {
  Editor editor;
  CHECK(editor.request("textDocument/signatureHelp", editor.at("a.cpp", 2, 0)).is_null());
}

}  // namespace cairn::test
