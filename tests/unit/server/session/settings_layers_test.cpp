#include "server/session/settings_layers.h"

#include <cstdlib>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::server {
namespace {

using rpc::Json;
using Lines = std::vector<std::string>;

SettingsLayers layers() { return SettingsLayers({8, 2048, 2048}); }

// A user's and a workspace's file, and the variable that names the first.
class Files {
 public:
  Files() { ::setenv("XDG_CONFIG_HOME", folder_.file("home").c_str(), 1); }
  ~Files() { ::unsetenv("XDG_CONFIG_HOME"); }
  void user(const std::string& text) { folder_.write("home/cairn/config.json", text); }
  void workspace(const std::string& text) { folder_.write("root/.cairn.json", text); }
  std::string root() const { return folder_.file("root"); }
  std::string file(const std::string& name) const { return folder_.file(name); }

 private:
  test::TempDir folder_;
};

TEST_CASE("a later place wins member by member", "[server]") {
  SettingsLayers all = layers();
  CHECK(all.set(SettingsPlace::kConfiguration, Json::parse(R"({"worker":{"parseTimeoutMs":3000}})"), "c").empty());
  CHECK(all.set(SettingsPlace::kUserFile,
                Json::parse(R"({"worker":{"parseTimeoutMs":1000,"requestTimeoutMs":1000},"fallbackFlags":["-DA"]})"),
                "u")
            .empty());
  CHECK(all.set(SettingsPlace::kInitializationOptions, Json::parse(R"({"worker":{"requestTimeoutMs":2000}})"), "i")
            .empty());
  CHECK(all.settings().worker.parse_timeout_ms == 3000U);
  CHECK(all.settings().worker.request_timeout_ms == 2000U);
  CHECK(all.settings().fallback_flags == Lines{"-DA"});
}

TEST_CASE("what a place no longer says falls back to the places before it", "[server]") {
  SettingsLayers all = layers();
  all.set(SettingsPlace::kUserFile, Json::parse(R"({"worker":{"maxCount":2}})"), "u");
  all.set(SettingsPlace::kConfiguration, Json::parse(R"({"worker":{"maxCount":4}})"), "c");
  CHECK(all.settings().worker.max_count == 4U);
  all.set(SettingsPlace::kConfiguration, nullptr, "c");
  CHECK(all.settings().worker.max_count == 2U);
}

TEST_CASE("only the place that was set is told about", "[server]") {
  SettingsLayers all = layers();
  CHECK(all.set(SettingsPlace::kUserFile, Json::parse(R"({"x":1})"), "file") == Lines{"file: x: unknown setting"});
  CHECK(all.set(SettingsPlace::kConfiguration, Json::parse(R"({"y":1})"), "cairn") ==
        Lines{"cairn: y: unknown setting"});
  CHECK(all.set(SettingsPlace::kConfiguration, Json(7), "cairn") ==
        Lines{"cairn: settings: expected object, got number 7"});
}

TEST_CASE("a workspace may lower the limits of memory and processes but not raise them", "[server]") {
  SettingsLayers all = layers();
  const Json raised = Json::parse(
      R"({"memory":{"budgetMb":2049},"worker":{"maxCount":9,"memoryLimitMb":4096,"parseTimeoutMs":90000}})");
  CHECK(all.set(SettingsPlace::kWorkspaceFile, raised, "w") ==
        Lines{"w: worker.maxCount: a workspace may not raise this above 8",
              "w: worker.memoryLimitMb: a workspace may not raise this above 2048",
              "w: memory.budgetMb: a workspace may not raise this above 2048"});
  CHECK_FALSE(all.settings().memory.budget_mb);
  CHECK_FALSE(all.settings().worker.max_count);
  CHECK_FALSE(all.settings().worker.memory_limit_mb);
  CHECK(all.settings().worker.parse_timeout_ms == 90000U);
  // The user's own file moves the ceiling, whichever comes first.
  all.set(SettingsPlace::kUserFile, Json::parse(R"({"worker":{"maxCount":16}})"), "u");
  CHECK(all.settings().worker.max_count == 9U);
  CHECK(all.set(SettingsPlace::kWorkspaceFile, Json::parse(R"({"worker":{"maxCount":1}})"), "w").empty());
  CHECK(all.settings().worker.max_count == 1U);
}

TEST_CASE("files are read, and missing ones say nothing", "[server]") {
  Files files;
  SettingsLayers all = layers();
  CHECK(all.read_files(files.root()).empty());
  CHECK(all.read_files("").empty());
  files.user(R"({"worker":{"maxCount":3},"fallbackFlags":["-DUSER"]})");
  files.workspace(R"({"fallbackFlags":["-DWORKSPACE"],"nothing":1})");
  CHECK(all.read_files(files.root()) == Lines{files.file("root/.cairn.json") + ": nothing: unknown setting"});
  CHECK(all.settings().worker.max_count == 3U);
  CHECK(all.settings().fallback_flags == Lines{"-DWORKSPACE"});
}

TEST_CASE("files that are damaged, too large or empty are reported and ignored", "[server]") {
  Files files;
  SettingsLayers all = layers();
  SECTION("damaged") { files.user("{\"pool\":"); }
  SECTION("too large") { files.user(std::string(std::size_t{2} << 20, ' ')); }
  SECTION("empty") { files.user(""); }
  const Lines ignored = all.read_files(files.root());
  REQUIRE(ignored.size() == 1);
  CHECK(ignored[0].find(files.file("home/cairn/config.json")) != std::string::npos);
  CHECK_FALSE(all.settings().worker.max_count);
}

}  // namespace
}  // namespace cairn::server
