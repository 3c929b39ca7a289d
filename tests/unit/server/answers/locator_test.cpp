#include "server/answers/locator.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/unit/server/answers/answer_bed.h"

namespace cairn::server {
namespace {

const std::string kUsr = "c:@F@get";
const std::vector<std::string> kGet = {kUsr};
const std::vector<std::string> kNames = {"get"};

test::Row use(std::uint32_t line, std::uint32_t column) { return {kUsr, model::kRefers, {line, column}}; }

// "1:4-7 stale" of all places in the only file that has some.
std::string located(AnswerBed& bed) {
  const ProjectView& view = bed.view();
  Locator locator(view);
  std::string shown;
  for (const query::FilePlaces& file : query::find_places(*view.snapshot, {kGet, 0xFFFF, 0})) {
    const LocatedFile found = locator.locate(file, kNames);
    for (const LocatedPlace& each : found.places) {
      shown += fmt::format("{}{}:{}-{}", shown.empty() ? "" : " ", each.range.start.line, each.range.start.column,
                           each.range.end.column);
    }
    if (found.is_stale) shown += shown.empty() ? "stale" : " stale";
  }
  return shown;
}

}  // namespace

TEST_CASE("places of the text on the disk are taken as they are", "[server][answers]") {
  AnswerBed bed;
  bed.write_and_index("a.c", "int x = get();\n", {use(0, 8)});
  CHECK(located(bed) == "0:8-11");
}

TEST_CASE("places of a file that changed count where the name still stands", "[server][answers]") {
  AnswerBed bed;
  bed.index("a.c", "int x = get();\nint y = get();\nint z = get();\n", {use(0, 8), use(1, 8), use(2, 8)});
  bed.write("a.c", "int x = get();\nint y = gets();\n");
  CHECK(located(bed) == "0:8-11 stale");
}

TEST_CASE("rows of the present text hide those of an older one", "[server][answers]") {
  AnswerBed bed;
  bed.index("a.c", "get(); get();\n", {use(0, 0), use(0, 7)});
  bed.write_and_index("a.c", "get(); Get();\n", {use(0, 0)});
  CHECK(located(bed) == "0:0-3");
  bed.write_and_index("a.c", "get(); get(1);\n", {});
  CHECK(located(bed).empty());
}

TEST_CASE("a file that is gone has no places", "[server][answers]") {
  AnswerBed bed;
  bed.index("a.c", "get();\n", {use(0, 0)});
  CHECK(located(bed) == "stale");
}

TEST_CASE("unsaved edits move the places of the saved text", "[server][answers]") {
  AnswerBed bed;
  bed.write_and_index("a.c", "int a;\nint x = get();\nint y = get();\n", {use(1, 8), use(2, 8)});
  bed.open("a.c", "int new_one;\nint a;\nint x = get();\nint y = 1;\n");
  CHECK(located(bed) == "2:8-11 stale");
  bed.open("a.c", "int a;\nint x = get();\nint y = get();\n");
  CHECK(located(bed) == "1:8-11 2:8-11");
}

TEST_CASE("rows of the unsaved text itself are exact", "[server][answers]") {
  AnswerBed bed;
  bed.write("a.c", "saved();\n");
  bed.index("a.c", "get();\n", {use(0, 0)});
  bed.open("a.c", "get();\n");
  CHECK(located(bed) == "0:0-3");
}

TEST_CASE("where all units are fresh, rows of an older text are right unless they do not fit", "[server][answers]") {
  AnswerBed bed;
  bed.index("a.c", "int x = get();\n", {use(0, 8)});
  bed.write("a.c", "int x = get();\n// a comment more\n");
  CHECK(located(bed) == "0:8-11 stale");
  bed.view().is_index_fresh = true;
  CHECK(located(bed) == "0:8-11");
  // Two contexts of one header, one of them indexed before the comment came.
  bed.index("a.c", "int x = get();\n// a comment more\n", {});
  CHECK(located(bed) == "0:8-11");
}

TEST_CASE("columns are counted in the client's units", "[server][answers]") {
  AnswerBed bed;
  const std::string text = "/* \xF0\x9F\x98\x80 */ get();\r\n";
  bed.write("a.c", text);
  bed.index("a.c", text, {use(0, 11)});
  const auto as_ascii = located(bed);
  CHECK(as_ascii == "0:11-14");  // the rows say that the file is ASCII, so nobody looks
  bed.open("a.c", "\r\n" + text);
  CHECK(located(bed) == "1:9-12 stale");
  bed.view().encoding = base::TextEncoding::kUtf32;
  CHECK(located(bed) == "1:8-11 stale");
  bed.view().encoding = base::TextEncoding::kUtf8;
  CHECK(located(bed) == "1:11-14 stale");
}

TEST_CASE("what a macro mentions is shown at the macro's use", "[server][answers]") {
  AnswerBed bed;
  bed.write_and_index("a.c", "int x = CALL(1);\n",
                      {{"c:@F@get", model::kRefers | model::kImplicit | model::kFromMacro, {0, 8}}});
  CHECK(located(bed) == "0:8-12");
}

TEST_CASE("operators and destructors are recognised by what is spelled", "[server][answers]") {
  AnswerBed bed;
  bed.write("a.c", "a  == b; x.~Shape();\n");
  const ProjectView& view = bed.view();
  Locator locator(view);
  bool is_stale = false;
  const query::TextStamp other{1, 0, 0, true};
  CHECK(locator.locate("a.c", other, {{{0, 3}, {0, 5}}, {}, model::kRefers}, "operator==", is_stale));
  CHECK(is_stale);
  CHECK(locator.locate("a.c", other, {{{0, 11}, {0, 17}}, {}, model::kRefers}, "~Shape", is_stale));
  CHECK_FALSE(locator.locate("a.c", other, {{{0, 12}, {0, 17}}, {}, model::kRefers}, "Other", is_stale));
  CHECK_FALSE(locator.locate("a.c", other, {{{7, 0}, {7, 3}}, {}, model::kRefers}, "get", is_stale));
}

}  // namespace cairn::server
