#include "server/convert/code_actions.h"

#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::server {
namespace {

using Lines = std::vector<std::string>;

model::Edit edit(std::uint32_t line, std::uint32_t begin, std::uint32_t end, std::string text) {
  return {{{line, begin}, {line, end}}, std::move(text)};
}

model::Diagnostic diagnostic(std::uint32_t line, std::uint32_t begin, std::uint32_t end, const std::string& code,
                             std::vector<model::Fix> fixes) {
  model::Diagnostic result;
  result.range = {{line, begin}, {line, end}};
  result.code = code;
  result.message = code;
  result.fixes = std::move(fixes);
  return result;
}

model::Fix certain(std::string title, std::vector<model::Edit> edits) {
  return {std::move(title), std::move(edits), true};
}
model::Fix choice(std::string title, std::vector<model::Edit> edits) {
  return {std::move(title), std::move(edits), false};
}

lsp::CodeActionParams asked(lsp::Range range, Lines only = {}) {
  lsp::CodeActionParams params;
  params.range = range;
  params.context.only = std::move(only);
  return params;
}

lsp::Range at(std::uint32_t line, std::uint32_t character) { return {{line, character}, {line, character}}; }

// "kind: title", preferred ones with a star.
Lines shown(const std::vector<lsp::CodeAction>& actions) {
  Lines lines;
  for (const lsp::CodeAction& each : actions) {
    lines.push_back(each.kind + ": " + each.title + (each.is_preferred ? " *" : ""));
  }
  return lines;
}

std::string shown(const std::vector<lsp::TextEdit>& edits) {
  std::string text;
  for (const lsp::TextEdit& each : edits) {
    text += std::to_string(each.range.start.line) + ":" + std::to_string(each.range.start.character) + "-" +
            std::to_string(each.range.end.character) + " " + each.new_text + "\n";
  }
  return text;
}

const EditTarget kTarget{"file:///a.cpp", 7, true, {}};

const std::vector<model::Diagnostic> kThree = {
    diagnostic(1, 4, 8, "-Wsemi", {certain("remove ';'", {edit(1, 7, 8, "")})}),
    diagnostic(2, 0, 3, "typo", {certain("change 'a' to 'b'", {edit(2, 0, 3, "b")})}),
    diagnostic(5, 4, 8, "-Wsemi", {certain("remove ';'", {edit(5, 7, 8, "")})}),
};

}  // namespace

TEST_CASE("the fixes of a diagnostic that the range touches are offered", "[server][convert]") {
  for (const lsp::Range range : {at(2, 0), at(2, 2), at(2, 3), lsp::Range{{1, 9}, {4, 0}}}) {
    const auto actions = code_actions(kThree, asked(range, {"quickfix"}), kTarget);
    REQUIRE(actions.size() == 1);
    CHECK(shown(actions) == Lines{"quickfix: change 'a' to 'b' *"});
    REQUIRE(actions[0].diagnostics.size() == 1);
    CHECK(actions[0].diagnostics[0].message == "typo");
    REQUIRE(actions[0].edit.documents.size() == 1);
    CHECK(actions[0].edit.documents[0].uri == "file:///a.cpp");
    CHECK(actions[0].edit.documents[0].version == 7);
    CHECK(actions[0].edit.is_versioned);
    CHECK(shown(actions[0].edit.documents[0].edits) == "2:0-3 b\n");
  }
  CHECK(code_actions(kThree, asked(at(2, 4)), kTarget).empty());
  CHECK(code_actions({}, asked(at(0, 0)), kTarget).empty());
}

TEST_CASE("a diagnostic that the client names is asked about wherever the cursor is", "[server][convert]") {
  lsp::CodeActionParams params = asked(at(9, 0), {"quickfix"});
  params.context.diagnostic_ranges = {{{2, 0}, {2, 3}}, {{8, 0}, {8, 1}}};
  CHECK(shown(code_actions(kThree, params, kTarget)) == Lines{"quickfix: change 'a' to 'b' *"});
}

TEST_CASE("several of a kind can be mended at once, and all that is certain", "[server][convert]") {
  const auto actions = code_actions(kThree, asked(at(1, 5)), kTarget);
  CHECK(shown(actions) == Lines{"quickfix: remove ';' *", "quickfix: fix all 2 of -Wsemi in this file",
                                "source.fixAll.cairn: apply all fixes that clang is sure of"});
  CHECK(shown(actions[1].edit.documents[0].edits) == "1:7-8 \n5:7-8 \n");
  CHECK(shown(actions[2].edit.documents[0].edits) == "1:7-8 \n2:0-3 b\n5:7-8 \n");
}

TEST_CASE("only the kinds that are asked for are offered", "[server][convert]") {
  const std::string all = "source.fixAll.cairn: apply all fixes that clang is sure of";
  for (const char* kind : {"source", "source.fixAll", "source.fixAll.cairn"}) {
    CHECK(shown(code_actions(kThree, asked(at(9, 0), {kind}), kTarget)) == Lines{all});
  }
  for (const char* kind : {"refactor", "source.organizeImports", "source.fixAll.other", "quickfi", "sourc"}) {
    CHECK(code_actions(kThree, asked(at(1, 5), {kind}), kTarget).empty());
  }
  CHECK(code_actions(kThree, asked(at(1, 5), {""}), kTarget).size() == 3);
  CHECK(code_actions(kThree, asked(at(1, 5), {"quickfix", "source"}), kTarget).size() == 3);
}

