#include "server/report/doctor_report.h"

#include <catch2/catch.hpp>

#include "protocol/rpc/json.h"

namespace cairn::server {
namespace {

using rpc::Json;

DoctorReport sound_report() {
  DoctorReport report;
  report.root = "/r";
  report.database_path = "/r/compile_commands.json";
  report.worker_version = "clang version 19";
  return report;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("each problem, and a file that cannot be parsed, makes a report not ok", "[server][report]") {
  CHECK_FALSE(sound_report().has_problem());
  for (std::string DoctorReport::* problem :
       {&DoctorReport::database_problem, &DoctorReport::cache_problem, &DoctorReport::worker_problem}) {
    DoctorReport report = sound_report();
    report.*problem = "broken";
    CHECK(report.has_problem());
    CHECK(contains(doctor_text(report), "PROBLEM    broken\n"));
    CHECK(Json::parse(doctor_json(report))["ok"] == false);
  }
  DoctorReport report = sound_report();
  report.file.emplace();
  CHECK_FALSE(report.has_problem());
  report.file->failure = "died twice";
  CHECK(report.has_problem());
}

TEST_CASE("arguments are printed as a shell takes them", "[server][report]") {
  DoctorReport report = sound_report();
  report.file.emplace();
  report.file->arguments = {"-DA=1", "-DB='x y'", "-DC=$HOME", ""};
  CHECK(contains(doctor_text(report), "arguments  -DA=1 '-DB='\\''x y'\\''' '-DC=$HOME' ''\n"));
}

TEST_CASE("facts that do not apply are left out of the document or null", "[server][report]") {
  DoctorReport report;
  report.database_searched = "/r";
  const Json json = Json::parse(doctor_json(report));
  CHECK(json["database"]["path"].is_null());
  CHECK_FALSE(json["database"].contains("problem"));
  CHECK(json["worker"]["clang"].is_null());
  CHECK_FALSE(json.contains("file"));
}

}  // namespace cairn::server
