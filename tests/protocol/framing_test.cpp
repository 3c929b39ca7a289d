// Frames that are wrong: a clear error, and the server lives or closes cleanly.
#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {

TEST_CASE("a body that is not JSON is answered with -32700 and the next message is served", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  must(fixture.client().write_raw("Content-Length: 5\r\n\r\n{bad}"));
  CHECK(fixture.request("$/metrics", nullptr)["counters"]["rpc.escape"] == 1);
}

TEST_CASE("a malformed header is survived", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  must(fixture.client().write_raw("Content-Length: abc\r\n\r\n{}"));
  CHECK(fixture.request("$/metrics", nullptr).is_object());
}

TEST_CASE("a message that comes byte by byte is one message", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  const std::string bytes = rpc::encode_message(R"({"jsonrpc":"2.0","id":77,"method":"$/metrics"})");
  for (const char byte : bytes) must(fixture.client().write_raw(std::string(1, byte)));
  CHECK(must(fixture.client().wait_response(77)).contains("result"));
}

TEST_CASE("a message cut off by the end of the stream ends the server with code 1", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  must(fixture.client().write_raw("Content-Length: 100\r\n\r\n{\"jsonrpc\""));
  fixture.client().close_stdin();
  CHECK(must(fixture.client().wait_exit()) == 1);
}

}  // namespace cairn::test
