#include "core/project/document_tree.h"

#include <catch2/catch.hpp>

namespace cairn::project {

TEST_CASE("values of a document know their lines", "[project]") {
  DocumentProblem problem;
  const auto tree =
      parse_json_document("{\n \"a\": [1,\n  \"two\",\n  true],\n \"b\": {\n  \"c\": null }\n}\n", problem);
  REQUIRE(tree);
  const DocumentTree& list = (*tree)["a"];
  REQUIRE(list.is_list());
  CHECK(list.line == 1);
  CHECK(list.members[0].value.text == "1");
  CHECK(list.members[1].value.is_text());
  CHECK(list.members[1].value.line == 2);
  CHECK(list.members[2].value.line == 3);
  CHECK((*tree)["b"]["c"].line == 5);
  CHECK((*tree)["b"]["c"].kind == DocumentTree::Kind::kScalar);
  CHECK((*tree)["none"]["of"]["these"].kind == DocumentTree::Kind::kNone);
}

TEST_CASE("a document that is cut, or nested too deeply, is refused with its line", "[project]") {
  DocumentProblem problem;
  CHECK_FALSE(parse_json_document("{\n\"a\": [1,\n", problem));
  CHECK(problem.line == 2);
  const std::string deep(kMaxDocumentDepth + 1, '[');
  CHECK_FALSE(parse_json_document(deep, problem));
  CHECK(problem.message.find("nested deeper") != std::string::npos);
  CHECK_FALSE(parse_json_document("{ // no\n}", problem));
  CHECK(parse_json_document("{ // yes\n}", problem, true));
}

}  // namespace cairn::project
