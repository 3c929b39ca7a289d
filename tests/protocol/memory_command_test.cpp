// `cairn memory` and the socket through which it asks.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include <catch2/catch.hpp>

#include "platform/io/local_socket.h"
#include "platform/proc/spawn.h"
#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

std::string socket_of(const ServerFixture& fixture) {
  return fixture.runtime_folder() + "/cairn/" + std::to_string(fixture.client().pid()) + ".sock";
}

struct Outcome {
  int code = -1;
  std::string out;
};

Outcome run_memory(const ServerFixture& fixture, std::vector<std::string> arguments) {
  TempDir folder;
  const std::string out = folder.file("out");
  std::FILE* const out_file = std::fopen(out.c_str(), "w");
  proc::SpawnOptions options;
  options.argv = {CAIRN_SERVER_PATH, "memory"};
  options.argv.insert(options.argv.end(), arguments.begin(), arguments.end());
  options.set_env = {{"XDG_RUNTIME_DIR", fixture.runtime_folder()}};
  options.stdout_fd = fileno(out_file);
  auto child = must(proc::ChildProcess::spawn(options));
  Outcome outcome;
  const int status = child.wait();
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  std::fclose(out_file);
  std::ostringstream text;
  text << std::ifstream(out, std::ios::binary).rdbuf();
  outcome.out = text.str();
  return outcome;
}

