#include "server/session/finding_history.h"

#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::server {

TEST_CASE("findings are kept, the newest first, and so many at most", "[findings]") {
  const test::TempDir folder;
  const std::string file = folder.path() + "/findings.db";
  CHECK(read_findings(file).empty());
  for (std::size_t i = 0; i < kMaxKeptFindings + 5; ++i) REQUIRE(add_finding(file, std::to_string(i)));
  const auto findings = read_findings(file);
  REQUIRE(findings.size() == kMaxKeptFindings);
  CHECK(findings.front() == std::to_string(kMaxKeptFindings + 4));
  CHECK(findings.back() == "5");
}

TEST_CASE("a damaged file of findings is made anew", "[findings]") {
  const test::TempDir folder;
  const std::string file = folder.path() + "/findings.db";
  std::ofstream(file) << std::string(5000, 'x');
  CHECK(read_findings(file).empty());
  REQUIRE(add_finding(file, "{}"));
  CHECK(read_findings(file) == std::vector<std::string>{"{}"});
}

}  // namespace cairn::server
