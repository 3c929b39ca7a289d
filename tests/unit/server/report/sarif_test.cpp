#include "server/report/sarif.h"

#include <catch2/catch.hpp>

#include "protocol/rpc/json.h"

namespace cairn::server {
namespace {

using rpc::Json;

model::Diagnostic diagnostic(std::uint32_t line, std::string message, std::string code = "-Wx") {
  model::Diagnostic made;
  made.range = {{line, 0}, {line, 1}};
  made.severity = model::Severity::kWarning;
  made.code = std::move(code);
  made.message = std::move(message);
  return made;
}

CheckReport report_of(std::vector<CheckedFile> files) { return {"/r", std::move(files), 0}; }

Json run_of(const CheckReport& report) { return Json::parse(sarif_text(report))["runs"][0]; }

std::string fingerprint(const Json& result) {
  return result["partialFingerprints"]["cairnFinding/v1"].get<std::string>();
}

}  // namespace

TEST_CASE("a report without findings is a run with empty results and rules", "[server][report]") {
  const Json run = run_of(report_of({{"/r/a.c", "database", 0, "", {}}}));
  CHECK(run["results"] == Json::array());
  CHECK(run["tool"]["driver"]["rules"] == Json::array());
}

TEST_CASE("lines and columns count from 1", "[server][report]") {
  model::Diagnostic one = diagnostic(4, "m");
  one.range = {{4, 2}, {5, 7}};
  const Json run = run_of(report_of({{"/r/a.c", "database", 0, "", {one}}}));
  CHECK(run["results"][0]["locations"][0]["physicalLocation"]["region"] ==
        Json{{"startLine", 5}, {"startColumn", 3}, {"endLine", 6}, {"endColumn", 8}});
}

TEST_CASE("a rule is listed once and results point at it", "[server][report]") {
  const Json run =
      run_of(report_of({{"/r/a.c",
                         "database",
                         0,
                         "",
                         {diagnostic(0, "m", "-Wz"), diagnostic(1, "m", "-Wa"), diagnostic(2, "n", "-Wz")}}}));
  CHECK(run["tool"]["driver"]["rules"] == Json::array({{{"id", "-Wz"}}, {{"id", "-Wa"}}}));
  CHECK(run["results"][2]["ruleIndex"] == 0);
  CHECK(run["results"][1]["ruleIndex"] == 1);
}

TEST_CASE("a fingerprint survives a move to another line and tells repetitions apart", "[server][report]") {
  const Json before = run_of(report_of({{"/r/a.c", "database", 0, "", {diagnostic(1, "m"), diagnostic(2, "m")}}}));
  const Json after = run_of(report_of({{"/r/a.c", "database", 0, "", {diagnostic(8, "m"), diagnostic(9, "m")}}}));
  CHECK(fingerprint(before["results"][0]) == fingerprint(after["results"][0]));
  CHECK(fingerprint(before["results"][0]) != fingerprint(before["results"][1]));
}

TEST_CASE("a path's bytes are encoded and no colon looks like a scheme", "[server][report]") {
  const Json run = run_of(report_of({{"/r/a b:c/\xC3\xA9.c", "database", 0, "", {diagnostic(0, "m")}}}));
  CHECK(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b%3Ac/%C3%A9.c");
}

TEST_CASE("a file outside of the root has an absolute URI", "[server][report]") {
  const Json run = run_of(report_of({{"/elsewhere/a.c", "database", 0, "", {diagnostic(0, "m")}}}));
  CHECK(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] ==
        Json{{"uri", "file:///elsewhere/a.c"}});
}

TEST_CASE("a file that could not be parsed is a result of its own rule", "[server][report]") {
  const Json run = run_of(report_of({{"/r/a.c", "database", 0, "worker died", {}}}));
  REQUIRE(run["results"].size() == 1);
  CHECK(run["results"][0]["ruleId"] == kFailedRule);
  CHECK(run["results"][0]["level"] == "error");
  CHECK(run["results"][0]["message"]["text"].get<std::string>().find("worker died") != std::string::npos);
}

TEST_CASE("fixes become replacements in the file", "[server][report]") {
  model::Diagnostic one = diagnostic(0, "m");
  one.fixes.push_back({"insert ';'", {{{{4, 9}, {4, 9}}, ";"}}, true});
  const Json run = run_of(report_of({{"/r/a.c", "database", 0, "", {one, diagnostic(1, "m")}}}));
  const Json fix = run["results"][0]["fixes"][0];
  CHECK(fix["description"]["text"] == "insert ';'");
  CHECK(fix["artifactChanges"][0]["artifactLocation"]["uri"] == "a.c");
  CHECK(fix["artifactChanges"][0]["replacements"] ==
        Json::array({{{"deletedRegion", {{"startLine", 5}, {"startColumn", 10}, {"endLine", 5}, {"endColumn", 10}}},
                      {"insertedContent", {{"text", ";"}}}}}));
  CHECK_FALSE(run["results"][1].contains("fixes"));
}

TEST_CASE("notes become related locations", "[server][report]") {
  model::Diagnostic one = diagnostic(0, "m");
  one.notes.push_back({{"/r/b.h", {{2, 3}, {2, 4}}}, "declared here"});
  const Json run = run_of(report_of({{"/r/a.c", "database", 0, "", {one}}}));
  const Json& related = run["results"][0]["relatedLocations"];
  REQUIRE(related.size() == 1);
  CHECK(related[0]["message"]["text"] == "declared here");
  CHECK(related[0]["physicalLocation"]["artifactLocation"]["uri"] == "b.h");
}

TEST_CASE("a message that is not UTF-8 leaves a valid document", "[server][report]") {
  const Json run = run_of(report_of({{"/r/a.c", "database", 0, "", {diagnostic(0, "bad \xFF byte")}}}));
  CHECK(run["results"][0]["message"]["text"] == "bad \xEF\xBF\xBD byte");
}

}  // namespace cairn::server
