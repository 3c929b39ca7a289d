// Frames and bodies that are wrong, too many or too large: an error with the right
// code for each, and the server answers the next question.
#include <signal.h>

#include <map>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>

#include "protocol/rpc/message.h"
#include "tests/protocol/hostile.h"

namespace cairn::test {
namespace {

struct WrongFrame {
  const char* what;
  std::string bytes;
  std::size_t errors;  // at least so many
};

std::vector<WrongFrame> wrong_frames() {
  return {
      {"a body shorter than its length", "Content-Length: 10\r\n\r\n{}", 1},
      {"a body that ends inside the next one", "Content-Length: 100\r\n\r\n{", 1},
      {"a body longer than its length", "Content-Length: 2\r\n\r\n{}{}{}\r\n", 1},
      {"a header that is cut off", "Content-Len", 1},
      {"a header without its blank line", "Content-Length: 2\r\n", 0},
      {"no header", "{\"jsonrpc\":\"2.0\",\"method\":\"x\"}\r\n\r\n", 1},
      {"no Content-Length", "Content-Type: application/vscode-jsonrpc\r\n\r\n{}\r\n", 1},
      {"two equal lengths", "Content-Length: 16\r\nContent-Length: 16\r\n\r\n{\"jsonrpc\":\"2.0\"", 1},
      {"two lengths that differ", "Content-Length: 9\r\nContent-Length: 2\r\n\r\n{}", 2},
      {"length 0", "Content-Length: 0\r\n\r\n", 1},
      {"a negative length", "Content-Length: -1\r\n\r\n", 1},
      {"a length of letters", "Content-Length: abc\r\n\r\n{}", 1},
      {"an empty length", "Content-Length:\r\n\r\n{}", 1},
      {"a length of 2 GiB", "Content-Length: 2147483648\r\n\r\n", 1},
      {"a length over every integer", "Content-Length: 99999999999999999999999\r\n\r\n{}", 1},
      {"a charset that is not UTF-8", "Content-Length: 4\r\nContent-Type: x; charset=utf-16\r\n\r\nabcd", 1},
      {"a field name with blanks", "Content Length: 2\r\n\r\n{}\r\n", 1},
      {"a header of a megabyte without an end", std::string(1 << 20, 'x'), 1},
      {"ten thousand fields",
       [] {
         std::string fields;
         for (int i = 0; i < 10'000; ++i) fields += "X-Field: value\r\n";
         return fields;
       }(),
       1},
      {"bytes of a binary",
       std::string("\x7F"
                   "ELF\0\0\xFF\xFE\r\n\n\r\0",
                   13),
       1},
  };
}

// For each byte of a JSON text, how many brackets are open around it.
std::vector<std::size_t> depths(const std::string& text) {
  std::vector<std::size_t> result;
  std::size_t depth = 0;
  for (const char c : text) {
    if (c == '{' || c == '[') ++depth;
    result.push_back(depth);
    if (c == '}' || c == ']') --depth;
  }
  return result;
}

std::string mutated(std::string text, std::size_t at, std::mt19937& random) {
  constexpr std::string_view kBytes = "{}[]\",:\\0-e.tn \x01\xFF";
  const char byte = kBytes[random() % kBytes.size()];
  switch (random() % 5) {
    case 0:
      return text.erase(at, 1 + random() % 4);
    case 1:
      return text.replace(at, 1, 1, byte);
    case 2:
      return text.insert(at, 1, byte);
    case 3:
      return text.insert(at, text.substr(at, 1 + random() % 8));
    default:
      return text.substr(0, at);
  }
}

}  // namespace

TEST_CASE("after any wrong frame the message after the next is served", "[protocol]") {
  HostileFixture fixture;
  for (const WrongFrame& frame : wrong_frames()) {
    INFO(frame.what);
    const std::size_t before = fixture.errors_without_id(-32700) + fixture.errors_without_id(-32600);
    must(fixture.client().write_raw(frame.bytes));
    // May be lost: a wrong length eats what follows.
    must(fixture.client().write_raw(rpc::encode_message(
        R"({"jsonrpc":"2.0","id":"eaten","method":"$/metrics","params":{"filler":"as long as the longest wrong length is"}})")));
    fixture.check_alive();
    CHECK(fixture.errors_without_id(-32700) + fixture.errors_without_id(-32600) >= before + frame.errors);
  }
}

TEST_CASE("a message over the limit is refused with -32700 and the next one is served", "[protocol]") {
  HostileFixture fixture;
  must(fixture.client().write_raw(rpc::encode_message(R"({"jsonrpc":"2.0","method":"x","params":[")" +
                                                      std::string(rpc::MessageDecoder::kMaxBodyBytes, 'x') + "\"]}")));
  fixture.check_alive();
  CHECK(fixture.errors_without_id(-32700) == 1);
}

TEST_CASE("a document of 50 MB is served", "[protocol]") {
  HostileFixture fixture;
  std::string text = "int big;\n";
  const std::string line = "// " + std::string(1020, 'x') + "\n";
  while (text.size() < std::size_t{50} << 20) text += line;
  fixture.client().set_timeout(std::chrono::minutes(2));
  fixture.open_text("big.cpp", text);
  CHECK(fixture.diagnostics("big.cpp", 1).empty());
  CHECK(fixture.request("textDocument/hover", fixture.at("big.cpp", 0, 4)).is_object());
  fixture.check_alive();
}

TEST_CASE("every body that is no message is answered with -32700 or -32600", "[protocol]") {
  HostileFixture fixture;
  const std::map<std::string, int> bodies = {{"{", -32700},
                                             {"nul", -32700},
                                             {"{\"a\":1e999}", -32700},
                                             {"{\"a\":\"\xC3\x28\"}", -32700},
                                             {"{\"jsonrpc\":\"2.0\",\"method\":\"\xFF\"}", -32700},
                                             {"\xEF\xBB\xBF{}", -32600},
                                             {std::string("{}\0", 3), -32700},
                                             {"{\"a\":\"\\ud800\"}", -32700},
                                             {std::string(100'000, '['), -32700},
                                             {std::string((4 << 20) + 1, ','), -32700},
                                             {"[]", -32600},
                                             {"[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\"}]", -32600},
                                             {"7", -32600},
                                             {"{}", -32600},
                                             {"{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"x\"}", -32600},
                                             {"{\"jsonrpc\":\"2.0\",\"id\":[],\"method\":\"x\"}", -32600},
                                             {"{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"x\"}", -32600},
                                             {"{\"jsonrpc\":\"2.0\",\"method\":7}", -32600},
                                             {"{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":7}", -32600}};
  for (const auto& [body, code] : bodies) {
    INFO(body.substr(0, 80));
    const std::size_t before = fixture.errors_without_id(code);
    must(fixture.client().write_raw(rpc::encode_message(body)));
    fixture.check_alive();
    CHECK(fixture.errors_without_id(code) == before + 1);
  }
}

TEST_CASE("a request damaged at any depth is answered as what it still is", "[protocol]") {
  HostileFixture fixture;
  Json params = fixture.at("healthy.cpp", 0, 4);
  params["context"] = {{"includeDeclaration", true}, {"more", {{{"deep", {1, "s", nullptr, {{"deeper", {-1.5}}}}}}}}};
  const std::string valid =
      Json{{"jsonrpc", "2.0"}, {"id", "m"}, {"method", "textDocument/references"}, {"params", params}}.dump();
  std::map<std::size_t, std::vector<std::size_t>> places;
  const std::vector<std::size_t> depth_of = depths(valid);
  for (std::size_t at = 0; at < valid.size(); ++at) places[depth_of[at]].push_back(at);
  REQUIRE(places.size() >= 8);

  std::mt19937 random(20240607);
  std::map<int, std::size_t> without_id;
  std::size_t with_id = 0;
  for (const auto& [depth, offsets] : places) {
    for (int i = 0; i < 25; ++i) {
      const std::string body = mutated(valid, offsets[random() % offsets.size()], random);
      if (body.empty()) continue;
      const rpc::Message message = rpc::parse_message(body);
      const auto* invalid = std::get_if<rpc::InvalidMessage>(&message);
      if (std::holds_alternative<rpc::Request>(message) || (invalid != nullptr && invalid->id)) ++with_id;
      if (invalid != nullptr && !invalid->id) ++without_id[invalid->code];
      must(fixture.client().write_raw(rpc::encode_message(body)));
    }
    fixture.check_alive();
  }
  CHECK(without_id[-32700] > 50);
  for (const auto& [code, count] : without_id) CHECK(fixture.errors_without_id(code) == count);
  // The index answers beside the loop: the last of them may come after later answers.
  const auto count_answered = [&] {
    std::size_t answered = 0;
    for (const Json& each : fixture.client().pending_responses()) answered += !each["id"].is_null();
    return answered;
  };
  for (int round = 0; round < 1000 && count_answered() < with_id; ++round) fixture.check_alive();
  CHECK(count_answered() == with_id);
}

TEST_CASE("of two thousand requests at once none is lost, those over the bounds are refused", "[protocol]") {
  Files files;
  for (int i = 0; i < 5; ++i) files["f" + std::to_string(i) + ".cpp"] = "int name;\n";
  HostileFixture fixture(files, {{"worker", {{"requestTimeoutMs", 60'000}}}});
  fixture.check_alive();
  for (const auto& [name, text] : files) fixture.open(name);
  for (const auto& [name, text] : files) fixture.diagnostics(name, 1);
  const auto workers = fixture.workers();
  for (const auto& worker : workers) ::kill(worker.pid, SIGSTOP);
  std::vector<std::int64_t> ids;
  for (const auto& [name, text] : files) {
    for (int i = 0; i < 400; ++i) {
      ids.push_back(fixture.client().send_request("textDocument/hover", fixture.at(name, 0, 4)));
    }
  }
  for (const auto& worker : workers) ::kill(worker.pid, SIGCONT);
  std::size_t answered = 0;
  std::size_t refused = 0;
  for (const std::int64_t id : ids) {
    const Json response = must(fixture.client().wait_response(id));
    if (response.contains("error")) {
      CHECK(response["error"]["code"] == -32803);
      ++refused;
    } else {
      CHECK(response["result"].is_object());
      ++answered;
    }
  }
  CHECK(answered <= 1024);
  CHECK(answered >= 1000);
  CHECK(answered + refused == 2000);
  fixture.check_alive();
}

}  // namespace cairn::test
