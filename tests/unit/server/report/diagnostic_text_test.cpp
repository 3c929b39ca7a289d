#include "server/report/diagnostic_text.h"

#include <catch2/catch.hpp>

namespace cairn::server {
namespace {

CheckedFile file_with(model::Diagnostic diagnostic) {
  return {"/r/src/a.c", "database", 0, "", {std::move(diagnostic)}};
}

}  // namespace

TEST_CASE("a diagnostic is one line with its code, followed by its notes", "[server][report]") {
  model::Diagnostic diagnostic;
  diagnostic.range = {{9, 4}, {9, 5}};
  diagnostic.severity = model::Severity::kWarning;
  diagnostic.code = "-Wx";
  diagnostic.message = "odd\nthing";
  diagnostic.notes.push_back({{"/usr/include/b.h", {{0, 0}, {0, 1}}}, "from here"});
  CHECK(diagnostic_text(file_with(diagnostic), "/r") ==
        "src/a.c:10:5: warning: odd thing [-Wx]\n/usr/include/b.h:1:1: note: from here\n");
}

TEST_CASE("a diagnostic without a code has no brackets", "[server][report]") {
  model::Diagnostic diagnostic;
  diagnostic.message = "m";
  CHECK(diagnostic_text(file_with(diagnostic), "/") == "/r/src/a.c:1:1: error: m\n");
}

TEST_CASE("a path is shortened only below the base, not beside it", "[server][report]") {
  CHECK(shown_path("/r/a.c", "/r") == "a.c");
  CHECK(shown_path("/rest/a.c", "/r") == "/rest/a.c");
  CHECK(shown_path("/r", "/r") == "/r");
}

TEST_CASE("the summary counts files, errors, warnings and failures", "[server][report]") {
  model::Diagnostic error;
  model::Diagnostic warning;
  warning.severity = model::Severity::kWarning;
  const CheckReport report{"/r", {{"/r/a.c", "", 0, "", {error, warning, error}}, {"/r/b.c", "", 0, "died", {}}}, 1.25};
  CHECK(summary_text(report) == "2 files: 2 errors, 1 warnings, 1 failed (1.2 s)");
}

}  // namespace cairn::server
