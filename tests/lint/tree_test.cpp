// The rules, applied to the tree that this program was built from.
#include <catch2/catch.hpp>

#include <iterator>
#include <string>
#include <string_view>

#include "tests/lint/include_rules.h"
#include "tests/lint/text_rules.h"
#include "tests/lint/tree.h"
#include "tests/lint/tree_rules.h"
#include "tests/lint/violation.h"

namespace cairn::lint {
namespace {

Tree this_tree() {
  Tree tree = read_tree(CAIRN_SOURCE_DIR);
  REQUIRE(tree.contains("tests/lint/tree_test.cpp"));
  REQUIRE(tree.contains("CMakeLists.txt"));
  return tree;
}

// One line per violation, as compilers write them: editors can jump there.
std::string describe(const Violations& violations) {
  std::string text;
  for (const Violation& v : violations) text += v.path + ":" + std::to_string(v.line) + ": " + v.message + "\n";
  return text;
}

void append(Violations& all, Violations more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void check_none(const Violations& violations) {
  INFO(describe(violations));
  CHECK(violations.empty());
}

}  // namespace

TEST_CASE("every include of the tree follows the arrows and the owners", "[lint]") {
  const Tree tree = this_tree();
  Violations found;
  for (const auto& [path, text] : tree) {
    if (!is_source(path)) continue;
    append(found, check_includes(path, text, [&](std::string_view name) { return tree.contains(name); }));
  }
  check_none(found);
}

TEST_CASE("every header of the tree has pragma once and no using-directive", "[lint]") {
  Violations found;
  for (const auto& [path, text] : this_tree()) {
    if (is_header(path)) append(found, check_header(path, text));
  }
  check_none(found);
}

TEST_CASE("every long file of the tree says why", "[lint]") {
  Violations found;
  for (const auto& [path, text] : this_tree()) {
    if (is_source(path)) append(found, check_length(path, text));
  }
  check_none(found);
}

TEST_CASE("every test of the tree has a name that ctest can run", "[lint]") {
  Violations found;
  for (const auto& [path, text] : this_tree()) {
    if (is_source(path) && path.starts_with("tests/")) append(found, check_test_names(path, text));
  }
  check_none(found);
}

TEST_CASE("no text of the tree names a machine folder or a package registry", "[lint]") {
  Violations found;
  for (const auto& [path, text] : this_tree()) {
    if (is_text(text)) append(found, check_places(path, text));
  }
  check_none(found);
}

TEST_CASE("every folder of the tree with sources has a short README", "[lint]") {
  const Tree tree = this_tree();
  Violations found = check_readmes(tree);
  for (const auto& [path, text] : tree) {
    if (path.ends_with("README.md")) append(found, check_readme_length(path, text));
  }
  check_none(found);
}

TEST_CASE("every name of the tree says something and the top level is as planned", "[lint]") {
  Violations found;
  for (const auto& [path, text] : this_tree()) {
    append(found, check_name(path));
    append(found, check_top_level(path));
  }
  check_none(found);
}

}  // namespace cairn::lint
