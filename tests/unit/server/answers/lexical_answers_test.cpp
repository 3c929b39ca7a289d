#include "server/answers/lexical_answers.h"

#include <catch2/catch.hpp>

#include "tests/unit/server/answers/answer_bed.h"

namespace cairn::server {
namespace {

using test::Row;

Row defined(const char* usr, const char* scope, std::uint32_t line) {
  return {usr, model::kDefines, {line, 4}, {}, model::SymbolKind::kFunction, scope};
}

std::vector<std::string> files(const std::vector<model::Location>& places) {
  std::vector<std::string> names;
  for (const model::Location& each : places) names.push_back(each.path.substr(each.path.rfind('/') + 1));
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("by names alone, qualifiers count first, then the file itself, then near ones", "[server][answers]") {
  AnswerBed bed;
  for (const char* name : {"far/a.c", "near/b.c", "near/c.c"}) bed.write(name, "int get() {}\n");
  bed.store().add_lexical("far/a.c", {defined("lex:a@get", "space::", 0)});
  bed.store().add_lexical("near/b.c", {defined("lex:b@get", "", 0)});
  bed.store().add_lexical("near/c.c", {defined("lex:c@get", "", 0)});
  const std::string from = bed.path("near/c.c");
  CHECK(files(lexical_introductions(bed.view(), from, "x = get();", 5, false)) == Names{"c.c", "b.c", "a.c"});
  CHECK(files(lexical_introductions(bed.view(), from, "x = space::get();", 12, false)) == Names{"a.c"});
  CHECK(lexical_introductions(bed.view(), from, "x = ();", 4, false).empty());
  CHECK(lexical_introductions(bed.view(), from, "", 0, false).empty());
}

TEST_CASE("an outline by names is of the very text", "[server][answers]") {
  AnswerBed bed;
  bed.write("a.c", "int get() {}\n");
  bed.store().add_lexical("a.c", {defined("lex:a@get", "", 0)});
  CHECK(lexical_outline(bed.view(), bed.path("a.c"), "int get() {}\n").empty());  // rows of another hash
  CHECK(lexical_outline(bed.view(), bed.path("b.c"), "int get() {}\n").empty());
}

}  // namespace cairn::server
