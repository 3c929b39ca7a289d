#include "platform/proc/capture.h"

#include <chrono>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::proc {
namespace {

CaptureOptions shell(const std::string& script) {
  CaptureOptions options;
  options.argv = {"/bin/sh", "-c", script};
  options.limit = std::chrono::milliseconds(10'000);
  options.max_bytes = 1000;
  return options;
}

// The output, or the error's message.
std::string output_of(const CaptureOptions& options) {
  const Result<std::string> output = capture_output(options, {});
  return output ? *output : output.error().message;
}

TEST_CASE("capture_output returns one stream and drops the other", "[proc]") {
  CaptureOptions options = shell("pwd; echo \"$GREETING\" >&2");
  options.set_env.emplace_back("GREETING", "hello");
  options.working_directory = "/";
  CHECK(output_of(options) == "/\n");
  options.stream = OutputStream::kStderr;
  CHECK(output_of(options) == "hello\n");
}

TEST_CASE("capture_output gives a program nothing to read", "[proc]") {
  CHECK(output_of(shell("cat; echo end")) == "end\n");
}

TEST_CASE("capture_output names the exit of a program that failed", "[proc]") {
  const auto output = capture_output(shell("echo text; exit 3"), {});
  REQUIRE_FALSE(output);
  CHECK(output.error().code == ErrorCode::kUnavailable);
  CHECK(output.error().message == "/bin/sh: exit code 3");
}

TEST_CASE("capture_output ends a program that takes too long, with its children", "[proc]") {
  CaptureOptions options = shell("sleep 1000 & sleep 1000");
  options.limit = std::chrono::milliseconds(20);
  const auto output = capture_output(options, {});
  REQUIRE_FALSE(output);
  CHECK(output.error().code == ErrorCode::kTimeout);
}

TEST_CASE("capture_output ends a program that writes too much", "[proc]") {
  const auto output = capture_output(shell("while :; do echo text; done"), {});
  REQUIRE_FALSE(output);
  CHECK(output.error().code == ErrorCode::kTooLarge);
}

TEST_CASE("capture_output ends a program when it is asked to stop", "[proc]") {
  std::stop_source stop;
  stop.request_stop();
  const auto output = capture_output(shell("sleep 1000"), stop.get_token());
  REQUIRE_FALSE(output);
  CHECK(output.error().code == ErrorCode::kCancelled);
}

TEST_CASE("capture_output says what cannot be started", "[proc]") {
  CaptureOptions options = shell("");
  options.argv.front() = "/nonexistent";
  CHECK_FALSE(capture_output(options, {}));
}

}  // namespace
}  // namespace cairn::proc
