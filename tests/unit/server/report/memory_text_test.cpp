#include "server/report/memory_text.h"

#include <catch2/catch.hpp>

#include "platform/base/component.h"
#include "server/report/memory_report.h"

namespace cairn::server {
namespace {

using rpc::Json;

const Json kServer = Json::parse(R"({"pid":12,"root":"/w","report":{
  "process":{"pid":12,"rss":20971520,"pss":15728640,"anonymous":10485760,"fileBacked":10485760},
  "components":{"_self":0,"_total":9437184,"session":{"_self":1048576,"_total":1048576},
                "documents":{"_self":1048576,"_total":8388608,"/w/a.cpp":{"_self":7340032,"_total":7340032}}},
  "unaccounted":1048576,"mapped":{"segments":{"size":4194304,"resident":2097152}},
  "workers":[{"pid":13,"role":"open-file","job":"parse","pss":2097152,"anonymous":1048576,"state":"busy","ageMs":4000}],
  "budget":{"limit":2147483648,"used":17825792,"pressure":1.5,"step":"none"}}})");

}  // namespace

TEST_CASE("the table has components by size, with shares of the anonymous memory", "[server][report]") {
  CHECK(memory_table(kServer) == R"(cairn 12  /w

       MB
    20.00          resident
    15.00          of it its share (PSS)
    10.00          of files
    10.00          anonymous, which is:
     8.00  80.0 %    documents
     7.00  70.0 %      /w/a.cpp
     1.00  10.0 %    session
     1.00  10.0 %    unaccounted

   mapped  resident  files
     4.00      2.00  segments
     0.00      0.00  preludes
     0.00      0.00  other

anonymous       pss    pid  worker
     1.00      2.00     13  open-file, busy with parse, 4 s old

budget: 17 of 2048 MB used by all processes, step: none, memory pressure 1.5 %
)");
}

TEST_CASE("the list has one line for each server", "[server][report]") {
  CHECK(memory_list({kServer, kServer}) ==
        "      PSS anonymous    pid  root\n    15.00     10.00     12  /w\n    15.00     10.00     12  /w\n");
}

TEST_CASE("a report of another shape, or none, is printed as far as it goes", "[server][report]") {
  const Json server = GENERATE(Json(), Json(1), Json::array(), Json{{"report", 1}}, Json{{"pid", "x"}, {"root", 1}},
                               Json{{"report", {{"components", {{"a", 1}}}, {"workers", {1, Json::object()}}}}});
  CHECK_FALSE(memory_table(server).empty());
  CHECK_FALSE(memory_list({server}).empty());
}

TEST_CASE("control characters of a server's text do not reach the terminal", "[server][report]") {
  const std::string table = memory_table({{"pid", 1}, {"root", "/w\x1b[2J\n"}});
  CHECK(table.starts_with("cairn 1  /w?[2J?\n"));
}

TEST_CASE("a component is what its arena holds, and its parts are shown where they fit", "[server][report]") {
  memory::MemoryTree claims;
  claims.child("documents").child("a.cpp").add(100);
  claims.child("index").child("segments").add(500);
  claims.child("nonsense").add(7);
  memory::ComponentBytes exact{};
  exact[static_cast<std::size_t>(base::Component::kDocuments)] = 300;
  exact[static_cast<std::size_t>(base::Component::kIndex)] = 400;
  memory::MemoryTree merged = merge_claims(std::move(claims), exact);
  CHECK(merged.total() == 700);
  CHECK(merged.children().size() == 2);
  CHECK(merged.child("documents").self() == 200);
  CHECK(merged.child("documents").child("a.cpp").total() == 100);
  CHECK(merged.child("index").self() == 400);
  CHECK(merged.child("index").children().empty());
}

TEST_CASE("the usage tree has the components, what is unaccounted, and each worker", "[server][report]") {
  ext::MemoryReport report;
  report.components = {"cairn", 0, {{"documents", 5, {}}}};
  report.unaccounted = 3;
  report.workers = {{21, "open-file", "", 22, 23, 24, "idle", 25}};
  CHECK(ext::memory_usage_json(usage_tree(report)) == Json::parse(R"({"_self":0,"_total":32,
      "documents":{"_self":5,"_total":5},"unaccounted":{"_self":3,"_total":3},
      "workers":{"_self":0,"_total":24,"21":{"_self":24,"_total":24}}})"));
}

}  // namespace cairn::server