// A connection that has said `bytes`.
base::UniqueFd connect(const std::string& path, const std::string& bytes) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE(path.size() < sizeof(address.sun_path));
  std::memcpy(address.sun_path, path.data(), path.size());
  base::UniqueFd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  REQUIRE(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  if (!bytes.empty()) static_cast<void>(::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
  return fd;
}

// What the server says until it closes.
std::string read_all(const base::UniqueFd& fd) {
  std::string text;
  char piece[4096];
  ssize_t got = 0;
  while ((got = ::read(fd.get(), piece, sizeof(piece))) > 0) text.append(piece, static_cast<std::size_t>(got));
  return text;
}

Json ask(const ServerFixture& fixture, const std::string& line) {
  return must(rpc::parse_json(
      must(io::ask_local(socket_of(fixture), line, std::size_t{64} << 20U, std::chrono::milliseconds(20'000)))));
}

}  // namespace

TEST_CASE("cairn memory asks the server of a folder and prints a table", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  fixture.diagnostics("a.cpp", 1);
  const Outcome chosen = run_memory(fixture, {fixture.root()});
  CHECK(chosen.code == 0);
  CHECK(chosen.out.find("cairn " + std::to_string(fixture.client().pid()) + "  " + fixture.root()) == 0);
  CHECK(chosen.out.find("documents") != std::string::npos);
  CHECK(chosen.out.find("open-file, idle") != std::string::npos);
  CHECK(chosen.out.find("budget: ") != std::string::npos);
#ifdef CAIRN_EXPECT_JEMALLOC
  CHECK(chosen.out.find("unaccounted\n") != std::string::npos);
#endif
  // The only server, and one named by a folder inside its workspace.
  CHECK(run_memory(fixture, {}).code == 0);
  CHECK(run_memory(fixture, {fixture.root() + "/src"}).code == 0);
}

TEST_CASE("cairn memory prints JSON with the whole report", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  const Outcome outcome = run_memory(fixture, {fixture.root(), "--json"});
  CHECK(outcome.code == 0);
  const Json json = must(rpc::parse_json(outcome.out));
  REQUIRE(json["servers"].size() == 1);
  CHECK(json["servers"][0]["pid"] == fixture.client().pid());
  CHECK(json["servers"][0]["root"] == fixture.root());
  CHECK(json["servers"][0]["report"]["process"]["anonymous"].get<std::uint64_t>() > 0);
}

TEST_CASE("cairn memory fails where no server answers", "[protocol]") {
  ServerFixture fixture(Files{});
  CHECK(run_memory(fixture, {}).code == 1);
  fixture.start_initialized();
  CHECK(run_memory(fixture, {"/"}).code == 1);
  CHECK(run_memory(fixture, {fixture.root() + "-other"}).code == 1);
  CHECK(run_memory(fixture, {"--unknown"}).code == 2);
}

TEST_CASE("of several servers cairn memory prints a list", "[protocol]") {
  ServerFixture first(Files{});
  ServerFixture second(Files{});
  first.start_initialized();
  second.start_initialized();
  // Each fixture has a runtime folder of its own.
  std::filesystem::create_symlink(socket_of(second), first.runtime_folder() + "/cairn/second.sock");
  const Outcome all = run_memory(first, {});
  CHECK(all.code == 0);
  CHECK(all.out.find(first.root()) != std::string::npos);
  CHECK(all.out.find(second.root()) != std::string::npos);
  CHECK(run_memory(first, {second.root()}).out.find(first.root() + "\n") == std::string::npos);
}

TEST_CASE("the socket is for its user only, and goes with the server", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  const std::string path = socket_of(fixture);
  struct stat status{};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  CHECK(S_ISSOCK(status.st_mode));
  CHECK((status.st_mode & 0777) == 0600);
  REQUIRE(::lstat((fixture.runtime_folder() + "/cairn").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
  CHECK(must(fixture.client().shut_down()) == 0);
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a folder that others may write to gets no socket, and the server works", "[protocol]") {
  ServerFixture fixture(Files{});
  std::filesystem::create_directories(fixture.runtime_folder() + "/cairn");
  std::filesystem::permissions(fixture.runtime_folder() + "/cairn", std::filesystem::perms::all);
  fixture.start_initialized();
  fixture.request("$/memoryReport", nullptr);
  CHECK_FALSE(std::filesystem::exists(socket_of(fixture)));
}

TEST_CASE("a socket that a killed server left is removed by the next one", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  const std::string stale = socket_of(fixture);
  fixture.client().kill_server(SIGKILL);
  static_cast<void>(fixture.client().wait_exit());
  CHECK(std::filesystem::exists(stale));
  CHECK(run_memory(fixture, {}).code == 1);
  fixture.start_initialized();
  fixture.request("$/memoryReport", nullptr);
  CHECK_FALSE(std::filesystem::exists(stale));
  CHECK(std::filesystem::exists(socket_of(fixture)));
}

TEST_CASE("garbage on the socket ends the connection and nothing else", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  const std::string bytes =
      GENERATE(as<std::string>{}, "memory\n", "\n", "memory full \n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
               std::string(100'000, 'x'), std::string(50, '\0') + "\n", "memory full\r\n",
               "Content-Length: 2\r\n\r\n{}", std::string("\xff\xfe\n"));
  CHECK(read_all(connect(socket_of(fixture), bytes)).empty());
  CHECK(ask(fixture, "memory summary\n")["pid"] == fixture.client().pid());
  fixture.request("$/memoryReport", nullptr);
}

TEST_CASE("a question may come byte by byte, and what follows it is ignored", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  const base::UniqueFd slow = connect(socket_of(fixture), "");
  for (const char byte : std::string("memory full\n")) REQUIRE(::send(slow.get(), &byte, 1, MSG_NOSIGNAL) == 1);
  CHECK(must(rpc::parse_json(read_all(slow)))["root"] == fixture.root());
  const base::UniqueFd wordy = connect(socket_of(fixture), "memory summary\nmemory full\n" + std::string(1000, 'x'));
  CHECK(must(rpc::parse_json(read_all(wordy)))["root"] == fixture.root());
  // A client that says that it has no more to say still gets its answer.
  const base::UniqueFd half = connect(socket_of(fixture), "memory summary\n");
  REQUIRE(::shutdown(half.get(), SHUT_WR) == 0);
  CHECK(must(rpc::parse_json(read_all(half)))["root"] == fixture.root());
}

TEST_CASE("clients that say nothing are many: the rest is closed, and they are after the deadline", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  std::vector<base::UniqueFd> silent;
  for (int i = 0; i < 12; ++i) silent.push_back(connect(socket_of(fixture), ""));
  // Eight are kept, the others closed at once; then all are.
  for (const base::UniqueFd& each : silent) CHECK(read_all(each).empty());
  CHECK(ask(fixture, "memory summary\n")["pid"] == fixture.client().pid());
}

TEST_CASE("clients that ask and never read or leave at once cost the server nothing", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  for (int i = 0; i < 200; ++i) connect(socket_of(fixture), "memory full\n");
  const base::UniqueFd stuck = connect(socket_of(fixture), "");
  fixture.open("a.cpp");
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  CHECK(run_memory(fixture, {fixture.root()}).code == 0);
}

}  // namespace cairn::test
