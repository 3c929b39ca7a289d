// Two servers on one workspace: one writes the index, the other follows it.
#include <unistd.h>

#include <chrono>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"

namespace cairn::test {
namespace {

const Files kFiles = {{"lib.h", "int add(int a, int b);\n"},
                      {"lib.cpp", "#include \"lib.h\"\nint add(int a, int b) { return a + b; }\n"},
                      {"main.cpp", "#include \"lib.h\"\nint main() { return add(1, 2); }\n"}};

// A second server on the workspace and the cache of another.
class Second {
 public:
  explicit Second(const IndexedWorkspace& first) : root_(first.root()) {
    LspClient::Options options;
    options.server = ServerFixture::server();
    options.environment = {{"XDG_CACHE_HOME", first.cache_home()},
                           {"XDG_CONFIG_HOME", first.config_home()},
                           {"XDG_RUNTIME_DIR", first.runtime_folder()},
                           {"CAIRN_INDEXER_NICE", "0"}};
    client_.emplace(must(LspClient::start(std::move(options))));
    Json wanted = ServerFixture::capabilities();
    wanted["experimental"] = {{"cairn", {{"answerStatus", true}}}};
    must(client_->initialize(root_, wanted));
  }

  Json status() { return must(client_->request("$/indexStatus", nullptr)); }
  // Asks until the status is as wanted; what it was last, in any case.
  template <typename IsWanted>
  Json wait_status(IsWanted is_wanted) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Json found = status();
    while (!is_wanted(found) && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      found = status();
    }
    return found;
  }
  LspClient& client() { return *client_; }

 private:
  std::string root_;
  std::optional<LspClient> client_;
};

bool is_followed_whole(const Json& status) {
  return status["units"]["state"] == "following" && status["units"]["complete"] == true;
}

}  // namespace

TEST_CASE("a second server says whom it follows, how far that is, and answers from it", "[protocol][index]") {
  IndexedWorkspace fixture(kFiles);
  fixture.start_indexed();
  Second second(fixture);
  const Json status = second.wait_status(is_followed_whole);
  INFO(status.dump());
  CHECK(status["lexical"]["state"] == "following");
  CHECK(status["lexical"]["complete"] == true);
  CHECK(status["units"]["state"] == "following");
  CHECK(status["units"]["total"] == 2);
  CHECK(status["units"]["done"] == 2);
  CHECK(status["units"]["pending"] == 0);
  CHECK(status["writer"] == fixture.client().pid());
  CHECK_FALSE(fixture.request("$/indexStatus", nullptr).contains("writer"));

  must(second.client().open(fixture.path("lib.h"), kFiles.at("lib.h"), "cpp", 1));
  const auto references = [&] {
    Json params = at(fixture.path("lib.h"), 0, 4);
    params["context"] = {{"includeDeclaration", true}};
    return IndexedWorkspace::places(must(second.client().request("textDocument/references", params)));
  };
  CHECK(references() == "lib.cpp:1:4 lib.h:0:4 main.cpp:1:20");

  // What the writer publishes, the other has soon.
  fixture.save("main.cpp", "#include \"lib.h\"\nint main() { return add(add(1, 2), 3); }\n");
  const std::string wanted = "lib.cpp:1:4 lib.h:0:4 main.cpp:1:20 main.cpp:1:24";
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (references() != wanted && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  CHECK(references() == wanted);
  CHECK(is_followed_whole(second.wait_status(is_followed_whole)));
}

TEST_CASE("a second server takes over when the first one ends", "[protocol][index]") {
  IndexedWorkspace fixture(kFiles);
  fixture.start_indexed();
  Second second(fixture);
  REQUIRE(is_followed_whole(second.wait_status(is_followed_whole)));
  REQUIRE(must(fixture.client().shut_down()) == 0);
  const Json status = second.wait_status(
      [](const Json& each) { return each["units"]["state"] == "ready" && each["units"]["complete"] == true; });
  INFO(status.dump());
  CHECK(status["units"]["state"] == "ready");
  CHECK(status["units"]["done"] == 2);
  CHECK_FALSE(status.contains("writer"));
}

}  // namespace cairn::test
