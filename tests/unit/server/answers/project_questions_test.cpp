#include "server/answers/project_questions.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/unit/server/answers/answer_bed.h"

namespace cairn::server {
namespace {

using model::SymbolKind;
using test::Row;

std::string show(const Locations& found) {
  std::string shown;
  for (const model::Location& each : found.list) {
    shown += fmt::format("{}{}:{}", shown.empty() ? "" : " ", each.path.substr(each.path.rfind('/') + 1),
                         each.range.start.line);
  }
  return shown;
}

std::string show(const HierarchyCalls& found) {
  std::string shown;
  for (const HierarchyCall& each : found.list) {
    shown += fmt::format("{}{}", shown.empty() ? "" : " ", each.item.symbol.name);
    for (const text::Range& range : each.ranges) shown += fmt::format(":{}", range.start.line);
  }
  return shown;
}

constexpr const char* kGet = "c:@F@get";

// A declaration in a header, the definition and calls elsewhere.
void fill(AnswerBed& bed) {
  bed.write_and_index("a.h", "// What it is.\nint get();\n", {{kGet, model::kDeclares, {1, 4}, {{1, 0}, {1, 10}}}});
  bed.write_and_index("a.c", "int get() {\n}\n", {{kGet, model::kDefines, {0, 4}, {{0, 0}, {1, 1}}}});
  bed.write_and_index(
      "b.c", "int use() {\n  get();\n}\n",
      {{"c:@F@use", model::kDefines, {0, 4}, {{0, 0}, {2, 1}}}, {kGet, model::kRefers | model::kCalls, {1, 2}}});
}

}  // namespace

TEST_CASE("definitions, declarations and references are told apart", "[server][answers]") {
  AnswerBed bed;
  fill(bed);
  Locator locator(bed.view());
  CHECK(show(definitions_of(locator, {kGet})) == "a.c:0");
  CHECK(show(declarations_of(locator, {kGet})) == "a.h:1");
  CHECK(show(references_to(locator, {kGet}, {false, ""}, {})) == "b.c:1");
  CHECK(show(references_to(locator, {kGet}, {true, ""}, {})) == "a.c:0 a.h:1 b.c:1");
  CHECK(show(references_to(locator, {kGet}, {true, bed.path("a.h")}, {})) == "a.c:0 b.c:1");
  CHECK(definitions_of(locator, {"c:@F@none"}).list.empty());
}

TEST_CASE("references come file by file, and stop when told to", "[server][answers]") {
  AnswerBed bed;
  fill(bed);
  Locator locator(bed.view());
  std::vector<std::size_t> pieces;
  references_to(locator, {kGet}, {true, ""}, {}, [&](const auto& piece) { pieces.push_back(piece.size()); });
  CHECK(pieces == std::vector<std::size_t>{1, 1, 1});
  std::stop_source stop;
  stop.request_stop();
  CHECK_FALSE(references_to(locator, {kGet}, {true, ""}, stop.get_token()).is_complete);
}

TEST_CASE("implementations are overriders and derived classes at any distance", "[server][answers]") {
  AnswerBed bed;
  const std::string text = "struct A {};\nstruct B {};\nstruct C;\n";
  bed.write("a.h", text);
  bed.index(
      "a.h", text,
      {{"c:@S@A", model::kDefines, {0, 7}}, {"c:@S@B", model::kDefines, {1, 7}}, {"c:@S@C", model::kDeclares, {2, 7}}},
      {{"c:@S@A", "c:@S@B"}, {"c:@S@B", "c:@S@C"}});
  Locator locator(bed.view());
  CHECK(show(implementations_of(locator, {"c:@S@A"})) == "a.h:1 a.h:2");
  fill(bed);
  Locator again(bed.view());
  CHECK(show(implementations_of(again, {kGet})) == "a.c:0");
}

TEST_CASE("calls in and out of a function have items at their definitions", "[server][answers]") {
  AnswerBed bed;
  fill(bed);
  Locator locator(bed.view());
  const HierarchyCalls in = incoming_calls(locator, kGet, {});
  REQUIRE(show(in) == "use:1");
  CHECK(in.list[0].item.path == bed.path("b.c"));
  CHECK(in.list[0].item.range == text::Range{{0, 0}, {2, 1}});
  const HierarchyCalls out = outgoing_calls(locator, "c:@F@use", {});
  REQUIRE(show(out) == "get:1");
  CHECK(out.list[0].item.path == bed.path("a.c"));
}

TEST_CASE("types above and below are one step away", "[server][answers]") {
  AnswerBed bed;
  const std::string text = "struct A {};\nstruct B {};\n";
  bed.write("a.h", text);
  bed.index("a.h", text, {{"c:@S@A", model::kDefines, {0, 7}}, {"c:@S@B", model::kDefines, {1, 7}}},
            {{"c:@S@A", "c:@S@B"}});
  Locator locator(bed.view());
  REQUIRE(subtypes_of(locator, "c:@S@A").list.size() == 1);
  CHECK(subtypes_of(locator, "c:@S@A").list[0].symbol.name == "B");
  CHECK(supertypes_of(locator, "c:@S@B").list.size() == 1);
  CHECK(supertypes_of(locator, "c:@S@A").list.empty());
}

TEST_CASE("a hover has the declaration's comment", "[server][answers]") {
  AnswerBed bed;
  fill(bed);
  Locator locator(bed.view());
  const auto hover = hover_of(locator, kGet);
  REQUIRE(hover.has_value());
  CHECK(hover->markdown.find("What it is.") != std::string::npos);
  CHECK_FALSE(hover_of(locator, "c:@F@none").has_value());
}

TEST_CASE("references of a method are also those of what it overrides, but no other overrider", "[server][answers]") {
  AnswerBed bed;
  const std::string text = "void get();\nvoid get();\nvoid get();\nget();\n";
  bed.write("a.c", text);
  bed.index("a.c", text,
            {{"c:@S@Base@F@get", model::kDeclares, {0, 5}},
             {"c:@S@One@F@get", model::kDeclares, {1, 5}},
             {"c:@S@Base@F@get", model::kOverrides, {1, 5}},
             {"c:@S@Two@F@get", model::kDeclares, {2, 5}},
             {"c:@S@Base@F@get", model::kOverrides, {2, 5}},
             {"c:@S@Base@F@get", model::kCalls, {3, 0}}},
            {{"c:@S@Base@F@get", "c:@S@One@F@get", model::RelationKind::kOverriddenBy},
             {"c:@S@Base@F@get", "c:@S@Two@F@get", model::RelationKind::kOverriddenBy}});
  Locator locator(bed.view());
  CHECK(show(references_to(locator, {"c:@S@One@F@get"}, {true, ""}, {})) == "a.c:0 a.c:1 a.c:3");
  CHECK(show(references_to(locator, {"c:@S@One@F@get"}, {false, ""}, {})) == "a.c:3");
  CHECK(show(references_to(locator, {"c:@S@Base@F@get"}, {true, ""}, {})) == "a.c:0 a.c:1 a.c:2 a.c:3");
}

TEST_CASE("references of a class are also its constructors' declarations", "[server][answers]") {
  AnswerBed bed;
  bed.write_and_index("a.c", "class Shape {\n  Shape();\n  ~Shape();\n};\nShape s;\n",
                      {{"c:@S@Shape", model::kDefines, {0, 6}, {}, SymbolKind::kClass},
                       {"c:@S@Shape@F@Shape", model::kDeclares, {1, 2}, {}, SymbolKind::kConstructor, "Shape::"},
                       {"c:@S@Shape@F@~Shape", model::kDeclares, {2, 2}, {}, SymbolKind::kDestructor, "Shape::"},
                       {"c:@S@Shape", model::kRefers, {4, 0}, {}, SymbolKind::kClass}});
  Locator locator(bed.view());
  CHECK(show(references_to(locator, {"c:@S@Shape"}, {true, ""}, {})) == "a.c:0 a.c:1 a.c:2 a.c:4");
  CHECK(show(references_to(locator, {"c:@S@Shape"}, {false, ""}, {})) == "a.c:4");
}

TEST_CASE("uses of a macro before its definition are found too", "[server][answers]") {
  CHECK(with_twins({"c:lib/a.h@macro@DEBUG"}) == Usrs{"c:lib/a.h@macro@DEBUG", "c:@macro@DEBUG"});
  CHECK(with_twins({"c:@macro@DEBUG"}) == Usrs{"c:@macro@DEBUG"});
  CHECK(with_twins({kGet}) == Usrs{kGet});
}

}  // namespace cairn::server
