// The command line and what goes where: stdout carries nothing but LSP.
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Runs the server with `input` as a file on stdin and files on stdout and stderr.
Outcome run(std::vector<std::string> arguments, const std::string& input = "") {
  TempDir folder;
  const std::string in = folder.write("in", input);
  const std::string out = folder.file("out");
  const std::string err = folder.file("err");
  std::FILE* in_file = std::fopen(in.c_str(), "r");
  std::FILE* out_file = std::fopen(out.c_str(), "w");
  std::FILE* err_file = std::fopen(err.c_str(), "w");
  proc::SpawnOptions options;
  options.argv = {CAIRN_SERVER_PATH};
  options.argv.insert(options.argv.end(), arguments.begin(), arguments.end());
  options.set_env = {{"XDG_CACHE_HOME", folder.file("cache")}};
  options.stdin_fd = fileno(in_file);
  options.stdout_fd = fileno(out_file);
  options.stderr_fd = fileno(err_file);
  auto child = must(proc::ChildProcess::spawn(options));
  const int status = child.wait();
  std::fclose(in_file);
  std::fclose(out_file);
  std::fclose(err_file);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, contents(out), contents(err)};
}

}  // namespace

TEST_CASE("options --version and --help print and end with code 0", "[protocol]") {
  const Outcome version = run({"--version"});
  CHECK(version.code == 0);
  CHECK(version.out.starts_with("cairn 0."));
  const Outcome help = run({"--help"});
  CHECK(help.code == 0);
  CHECK(help.out.find("--compile-commands-dir") != std::string::npos);
}

TEST_CASE("options --pipe and --socket are refused with code 2 instead of leaving the client waiting", "[protocol]") {
  for (const std::string option : {"--pipe=/tmp/x", "--socket=1234"}) {
    const Outcome refused = run({option});
    CHECK(refused.code == 2);
    CHECK(refused.out.empty());
    CHECK(refused.err.find(option) != std::string::npos);
  }
}

TEST_CASE("a session recorded in a file is served to a file", "[protocol]") {
  std::string input;
  for (const char* body : {R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}})",
                           R"({"jsonrpc":"2.0","method":"initialized","params":{}})",
                           R"({"jsonrpc":"2.0","id":2,"method":"shutdown"})", R"({"jsonrpc":"2.0","method":"exit"})"}) {
    input += rpc::encode_message(body);
  }
  const Outcome outcome = run({"--stdio"}, input);
  CHECK(outcome.code == 0);
  rpc::MessageDecoder decoder;
  std::vector<rpc::MessageDecoder::Event> events;
  decoder.feed(outcome.out, events);
  std::size_t answers = 0;
  for (const auto& event : events) {
    REQUIRE(event.kind == rpc::MessageDecoder::Event::Kind::kMessage);
    answers += Json::parse(event.text).contains("result") ? 1U : 0U;
  }
  CHECK(answers == 2);
  CHECK(outcome.err.find("I[") != std::string::npos);
}

}  // namespace cairn::test
