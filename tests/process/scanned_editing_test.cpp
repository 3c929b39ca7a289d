// A session of random edits and questions with scans of the leak detector: it finds nothing. CAIRN_SOAK minutes with a
// scan each minute (without it: a short session), CAIRN_SEED, CAIRN_SOAK_TREE.
#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/process/editing_session.h"

namespace cairn::test {
namespace {

using Clock = std::chrono::steady_clock;

// As soon as the server is quiet: parses may take long on a busy machine.
Json scan(LspClient& client) {
  const auto deadline = Clock::now() + std::chrono::minutes(5);
  for (;;) {
    const Json response = must(client.wait_response(client.send_request("$/leakReport", {{"scan", true}})));
    if (response.contains("result")) return response["result"];
    if (Clock::now() > deadline) FAIL("the server does not come to rest: " << response.dump());
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace

TEST_CASE("a session of random edits has no leak that the detector finds", "[process][scanned]") {
  const unsigned long minutes = number_from("CAIRN_SOAK", 0);
  const unsigned long seed = number_from("CAIRN_SEED", 1);
  INFO("CAIRN_SEED=" << seed);
  EditingSession session(seed);
  if (!must(session.client().request("$/memoryReport", nullptr)).contains("allocator")) return;  // nothing to scan
  const unsigned long scans = minutes != 0 ? minutes : 14;
  std::uint64_t steps = 0;
  Json report;
  for (unsigned long i = 1; i <= scans; ++i) {
    const auto end = Clock::now() + (minutes != 0 ? std::chrono::seconds(60) : std::chrono::seconds(0));
    const std::uint64_t least = i * 20;
    while (Clock::now() < end || steps < least) {
      session.step();
      ++steps;
    }
    report = scan(session.client());
    CAPTURE(i, steps, report.dump(1));
    REQUIRE(report["findings"].empty());
    if (minutes != 0) {
      std::cout << i << " scans, " << steps << " steps, suspicious " << report["suspicious"].dump() << ":";
      for (const Json& site : report["sites"]) {
        const auto name = site["name"].get<std::string>();
        const bool is_count = site["unit"] == "handles";
        std::cout << " " << name.substr(name.rfind('/') + 1) << " "
                  << site["bytes"].get<std::uint64_t>() / (is_count ? 1 : 1024) << (is_count ? "" : "K");
      }
      std::cout << std::endl;
    }
  }
  CHECK(report["scans"] == scans);
}

}  // namespace cairn::test
