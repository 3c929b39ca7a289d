// $/memoryReport: whether its figures are right.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "platform/memory/process_memory.h"
#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

std::uint64_t bytes(const Json& value) { return value.get<std::uint64_t>(); }

bool is_within(std::uint64_t a, std::uint64_t b, double share) {
  return std::abs(static_cast<double>(a) - static_cast<double>(b)) <= share * static_cast<double>(b);
}

// Sources that fill an index: some megabytes of declarations, calls and comments.
[[maybe_unused]] Files many_sources() {
  Files files;
  for (int file = 0; file < 60; ++file) {
    const std::string name = "table_" + std::to_string(file);
    std::string text = "// Blocks of " + name + ".\n#include <string>\nnamespace leveldb {\n";
    for (int i = 0; i < 150; ++i) {
      const std::string each = name + "_" + std::to_string(i);
      text += "// Reads block " + std::to_string(i) + " and verifies its checksum.\nclass Reader_" + each +
              " {\n public:\n  int Read_" + each + "(const std::string& key, std::string* value);\n  int offset_" +
              each + " = 0;\n};\nint Reader_" + each + "::Read_" + each +
              "(const std::string& key, std::string* value) {\n" + "  value->assign(key);\n  return offset_" + each +
              ";\n}\n";
    }
    files["db/" + name + ".cc"] = text + "}  // namespace leveldb\n";
  }
  return files;
}

// Each figure that is more than 2 percent off what /proc says now.
std::string differences_from_proc(const Json& report) {
  std::string differences;
  Json processes = report["workers"];
  processes.push_back(report["process"]);
  for (const Json& process : processes) {
    const auto now = memory::read_process_memory(process["pid"].get<pid_t>());
    REQUIRE(now);
    const auto compare = [&](const char* name, std::uint64_t truth) {
      if (is_within(bytes(process[name]), truth, 0.02)) return;
      differences +=
          process["pid"].dump() + " " + name + " " + process[name].dump() + " is " + std::to_string(truth) + "\n";
    };
    compare("rss", now->rss);
    compare("pss", now->pss);
    compare("anonymous", now->anonymous);
  }
  return differences;
}

[[maybe_unused]] void wait_for_index(ServerFixture& fixture) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (fixture.request("$/indexStatus", nullptr)["lexical"]["state"] != "ready") {
    if (std::chrono::steady_clock::now() > deadline) FAIL("the index is not complete after 30 s");
  }
}

}  // namespace

TEST_CASE("the report has every part that it should have", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  const Json report = fixture.request("$/memoryReport", nullptr);
  CHECK(report["mapped"]["other"]["size"].get<std::uint64_t>() >= bytes(report["mapped"]["other"]["resident"]));
  CHECK(bytes(report["mapped"]["other"]["resident"]) > 0);
  CHECK(report["mapped"]["preludes"] == Json{{"size", 0}, {"resident", 0}});
  CHECK(report["leaks"] == Json::array());
  CHECK(report["budget"]["step"] == "none");
  CHECK(bytes(report["budget"]["limit"]) >= (std::uint64_t{64} << 20U));
  CHECK(bytes(report["budget"]["limit"]) <= (std::uint64_t{2} << 30U));
  CHECK(bytes(report["budget"]["used"]) == bytes(report["process"]["pss"]));
  REQUIRE(report["history"].size() >= 1);
  CHECK(bytes(report["history"][0]["anonymous"]) > 0);
  CHECK(bytes(report["history"][0]["time"]) > 1'700'000'000'000);
#ifdef CAIRN_EXPECT_JEMALLOC
  CHECK(report["unaccounted"].is_number_integer());
#else
  CHECK_FALSE(report.contains("unaccounted"));
  CHECK_FALSE(report.contains("allocator"));
#endif
}

TEST_CASE("the figures of the server and of each worker are those of /proc", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "#include <string>\nstd::string x;\n"}, {"b.c", "int y;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  fixture.open("b.c");
  fixture.diagnostics("a.cpp", 1);
  fixture.diagnostics("b.c", 1);
  const std::string detail = GENERATE(as<std::string>{}, "summary", "full");
  // Free pages go back to the system meanwhile: then the two are about different moments.
  std::string differences;
  for (int attempt = 0; attempt < 50; ++attempt) {
    const Json report = fixture.request("$/memoryReport", {{"detail", detail}});
    REQUIRE(report["workers"].size() == 2);
    differences = differences_from_proc(report);
    if (differences.empty()) break;
  }
  CHECK(differences == "");
}

