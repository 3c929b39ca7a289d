// Every request and notification with each field of its params missing, null, of each
// wrong type and out of range: the test walks a valid example, so that a new method
// needs nothing but one line in the table.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/protocol/hostile.h"

namespace cairn::test {
namespace {

struct Example {
  std::string method;
  Json params;
  std::set<std::string> optional;  // JSON pointers of what may be missing or null
};

std::vector<Example> requests(const ServerFixture& f) {
  const Json position = f.at("healthy.cpp", 0, 4);
  const auto with = [&](const char* member, Json value) {
    Json params = position;
    params[member] = std::move(value);
    return params;
  };
  const Json document = {{"textDocument", {{"uri", f.uri("healthy.cpp")}}}};
  Json ranged = document;
  ranged["range"] = range(0, 0, 1, 0);
  Json references = with("context", {{"includeDeclaration", true}});
  references["workDoneToken"] = "token";
  references["partialResultToken"] = 7;
  return {
      {"textDocument/hover", position, {}},
      {"textDocument/definition", position, {}},
      {"textDocument/declaration", position, {}},
      {"textDocument/typeDefinition", position, {}},
      {"textDocument/implementation", position, {}},
      {"textDocument/documentHighlight", position, {}},
      {"textDocument/references", references, {"/workDoneToken", "/partialResultToken"}},
      {"textDocument/documentSymbol", document, {}},
      {"textDocument/completion",
       with("context", {{"triggerKind", 2}, {"triggerCharacter", "."}}),
       {"/context", "/context/triggerCharacter"}},
      {"textDocument/signatureHelp", position, {}},
      {"textDocument/semanticTokens/full", document, {}},
      {"textDocument/semanticTokens/full/delta",
       {{"textDocument", document["textDocument"]}, {"previousResultId", "1"}},
       {}},
      {"textDocument/semanticTokens/range", ranged, {}},
      {"textDocument/inlayHint", ranged, {}},
      {"textDocument/foldingRange", document, {}},
      {"textDocument/selectionRange",
       {{"textDocument", document["textDocument"]}, {"positions", Json::array({{{"line", 0}, {"character", 1}}})}},
       {}},
      {"textDocument/documentLink", document, {}},
      {"textDocument/codeAction",
       {{"textDocument", {{"uri", f.uri("healthy.cpp")}}},
        {"range", range(0, 4, 0, 5)},
        {"context", {{"diagnostics", Json::array({{{"range", range(0, 4, 0, 5)}}})}, {"only", {"quickfix"}}}}},
       {"/context/only"}},
      {"textDocument/diagnostic",
       {{"textDocument", {{"uri", f.uri("healthy.cpp")}}}, {"previousResultId", "x"}},
       {"/previousResultId"}},
      {"textDocument/switchSourceHeader", {{"uri", f.uri("healthy.cpp")}}, {}},
      {"$/memoryReport", {{"detail", "full"}}, {"", "/detail"}},
  };
}

std::vector<Example> notifications(const ServerFixture& f) {
  const Json uri = f.uri("other.cpp");
  return {
      {"textDocument/didOpen",
       {{"textDocument", {{"uri", uri}, {"languageId", "cpp"}, {"version", 1}, {"text", "int x;\n"}}}},
       {}},
      {"textDocument/didChange",
       {{"textDocument", {{"uri", uri}, {"version", 2}}},
        {"contentChanges", Json::array({{{"range", range(0, 4, 0, 5)}, {"text", "y"}}})}},
       {"/contentChanges/0/range"}},
      {"textDocument/didClose", {{"textDocument", {{"uri", uri}}}}, {}},
      {"textDocument/didSave", {{"textDocument", {{"uri", uri}}}}, {}},
  };
}

// "/contentChanges/0/range" as the errors write it: contentChanges[0].range
std::string dotted(const Json::json_pointer& pointer) {
  if (pointer.empty()) return "params";
  const std::string last = pointer.back();
  const bool is_index = last.find_first_not_of("0123456789") == std::string::npos;
  const std::string before = pointer.parent_pointer().empty() ? "" : dotted(pointer.parent_pointer());
  if (is_index) return before + "[" + last + "]";
  return before.empty() ? last : before + "." + last;
}

struct Variant {
  Json params;
  std::string path;    // of the field that is wrong
  std::string what;    // for INFO
  bool may_be_absent;  // the field is optional and the variant leaves it out
};

Json with_value(const Json& params, const Json::json_pointer& pointer, Json value) {
  Json changed = params;
  changed[pointer] = std::move(value);
  return changed;
}

// Values that no field with this valid value takes.
std::vector<Json> wrong_values(const Json& valid) {
  std::vector<Json> values = {true, "text", Json::array(), Json::array({1}), Json::object(), 7, -1, 0.5, 1e300};
  std::erase_if(values, [&](const Json& each) {
    return each.type() == valid.type() || (each.is_number() && valid.is_number() && each == 7) ||
           (valid.is_object() && each.is_object()) || (valid.is_array() && each.is_array());
  });
  if (valid.is_number()) {
    for (const Json& each : {Json(-2147483649LL), Json(2147483648LL), Json(9007199254740993LL), Json(~0ULL)})
      values.push_back(each);
    std::erase(values, Json(7));
  }
  return values;
}

// A token or an id may be a string or an integer, whichever the example has.
bool is_token(const std::string& path) { return path.ends_with("Token"); }

void add_variants(const Example& example, const Json::json_pointer& pointer, std::vector<Variant>& out) {
  const Json& valid = example.params[pointer];
  const std::string path = dotted(pointer);
  const bool is_optional = example.optional.contains(pointer.to_string());
  if (!pointer.empty() && !example.params[pointer.parent_pointer()].is_array()) {
    Json changed = example.params;
    changed[pointer.parent_pointer()].erase(pointer.back());
    out.push_back({changed, path, "missing", is_optional});
  }
  out.push_back({with_value(example.params, pointer, nullptr), path, "null", is_optional});
  for (const Json& wrong : wrong_values(valid)) {
    if (pointer.empty() && !wrong.is_structured()) continue;  // no message at all: hostile_messages_test.cpp
    if (is_token(path) && (wrong.is_string() || wrong.is_number_integer())) continue;
    out.push_back({with_value(example.params, pointer, wrong), path, wrong.dump(), false});
  }
  if (valid.is_object()) {
    for (const auto& member : valid.items()) add_variants(example, pointer / member.key(), out);
  } else if (valid.is_array()) {
    for (std::size_t i = 0; i < valid.size(); ++i) add_variants(example, pointer / i, out);
  }
}

std::vector<Variant> variants_of(const Example& example) {
  std::vector<Variant> result;
  add_variants(example, Json::json_pointer(), result);
  // A version that LSP's integers hold is no wrong one by its type.
  std::erase_if(result, [](const Variant& each) { return each.path.ends_with("version") && each.what == "-1"; });
  return result;
}

}  // namespace

TEST_CASE("each field of each request that is missing, null, of a wrong type or out of range is named with -32602",
          "[protocol]") {
  HostileFixture fixture;
  std::size_t refused = 0;
  for (const Example& example : requests(fixture)) {
    INFO(example.method);
    CHECK(fixture.error_of(example.method, example.params).is_null());
    std::vector<std::pair<Variant, std::int64_t>> sent;
    for (const Variant& variant : variants_of(example)) {
      sent.emplace_back(variant, fixture.client().send_request(example.method, variant.params));
    }
    for (const auto& [variant, id] : sent) {
      INFO(variant.path << " " << variant.what);
      const Json response = must(fixture.client().wait_response(id));
      if (variant.may_be_absent) {
        CHECK(response.contains("result"));
        continue;
      }
      REQUIRE(response.contains("error"));
      CHECK(response["error"]["code"] == -32602);
      const std::string message = response["error"]["message"].get<std::string>();
      INFO(message);
      CHECK(message.starts_with(variant.path + ": "));
      ++refused;
    }
    fixture.check_alive();
  }
  CHECK(refused > 300);
}

TEST_CASE("a word that is none of those allowed is named with them", "[protocol]") {
  HostileFixture fixture;
  const Json error = fixture.error_of("$/memoryReport", {{"detail", "loud"}});
  REQUIRE(error.is_object());
  CHECK(error["code"] == -32602);
  CHECK(error["message"] == "detail: expected one of \"summary\", \"full\"");
}

TEST_CASE("fields that nobody knows are ignored", "[protocol]") {
  HostileFixture fixture;
  for (const Example& example : requests(fixture)) {
    INFO(example.method);
    Json params = example.params;
    params["unknown"] = {{"deep", {1, nullptr}}};
    CHECK(fixture.error_of(example.method, params).is_null());
  }
}

TEST_CASE("each wrong field of each document notification is named to the user, and opening again recovers",
          "[protocol]") {
  HostileFixture fixture(Files{{"other.cpp", "int x;\n"}});
  for (const Example& example : notifications(fixture)) {
    for (const Variant& variant : variants_of(example)) {
      if (variant.may_be_absent) continue;
      INFO(example.method << " " << variant.path << " " << variant.what);
      fixture.open("other.cpp");
      fixture.notify(example.method, variant.params);
      const std::string message =
          must(fixture.client().wait_notification("window/showMessage"))["message"].get<std::string>();
      INFO(message);
      CHECK(message.starts_with(example.method + ": "));
      CHECK(message.find(variant.path + ": ") != std::string::npos);
    }
    fixture.check_alive();
  }
  fixture.open("other.cpp", 9);
  CHECK(fixture.diagnostics("other.cpp", 9).empty());
  CHECK(fixture.request("textDocument/hover", fixture.at("other.cpp", 0, 4)).is_object());
}

TEST_CASE("other notifications with wrong params change nothing", "[protocol]") {
  HostileFixture fixture;
  for (const std::string method : {"$/setTrace", "$/cancelRequest", "initialized", "workspace/didChangeConfiguration",
                                   "workspace/didChangeWatchedFiles", "window/workDoneProgress/cancel", "$/unknown"}) {
    for (const Json& params :
         {Json(nullptr), Json::array(), Json::object(), Json{{"value", 7}}, Json{{"value", "loud"}}, Json{{"id", {1}}},
          Json{{"id", 1.5}}, Json{{"changes", 7}}, Json{{"token", nullptr}}}) {
      INFO(method << " " << params);
      fixture.notify(method, params);
    }
    fixture.check_alive();
  }
  CHECK(fixture.messages("window/logMessage", "$/setTrace: value: expected string, got number 7") == 1);
  CHECK(fixture.messages("$/logTrace", "") == 0);
}

TEST_CASE("initialize takes every wrong field for a missing one", "[protocol]") {
  const Json textDocument = {{"hover", {{"contentFormat", {"markdown"}}}},
                             {"publishDiagnostics", {{"tagSupport", {{"valueSet", {1, 2}}}}}},
                             {"completion", {{"completionItem", {{"tagSupport", {{"valueSet", {1}}}}}}}}};
  const Example example = {
      "initialize",
      {{"processId", 1},
       {"rootPath", "/"},
       {"workspaceFolders", Json::array({{{"uri", "file:///nowhere"}, {"name", "n"}}})},
       {"trace", "off"},
       {"initializationOptions", {{"fallbackFlags", {"-Wall"}}, {"worker", {{"parseTimeoutMs", 1000}}}}},
       {"capabilities",
        {{"general", {{"positionEncodings", {"utf-16"}}}},
         {"offsetEncoding", {"utf-16"}},
         {"window", {{"workDoneProgress", false}}},
         {"textDocument", textDocument}}}},
      {}};
  std::set<std::string> tried;
  for (const Variant& variant : variants_of(example)) {
    if (variant.path == "params") continue;
    // A server for each is slow: two wrong types of each field besides missing and null.
    const bool is_sample =
        variant.what == "missing" || variant.what == "null" || variant.what == "-1" || variant.what == "{}";
    if (!is_sample || (variant.path == "processId" && variant.what == "-1")) continue;
    INFO(variant.path << " " << variant.what);
    ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
    fixture.start();
    CHECK(fixture.request("initialize", variant.params)["serverInfo"]["name"] == "cairn");
    CHECK(must(fixture.client().shut_down()) == 0);
    tried.insert(variant.path);
  }
  CHECK(tried.size() > 20);
}

TEST_CASE("initialize with params that are no object is refused with -32602 and can be tried again", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start();
  const Json response =
      must(fixture.client().wait_response(fixture.client().send_request("initialize", Json::array({1}))));
  REQUIRE(response.contains("error"));
  CHECK(response["error"]["code"] == -32602);
  CHECK(response["error"]["message"].get<std::string>().starts_with("params: "));
  CHECK(fixture.request("initialize", {{"capabilities", Json::object()}})["serverInfo"]["name"] == "cairn");
}

TEST_CASE("positions beyond the end are clamped in their line and refused below the last", "[protocol]") {
  HostileFixture fixture;
  for (const Example& example : requests(fixture)) {
    if (!example.params.contains("position")) continue;
    INFO(example.method);
    Json params = example.params;
    params["position"]["character"] = 2147483647;
    CHECK(fixture.error_of(example.method, params).is_null());
    params["position"]["line"] = 2147483647;
    const Json error = fixture.error_of(example.method, params);
    REQUIRE(error.is_object());
    CHECK(error["code"] == -32602);
    CHECK(error["message"].get<std::string>().starts_with("position.line: "));
  }
  fixture.check_alive();
}

}  // namespace cairn::test
