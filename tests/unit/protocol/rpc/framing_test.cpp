#include "protocol/rpc/framing.h"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace cairn::rpc {
namespace {

using Event = MessageDecoder::Event;
using Kind = Event::Kind;

std::vector<Event> decode(std::string_view stream) {
  MessageDecoder decoder;
  std::vector<Event> events;
  decoder.feed(stream, events);
  return events;
}

Event message(std::string text) { return {Kind::kMessage, std::move(text)}; }

// "m:body" for messages, "r" for errors.
std::string outline(const std::vector<Event>& events) {
  std::string result;
  for (const Event& event : events) {
    if (!result.empty()) result += ' ';
    result += event.kind == Kind::kMessage ? "m:" + event.text : "r";
  }
  return result;
}

TEST_CASE("an encoded message has its length in bytes in front", "[rpc]") {
  CHECK(encode_message("{\"a\":\"\xC3\xA9\"}") == "Content-Length: 10\r\n\r\n{\"a\":\"\xC3\xA9\"}");
}

TEST_CASE("encoded messages decode to themselves", "[rpc]") {
  CHECK(decode(encode_message("{}") + encode_message("[1]")) == std::vector{message("{}"), message("[1]")});
}

TEST_CASE("a stream decodes the same when it is cut at any byte", "[rpc]") {
  const std::string stream = "Content-Length: 2\r\n\r\n{}" + std::string("X-A: b\nContent-Type: x; charset=latin1\n") +
                             "content-length:3\n\nabc" + "Content-Length: -1\r\n\r\n{lost}" + encode_message("[5]") +
                             "Content-Length: 0\r\n\r\n" + encode_message("end");
  const std::vector<Event> whole = decode(stream);
  REQUIRE(outline(whole) == "m:{} r r m:[5] r m:end");
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    INFO(cut);
    MessageDecoder decoder;
    std::vector<Event> events;
    decoder.feed(std::string_view(stream).substr(0, cut), events);
    decoder.feed(std::string_view(stream).substr(cut), events);
    CHECK(events == whole);
  }
}

TEST_CASE("a stream decodes the same byte by byte", "[rpc]") {
  const std::string stream = encode_message("{}") + "junk\r\n" + encode_message("[1]");
  MessageDecoder decoder;
  std::vector<Event> events;
  for (const char byte : stream) decoder.feed(std::string_view(&byte, 1), events);
  CHECK(events == decode(stream));
}

TEST_CASE("header fields may come in any case and order, with unknown ones between", "[rpc]") {
  CHECK(outline(decode("X-Test: a:b\r\nCONTENT-TYPE: application/vscode-jsonrpc; charset=utf-8\r\n"
                       "cOnTeNt-LeNgTh:\t2 \r\nX-Other:\r\n\r\n{}")) == "m:{}");
}

TEST_CASE("both spellings of UTF-8 and a missing charset are accepted", "[rpc]") {
  for (const char* type : {"a/b; charset=utf-8", "a/b; charset=utf8", "a/b;charset=\"UTF-8\"", "a/b", "",
                           "application/vscode-jsonrpc; charset-utf-8", "a/b; q=1; charset=utf-8; r=2"}) {
    INFO(type);
    CHECK(outline(decode("Content-Length: 2\r\nContent-Type: " + std::string(type) + "\r\n\r\n{}")) == "m:{}");
  }
}

TEST_CASE("a body in another charset is skipped", "[rpc]") {
  const auto events =
      decode("Content-Type: a/b; charset=utf-16\r\nContent-Length: 4\r\n\r\n{\r\n}" + encode_message("[1]"));
  REQUIRE(outline(events) == "r m:[1]");
  CHECK(events[0].text == "message skipped: charset \"utf-16\" is not UTF-8");
}

TEST_CASE("lone line feeds end header lines", "[rpc]") { CHECK(outline(decode("Content-Length: 2\n\n{}")) == "m:{}"); }

TEST_CASE("blank lines between messages are ignored", "[rpc]") {
  CHECK(outline(decode("\r\n\n" + encode_message("{}") + "\r\n\r\n" + encode_message("[1]"))) == "m:{} m:[1]");
}

TEST_CASE("of two Content-Length fields that differ the last one counts, with a warning", "[rpc]") {
  const auto events = decode("Content-Length: 10\r\nContent-Length: 2\r\n\r\n{}");
  REQUIRE(outline(events) == "r m:{}");
  CHECK(events[0].text == "two Content-Length fields: using 2, not 10");
}

TEST_CASE("two equal Content-Length fields are as good as one", "[rpc]") {
  CHECK(outline(decode("Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}")) == "m:{}");
}

