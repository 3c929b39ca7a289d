#include "protocol/ext/settings.h"

#include <catch2/catch.hpp>

#include <algorithm>

namespace cairn::ext {
namespace {

using Lines = std::vector<std::string>;

struct Parsed {
  Settings settings;
  Lines warnings;
};

Parsed parsed(const char* text) {
  Parsed result;
  result.warnings = read_settings(Json::parse(text), result.settings);
  std::sort(result.warnings.begin(), result.warnings.end());
  return result;
}

TEST_CASE("all settings are read", "[ext]") {
  const auto [settings, warnings] = parsed(R"({"compilationDatabasePath":"build","fallbackFlags":["-std=c++20","-Wall"],
      "worker":{"parseTimeoutMs":60000,"requestTimeoutMs":5000,"maxCount":3},
      "pool":{"minSize":0,"maxSize":4,"acquireTimeoutMs":50,"idleTimeoutMs":70,"healthCheckIntervalMs":90}})");
  CHECK(warnings.empty());
  CHECK(settings.compilation_database_path == "build");
  CHECK(settings.fallback_flags == Lines{"-std=c++20", "-Wall"});
  CHECK(settings.worker.parse_timeout_ms == 60000U);
  CHECK(settings.worker.request_timeout_ms == 5000U);
  CHECK(settings.worker.max_count == 3U);
  CHECK(settings.pool.min_size == 0U);
  CHECK(settings.pool.max_size == 4U);
  CHECK(settings.pool.acquire_timeout_ms == 50U);
  CHECK(settings.pool.idle_timeout_ms == 70U);
  CHECK(settings.pool.health_check_interval_ms == 90U);
}

TEST_CASE("no settings are fine", "[ext]") {
  for (const char* text : {"null", "{}", R"({"worker":null,"fallbackFlags":null,"pool":{"maxSize":null}})"}) {
    INFO(text);
    const auto [settings, warnings] = parsed(text);
    CHECK(warnings.empty());
    CHECK_FALSE(settings.fallback_flags);
    CHECK_FALSE(settings.pool.max_size);
  }
}

TEST_CASE("preludes are on, off or verified, and nothing else", "[ext]") {
  for (const char* word : {"on", "off", "verify"}) {
    const auto [settings, warnings] = parsed((R"({"index":{"preludes":")" + std::string(word) + "\"}}").c_str());
    CHECK(warnings.empty());
    CHECK(settings.index.preludes == word);
  }
  const auto [settings, warnings] = parsed(R"({"index":{"preludes":"yes","threads":2}})");
  CHECK_FALSE(settings.index.preludes);
  CHECK(settings.index.threads == 2U);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].find("preludes") != std::string::npos);
}

TEST_CASE("settings of the watcher are read", "[ext]") {
  const auto [settings, warnings] = parsed(
      R"({"watcher":{"debounceTimeoutMs":20,"maxEventsPerBatch":0,"maxQueueSize":7,"semanticFilterEnabled":false,
          "ignorePatterns":["gen/"],"speed":1}})");
  CHECK(settings.watcher.debounce_timeout_ms == 20U);
  CHECK_FALSE(settings.watcher.max_events_per_batch);
  CHECK(settings.watcher.max_queue_size == 7U);
  CHECK(settings.watcher.semantic_filter_enabled == false);
  CHECK(settings.watcher.ignore_patterns == Lines{"gen/"});
  CHECK(warnings.size() == 2);
}

TEST_CASE("settings of inlay hints are read", "[ext]") {
  const auto [settings, warnings] = parsed(
      R"({"inlayHints":{"enabled":false,"parameterNames":true,"deducedTypes":1,"typeNameLimit":-1,"blocks":true}})");
  CHECK(settings.inlay_hints.enabled == false);
  CHECK(settings.inlay_hints.parameter_names == true);
  CHECK_FALSE(settings.inlay_hints.deduced_types);
  CHECK_FALSE(settings.inlay_hints.designators);
  CHECK_FALSE(settings.inlay_hints.type_name_limit);
  CHECK(warnings.size() == 3);
}

TEST_CASE("unknown keys are reported with their path, and the rest is used", "[ext]") {
  const auto [settings, warnings] = parsed(R"({"theme":"dark","pool":{"maxSize":2,"size":1},"worker":{"x":1}})");
  CHECK(warnings == Lines{"pool.size: unknown setting", "theme: unknown setting", "worker.x: unknown setting"});
  CHECK(settings.pool.max_size == 2U);
}

TEST_CASE("values of wrong types are reported with their path and ignored one by one", "[ext]") {
  const auto [settings, warnings] = parsed(R"({"compilationDatabasePath":1,"fallbackFlags":["-a",2],
      "worker":{"parseTimeoutMs":"soon","requestTimeoutMs":5000},"pool":[]})");
  CHECK(warnings == Lines{"compilationDatabasePath: expected string, got number 1",
                          "fallbackFlags[1]: expected string, got number 2", "pool: expected object, got array",
                          "worker.parseTimeoutMs: expected integer, got string"});
  CHECK_FALSE(settings.compilation_database_path);
  CHECK_FALSE(settings.fallback_flags);
  CHECK_FALSE(settings.worker.parse_timeout_ms);
  CHECK(settings.worker.request_timeout_ms == 5000U);
}

TEST_CASE("numbers out of range are reported and ignored", "[ext]") {
  const auto [settings, warnings] =
      parsed(R"({"worker":{"parseTimeoutMs":0,"requestTimeoutMs":-1},"pool":{"maxSize":65}})");
  CHECK(warnings == Lines{"pool.maxSize: expected integer from 1 to 64, got number 65",
                          "worker.parseTimeoutMs: expected integer from 100 to 3600000, got number 0",
                          "worker.requestTimeoutMs: expected integer from 100 to 3600000, got number -1"});
  CHECK_FALSE(settings.worker.parse_timeout_ms);
  CHECK_FALSE(settings.pool.max_size);
}

TEST_CASE("settings are read over those that are there, member by member", "[ext]") {
  Settings settings;
  read_settings(Json::parse(R"({"fallbackFlags":["-DA"],"worker":{"parseTimeoutMs":1000},"pool":{"maxSize":2}})"),
                settings);
  const Lines warnings = read_settings(
      Json::parse(R"({"fallbackFlags":["-DB"],"worker":{"requestTimeoutMs":2000},"pool":{"maxSize":"x"}})"), settings);
  CHECK(warnings == Lines{"pool.maxSize: expected integer, got string"});
  CHECK(settings.fallback_flags == Lines{"-DB"});
  CHECK(settings.worker.parse_timeout_ms == 1000U);
  CHECK(settings.worker.request_timeout_ms == 2000U);
  CHECK(settings.pool.max_size == 2U);
}

TEST_CASE("settings that are no object are reported as a whole", "[ext]") {
  CHECK(parsed("[1]").warnings == Lines{"settings: expected object, got array"});
}

}  // namespace
}  // namespace cairn::ext