TEST_CASE("choices are offered, not preferred, and never made for the user", "[server][convert]") {
  const std::vector<model::Diagnostic> found = {
      diagnostic(
          0, 0, 1, "-Wparentheses",
          {choice("use '=='", {edit(0, 3, 4, "==")}), choice("silence", {edit(0, 0, 0, "("), edit(0, 9, 9, ")")})}),
      diagnostic(1, 0, 1, "-Wparentheses", {choice("silence", {edit(1, 0, 0, "(")})}),
  };
  CHECK(shown(code_actions(found, asked({{0, 0}, {1, 1}}), kTarget)) ==
        Lines{"quickfix: use '=='", "quickfix: silence", "quickfix: silence"});
  CHECK(code_actions(found, asked(at(0, 0), {"source.fixAll"}), kTarget).empty());
}

TEST_CASE("a certain fix beside choices is not preferred", "[server][convert]") {
  const std::vector<model::Diagnostic> found = {
      diagnostic(0, 0, 1, "x", {certain("one", {edit(0, 0, 1, "a")}), choice("two", {edit(0, 0, 1, "b")})})};
  CHECK(shown(code_actions(found, asked(at(0, 0), {"quickfix"}), kTarget)) == Lines{"quickfix: one", "quickfix: two"});
}

TEST_CASE("of fixes that touch each other only the first is applied", "[server][convert]") {
  const auto fixed = [](std::vector<model::Edit> first, std::vector<model::Edit> second) {
    const std::vector<model::Diagnostic> found = {diagnostic(0, 0, 1, "x", {certain("a", std::move(first))}),
                                                  diagnostic(0, 0, 1, "y", {certain("b", std::move(second))})};
    std::string text;
    for (const model::Edit& each : combined_edits({&found[0], &found[1]})) {
      text += std::to_string(each.range.start.column) + each.text;
    }
    return text;
  };
  CHECK(fixed({edit(0, 2, 5, "a")}, {edit(0, 7, 9, "b")}) == "2a7b");
  CHECK(fixed({edit(0, 7, 9, "a")}, {edit(0, 2, 5, "b")}) == "2b7a");
  CHECK(fixed({edit(0, 2, 5, "a")}, {edit(0, 5, 6, "b")}) == "2a5b");
  CHECK(fixed({edit(0, 2, 5, "a")}, {edit(0, 4, 6, "b")}) == "2a");
  CHECK(fixed({edit(0, 4, 6, "a")}, {edit(0, 2, 5, "b")}) == "4a");
  CHECK(fixed({edit(0, 2, 9, "a")}, {edit(0, 4, 6, "b")}) == "2a");
  CHECK(fixed({edit(0, 4, 6, "a")}, {edit(0, 2, 9, "b")}) == "4a");
  CHECK(fixed({edit(0, 4, 4, "a")}, {edit(0, 4, 4, "b")}) == "4a");
  CHECK(fixed({edit(0, 4, 4, "a")}, {edit(0, 2, 6, "b")}) == "4a");
  CHECK(fixed({edit(0, 2, 6, "a")}, {edit(0, 4, 4, "b")}) == "2a");
  CHECK(fixed({edit(0, 2, 4, "a")}, {edit(0, 4, 4, "b")}) == "2a4b");
  // A fix is applied as a whole or not at all.
  CHECK(fixed({edit(0, 4, 6, "a")}, {edit(0, 0, 1, "b"), edit(0, 5, 6, "b")}) == "4a");
  // What one fix inserts at one place keeps its order.
  CHECK(fixed({edit(0, 4, 4, "a"), edit(0, 4, 4, "c")}, {edit(0, 9, 9, "b")}) == "4a4c9b");
}

TEST_CASE("combined edits never overlap", "[server][convert]") {
  std::mt19937 random(20);
  const auto number = [&random](std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); };
  for (int round = 0; round < 300; ++round) {
    std::vector<model::Diagnostic> found;
    for (int i = 0; i < 12; ++i) {
      const std::uint32_t begin = number(40);
      found.push_back(diagnostic(0, 0, 1, "x", {certain("f", {edit(0, begin, begin + number(6), "t")})}));
    }
    std::vector<const model::Diagnostic*> all;
    for (const model::Diagnostic& each : found) all.push_back(&each);
    const std::vector<model::Edit> edits = combined_edits(all);
    REQUIRE_FALSE(edits.empty());
    for (std::size_t i = 1; i < edits.size(); ++i) {
      CHECK(edits[i - 1].range.end <= edits[i].range.start);
      CHECK(edits[i - 1].range.start < edits[i].range.start);
    }
  }
}

}  // namespace cairn::server