TEST_CASE("a length that is no number loses one message, not the stream", "[rpc]") {
  for (const char* length : {"-5", "abc", "", "2x", "+2", "0x2", "2 2", "1.5"}) {
    INFO(length);
    const auto events =
        decode("Content-Length: " + std::string(length) + "\r\n\r\n{\"lost\":1}" + encode_message("[1]"));
    CHECK(outline(events) == "r m:[1]");
    CHECK(events[0].text.starts_with("Content-Length is not a number"));
  }
}

TEST_CASE("a message without Content-Length is lost alone", "[rpc]") {
  const auto events = decode("Content-Type: a/b\r\n\r\n{\"lost\":1}" + encode_message("[1]") + encode_message("[2]"));
  REQUIRE(outline(events) == "r m:[1] m:[2]");
  CHECK(events[0].text == "header section without Content-Length");
}

TEST_CASE("a body that is longer than announced loses its rest, not what follows", "[rpc]") {
  CHECK(outline(decode("Content-Length: 3\r\n\r\n{\"a\":[1,2]}" + encode_message("[1]"))) == "m:{\"a r m:[1]");
}

TEST_CASE("text that contains an escaped Content-Length line is not taken for a header", "[rpc]") {
  CHECK(outline(decode("junk\r\n{\"text\":\"Content-Length: 7\\r\\n\\r\\n{}\"}\r\n" + encode_message("[1]"))) ==
        "r m:[1]");
}

TEST_CASE("a malformed line in a header with a length costs a warning only", "[rpc]") {
  CHECK(outline(decode("Content-Length: 2\r\nno field\r\n\r\n{}")) == "r m:{}");
  CHECK(outline(decode("no field\r\nContent-Length: 2\r\n\r\n{}")) == "r m:{}");
  CHECK(outline(decode("Content-Length: 9\r\n{\"a\":1}Content-Length: 2\r\n\r\n{}")) == "r m:{}");
}

TEST_CASE("length zero is reported and the stream goes on", "[rpc]") {
  CHECK(outline(decode("Content-Length: 0\r\n\r\n" + encode_message("[1]"))) == "r m:[1]");
}

TEST_CASE("a length above the limit loses one message, whether its body comes or not", "[rpc]") {
  for (const char* length : {"67108865", "2147483648", "99999999999999999999999999"}) {
    for (const char* body : {"", "{\"lost\":1}", "{\n\"lost\": \"Content-Length: 5\\r\\n\"\n}\n"}) {
      INFO(length << " " << body);
      const auto events = decode("Content-Length: " + std::string(length) + "\r\n\r\n" + body + encode_message("[1]"));
      REQUIRE(outline(events) == "r m:[1]");
      CHECK(events[0].text == "message dropped: its Content-Length is above the limit of 67108864 bytes");
    }
  }
}

TEST_CASE("a body of exactly the limit is read and its buffer given away", "[rpc]") {
  const std::string body(MessageDecoder::kMaxBodyBytes, 'x');
  const std::string stream = encode_message(body);
  MessageDecoder decoder;
  std::vector<Event> events;
  constexpr std::size_t kPieceBytes = 65536;
  for (std::size_t at = 0; at < stream.size(); at += kPieceBytes) {
    decoder.feed(std::string_view(stream).substr(at, kPieceBytes), events);
  }
  REQUIRE(events.size() == 1);
  CHECK(events[0].text == body);
  CHECK(decoder.memory_bytes() < 1024);
}

TEST_CASE("a header that only announces a large body allocates little", "[rpc]") {
  MessageDecoder decoder;
  std::vector<Event> events;
  decoder.feed("Content-Length: 67108864\r\n\r\n{", events);
  CHECK(events.empty());
  CHECK(decoder.memory_bytes() < std::size_t{2} << 20);
}

TEST_CASE("a header section that does not end is dropped at its limit, and the next one is read", "[rpc]") {
  CHECK(outline(decode(std::string(MessageDecoder::kMaxHeaderBytes, 'x'))).empty());
  const std::string line(MessageDecoder::kMaxHeaderBytes + 1, 'x');
  CHECK(outline(decode(line)) == "r");
  CHECK(outline(decode(line + encode_message("[1]"))) == "r m:[1]");
  std::string fields;
  while (fields.size() <= MessageDecoder::kMaxHeaderBytes) fields += "X-A: b\r\n";
  CHECK(outline(decode(fields + "Content-Length: 2\r\n\r\n{}")) == "r m:{}");
}

TEST_CASE("searching for the next header holds little, however much is dropped", "[rpc]") {
  MessageDecoder decoder;
  std::vector<Event> events;
  decoder.feed("Content-Length: ?\r\n\r\n", events);
  const std::string junk(100'000, 'x');
  for (int i = 0; i < 50; ++i) decoder.feed(junk, events);
  CHECK(decoder.memory_bytes() < 4096);
  decoder.feed(encode_message("[1]"), events);
  CHECK(outline(events) == "r m:[1]");
}

}  // namespace
}  // namespace cairn::rpc