TEST_CASE("a budget on the command line or in the settings shows in the report", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized({{"memory", {{"budgetMb", 700}}}});
  CHECK(bytes(fixture.request("$/memoryReport", nullptr)["budget"]["limit"]) == std::uint64_t{700} << 20U);
  ServerFixture named(Files{});
  named.start({"--memory-budget=1.5G"});
  must(named.client().initialize(named.root(), ServerFixture::capabilities(), {{"memory", {{"budgetMb", 700}}}}));
  CHECK(bytes(named.request("$/memoryReport", nullptr)["budget"]["limit"]) == std::uint64_t{1536} << 20U);
}

#ifdef CAIRN_EXPECT_JEMALLOC

TEST_CASE("the components and what is unaccounted add up to the anonymous memory", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  fixture.diagnostics("a.cpp", 1);
  for (const char* const detail : {"summary", "full"}) {
    const Json report = fixture.request("$/memoryReport", {{"detail", detail}});
    std::int64_t sum = report["unaccounted"].get<std::int64_t>();
    for (const auto& [name, node] : report["components"].items()) {
      if (name != "_self" && name != "_total") sum += node["_total"].get<std::int64_t>();
    }
    CHECK(sum == report["process"]["anonymous"].get<std::int64_t>());
    for (const char* const part :
         {"documents", "protocol", "session", "index", "store", "project", "allocator", "stacks", "sqlite", "image"}) {
      CAPTURE(part);
      CHECK(report["components"].contains(part));
    }
    CHECK_FALSE(report["components"].contains("other"));
  }
}

TEST_CASE("the text of a document is in its component, to the byte, until it is closed", "[protocol]") {
  ServerFixture fixture(Files{});
  fixture.start_initialized();
  fixture.open_text("small.cpp", "int y;\n");
  fixture.diagnostics("small.cpp", 1);
  wait_for_index(fixture);
  const auto documents = [&] {
    return bytes(fixture.request("$/memoryReport", nullptr)["components"]["documents"]["_total"]);
  };
  const std::uint64_t before = documents();
  constexpr std::uint64_t kTextBytes = (4 << 20) - 64;  // fits the allocator's size for 4 MiB
  fixture.open_text("big.cpp", "int x;\n" + std::string(kTextBytes, '/'));
  fixture.diagnostics("big.cpp", 1);
  // The text as edits see it, and as the snapshot that the worker got.
  const std::uint64_t with_text = documents();
  CHECK(with_text >= before + 2 * kTextBytes);
  CHECK(with_text < before + 2 * kTextBytes + (1U << 18U));
  must(fixture.client().notify("textDocument/didClose", {{"textDocument", {{"uri", fixture.uri("big.cpp")}}}}));
  CHECK(documents() < before + kTextBytes / 8);
}

TEST_CASE("little is unaccounted while an index is made, and after it", "[protocol]") {
  ServerFixture fixture(many_sources());
  fixture.start();
  Json capabilities = ServerFixture::capabilities();
  capabilities["window"]["workDoneProgress"] = true;
  must(fixture.client().initialize(fixture.root(), capabilities));
  double largest = 0;
  int reports = 0;
  // Asking without a pause would take the CPU from the index.
  for (;; std::this_thread::sleep_for(std::chrono::milliseconds(20))) {
    const Json report = fixture.request("$/memoryReport", nullptr);
    const double anonymous = report["process"]["anonymous"].get<double>();
    if (anonymous > (8 << 20)) {  // else there is nothing yet to account for
      largest = std::max(largest, std::abs(report["unaccounted"].get<double>()) / anonymous);
      ++reports;
    }
    const Json status = fixture.request("$/indexStatus", nullptr)["lexical"];
    if (status["complete"] == true && status["state"] == "ready") break;
  }
  CAPTURE(reports);
  CHECK(reports > 0);
  CHECK(largest <= 0.2);
  const Json idle = fixture.request("$/memoryReport", {{"detail", "full"}});
  CAPTURE(idle.dump());
  CHECK(std::abs(idle["unaccounted"].get<double>()) <= 0.1 * idle["process"]["anonymous"].get<double>());
  CHECK(bytes(idle["mapped"]["segments"]["size"]) > 0);
}

#endif

}  // namespace cairn::test
