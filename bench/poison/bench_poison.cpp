// bench_poison: does a file that crashes, hangs or bloats clang slow a healthy one?
//
// For each poison: hover on a healthy, parsed file, kBefore times alone, then again
// and again while the poisoned file is parsed, killed, retried and put in quarantine.
// Prints p50, p95 and maximum of both in milliseconds, and how long the poison lasted.
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <vector>

#include <fmt/format.h>

#include "tests/support/poisons.h"
#include "tests/support/server_fixture.h"

namespace {

using cairn::test::Files;
using cairn::test::Json;
using cairn::test::must;
using cairn::test::ServerFixture;
using Clock = std::chrono::steady_clock;

constexpr int kBefore = 300;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double hover_ms(ServerFixture& fixture) {
  const Clock::time_point start = Clock::now();
  fixture.request("textDocument/hover", fixture.at("healthy.cpp", 1, 5));
  return ms_since(start);
}

std::string summary(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  auto at = [&](double fraction) {
    return samples[static_cast<std::size_t>(fraction * static_cast<double>(samples.size() - 1))];
  };
  return fmt::format("{:7.2f} {:7.2f} {:8.2f}", at(0.5), at(0.95), samples.back());
}

void run(const cairn::test::Poison& poison) {
  ServerFixture fixture(Files{{"healthy.cpp", "#include <string>\nstd::string value;\n"}});
  if (mkfifo(fixture.path("fifo").c_str(), 0600) != 0) throw std::runtime_error("mkfifo");
  fixture.start_initialized({{"worker", {{"parseTimeoutMs", 5000}, {"memoryLimitMb", 512}}}});
  fixture.open("healthy.cpp");
  fixture.diagnostics("healthy.cpp", 1);
  std::vector<double> before;
  for (int i = 0; i < kBefore; ++i) before.push_back(hover_ms(fixture));

  fixture.open_text("poison.cpp", poison.text);
  std::vector<double> during;
  const Clock::time_point start = Clock::now();
  bool over = false;
  while (!over) {
    during.push_back(hover_ms(fixture));
    for (const Json& each : fixture.client().pending_notifications()) {
      over = over || (each["method"] == "textDocument/publishDiagnostics" &&
                      each["params"]["uri"] == fixture.uri("poison.cpp"));
    }
  }
  fmt::print("{:22} {} | {} | {:6} {:8.1f}\n", poison.name, summary(before), summary(during), during.size(),
             ms_since(start) / 1000);
  std::fflush(stdout);
  must(fixture.client().shut_down());
}

}  // namespace

int main() {
  fmt::print("hover on a healthy file, ms; limits for the poison: 5 s a parse, 512 MB; two attempts\n");
  fmt::print("{:22} {:>24} | {:>24} | {:>6} {:>8}\n", "poison", "alone: p50 p95 max", "during: p50 p95 max", "n",
             "seconds");
  try {
    for (const cairn::test::Poison& poison : cairn::test::poisons()) run(poison);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench_poison: {}\n", failure.what());
    return 1;
  }
  return 0;
}
