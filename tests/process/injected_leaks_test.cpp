// Leaks on purpose in a build of their own (CAIRN_INJECT_LEAKS, ./dev soak leaks): found within ten scans, where they
// are.
#if defined(CAIRN_INJECT_LEAKS)
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"
#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

constexpr int kMostScans = 10;

struct Injected {
  std::string component;
  std::string site;      // of the finding; of a worker the beginning
  std::string function;  // in its stack
  std::function<void(ServerFixture&, int request)> work;
  int requests_per_scan = 40;
};

constexpr int kLines = 400;

std::string source() {
  std::string text = "#include \"other.h\"\n";
  for (int i = 0; i < kLines; ++i) {
    text += "int f" + std::to_string(i) + "(int a) { return other(a) + " + std::to_string(i) + "; }\n";
  }
  return text;
}

Json scan(ServerFixture& fixture) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(120);
  for (;;) {
    const std::int64_t id = fixture.client().send_request("$/leakReport", {{"scan", true}});
    const Json response = must(fixture.client().wait_response(id));
    if (response.contains("result")) return response["result"];
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("the server does not come to rest");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

const std::vector<Injected>& injected() {
  static const std::vector<Injected> all = {
      // The same question again is answered from the cache, at once: the answer's bytes are kept.
      {"buffer", "protocol", "cairn::io::ByteStream::write",
       [](ServerFixture& f, int) { f.request("textDocument/hover", f.at("main.cpp", 1, 5)); }},
      // Each time another question.
      {"cache", "documents", "cairn::worker::UnitSession::finish_job",
       [](ServerFixture& f, int request) {
         f.request("textDocument/hover", f.at("main.cpp", 1 + static_cast<std::uint32_t>(request % kLines), 5));
       }},
      {"handle", "handles", "cairn::fs::read_file",
       [](ServerFixture& f, int request) {
         Json params = f.at("main.cpp", 1, 25);
         params["newName"] = "another" + std::to_string(request);
         f.request("textDocument/rename", params);
       },
       20},
      {"worker", "worker of ", "",
       [](ServerFixture& f, int request) {
         f.request("textDocument/hover", f.at("main.cpp", 1 + static_cast<std::uint32_t>(request % kLines), 5));
       }},
  };
  return all;
}

}  // namespace

TEST_CASE("a leak on purpose is found within ten scans, where it is", "[process][injected]") {
  const std::size_t which = GENERATE(range(std::size_t{0}, std::size_t{4}));
  const Injected& leak = injected()[which];
  CAPTURE(leak.component);
  // With an index, so that places in files that are not open are looked up in their texts.
  IndexedWorkspace fixture({{"main.cpp", source()},
                            {"other.h", "int other(int a);\n"},
                            {"other.cpp", "#include \"other.h\"\nint other(int a) { return a; }\n"}});
  fixture.start_marked({}, {{"CAIRN_INJECTED_LEAK", leak.component}});
  fixture.wait_indexed();
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  Json report;
  int scans = 0;
  int request = 0;
  while (scans < kMostScans && (report.is_null() || report["findings"].empty())) {
    for (int i = 0; i < leak.requests_per_scan; ++i) leak.work(fixture, request++);
    report = scan(fixture);
    ++scans;
  }
  INFO(report.dump(1));
  REQUIRE(report["findings"].size() == 1);
  const Json finding = report["findings"][0];
  CHECK(finding["site"].get<std::string>().starts_with(leak.site));
  CHECK(report["scans"] <= kMostScans);
  must(fixture.client().wait_notification("$/leakDetected",
                                          [&](const Json& params) { return params["id"] == finding["id"]; }));
  if (leak.component == "worker") {
    CHECK(report["workersRecycled"] == 1);
  } else {
    REQUIRE(finding.contains("stacks"));
    CHECK(finding["stacks"][0].get<std::string>().find(leak.function) != std::string::npos);
  }
  WARN(leak.component << ": found after " << scans << " scans");
}

}  // namespace cairn::test
#endif
