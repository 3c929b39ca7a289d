// Files that crash, hang or bloat clang, and programs that are no workers: the file
// is given up with a diagnostic, other files answer meanwhile, an edit revives it.
#include <sys/stat.h>

#include <set>

#include <catch2/catch.hpp>

#include "tests/process/requests.h"
#include "tests/support/poisons.h"

namespace cairn::test {

TEST_CASE("a poisoned file is given up, others answer meanwhile, and an edit revives it", "[process]") {
  for (const Poison& poison : poisons()) {
    DYNAMIC_SECTION(poison.name) {
      ServerFixture fixture(kSmallProject);
      REQUIRE(mkfifo(fixture.path("fifo").c_str(), 0600) == 0);
      fixture.start_initialized({{"worker", {{"parseTimeoutMs", 4000}, {"memoryLimitMb", 384}}}});
      fixture.open("main.cpp");
      CHECK(fixture.diagnostics("main.cpp", 1).empty());
      const pid_t healthy = fixture.workers().at(0).pid;

      fixture.open_text("poison.cpp", poison.text);
      std::set<pid_t> seen;
      Json given_up;
      const RequestKind hover = every_request().front();
      while (given_up.is_null()) {
        for (const auto& worker : fixture.workers()) seen.insert(worker.pid);
        CHECK(hover.right(fixture.request(hover.method, hover.params(fixture))));
        fixture.client().set_timeout(std::chrono::milliseconds(20));
        auto diagnostics = fixture.client().wait_diagnostics(fixture.path("poison.cpp"), 1);
        fixture.client().set_timeout(std::chrono::milliseconds(60'000));
        if (diagnostics) given_up = (*diagnostics)["diagnostics"];
      }
      REQUIRE(given_up.size() == 1);
      CHECK(given_up[0]["source"] == "cairn");
      INFO(given_up[0]["message"].get<std::string>());
      CHECK(given_up[0]["message"].get<std::string>().find(poison.reason) != std::string::npos);
      CHECK(given_up[0]["message"].get<std::string>().find("edit") != std::string::npos);
      // The healthy file kept its worker, the poisoned one used up two and has none now.
      REQUIRE(fixture.workers().size() == 1);
      CHECK(fixture.workers()[0].pid == healthy);
      const Json counters = fixture.request("$/metrics", nullptr)["counters"];
      CHECK(counters.value("worker.started", 0) == 3);
      CHECK(counters.value("parse.retried", 0) == 1);
      CHECK(counters.value("parse.quarantined", 0) == 1);
      // A question about it is answered, with the reason.
      const auto question = fixture.client().request("textDocument/hover", fixture.at("poison.cpp", 0, 1));
      REQUIRE(!question);
      CHECK(question.error().message.find("-32803") != std::string::npos);

      // Closing and opening it again does not spend another worker.
      must(fixture.client().notify("textDocument/didClose", {{"textDocument", {{"uri", fixture.uri("poison.cpp")}}}}));
      fixture.open_text("poison.cpp", poison.text, 5);
      const Json again = fixture.diagnostics("poison.cpp", 5);
      REQUIRE(again.size() == 1);
      CHECK(again[0]["source"] == "cairn");
      CHECK(fixture.request("$/metrics", nullptr)["counters"]["worker.started"] == 3);

      fixture.change("poison.cpp", "int fine;\n", 6);
      CHECK(fixture.diagnostics("poison.cpp", 6).empty());
      CHECK(must(fixture.client().shut_down()) == 0);
      CHECK(fixture.cached_files().empty());
    }
  }
}

TEST_CASE("whatever stands in the worker's place, the server lives and says what is wrong", "[process]") {
  struct FakeWorker {
    std::string name;
    std::string script;  // empty: no file at all
    mode_t mode;
  };
  const std::vector<FakeWorker> fakes = {
      {"missing", "", 0},
      {"not executable", "#!/bin/sh\n", 0600},
      {"exits at once", "#!/bin/sh\nexit 0\n", 0700},
      {"answers garbage", "#!/bin/sh\nprintf 'this is no frame at all' >&3\nexec sleep 600\n", 0700},
      {"answers half a frame", "#!/bin/sh\nprintf 'CWRK\\020\\000' >&3\nexec sleep 600\n", 0700},
      {"never answers", "#!/bin/sh\nexec sleep 600\n", 0700},
  };
  for (const FakeWorker& fake : fakes) {
    DYNAMIC_SECTION(fake.name) {
      TempDir folder;
      const std::string program = folder.file("worker");
      if (!fake.script.empty()) {
        folder.write("worker", fake.script);
        REQUIRE(chmod(program.c_str(), fake.mode) == 0);
      }
      ServerFixture fixture(kSmallProject);
      fixture.start({}, {{"CAIRN_WORKER", program}});
      must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities(),
                                       {{"worker", {{"parseTimeoutMs", 400}}}}));
      fixture.open("main.cpp");
      // Asked at once, so it waits for the same two attempts, and fails with the reason.
      const auto hover = fixture.client().request("textDocument/hover", fixture.at("main.cpp", 4, 10));
      REQUIRE(!hover);
      CHECK(hover.error().message.find("-32803") != std::string::npos);
      const Json diagnostics = fixture.diagnostics("main.cpp", 1);
      REQUIRE(diagnostics.size() == 1);
      CHECK(diagnostics[0]["source"] == "cairn");
      // Many more attempts, each after an edit: the pauses between them grow.
      for (int version = 2; version < 6; ++version)
        fixture.change("main.cpp", "int v" + std::to_string(version) + ";\n", version);
      CHECK(fixture.diagnostics("main.cpp", 5).size() == 1);
      CHECK(fixture.request("$/metrics", nullptr)["counters"].value("worker.started", 0) <= 6);
      CHECK(must(fixture.client().shut_down()) == 0);
    }
  }
}

}  // namespace cairn::test
