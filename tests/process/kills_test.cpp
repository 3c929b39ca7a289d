// Many kills in a row at random moments: CAIRN_SOAK kills (default 50), CAIRN_SEED.
#include <signal.h>

#include <cstdlib>
#include <random>

#include <catch2/catch.hpp>

#include "tests/process/requests.h"

namespace cairn::test {
namespace {

unsigned long number_from(const char* variable, unsigned long fallback) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::strtoul(text, nullptr, 10) : fallback;
}

}  // namespace

TEST_CASE("every answer stays right while workers are killed at random moments", "[process][kills]") {
  const unsigned long kills = number_from("CAIRN_SOAK", 50);
  const unsigned long seed = number_from("CAIRN_SEED", 1);
  INFO("CAIRN_SEED=" << seed);
  std::mt19937_64 random(seed);
  ServerFixture fixture(kSmallProject);
  fixture.start_initialized();
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);
  const std::vector<RequestKind> kinds = every_request();
  unsigned long done = 0;
  while (done < kills) {
    const RequestKind& kind = kinds[random() % kinds.size()];
    const std::int64_t id = fixture.client().send_request(kind.method, kind.params(fixture));
    // At most one kill a request: two would rightly be answered with an error.
    const auto workers = fixture.workers();
    if (!workers.empty() && random() % 3 != 0) {
      ::kill(workers[0].pid, random() % 4 == 0 ? SIGSEGV : SIGKILL);
      ++done;
    }
    const Json response = must(fixture.client().wait_response(id));
    INFO(kind.method << " after " << done << " kills: " << response.dump());
    REQUIRE(response.contains("result"));
    REQUIRE(kind.right(response["result"]));
  }
  CHECK(fixture.workers().size() <= 1);
  CHECK(must(fixture.client().shut_down()) == 0);
  CHECK(fixture.cached_files().empty());
}

}  // namespace cairn::test
