#include "core/index/edit_effect.h"

#include <string>

#include <catch2/catch.hpp>

namespace cairn::index {
namespace {

using Names = std::set<std::string, std::less<>>;

VariantRows::Row row(std::string_view name, std::uint32_t line, std::uint32_t column,
                     model::SymbolKind kind = model::SymbolKind::kFunction, std::uint32_t width = 40) {
  VariantRows::Row row;
  row.start = {line, column};
  row.length = static_cast<std::uint32_t>(name.size());
  row.roles = model::kDeclares;
  row.extent = {{line, 0}, {line, width}};
  row.usr = name;
  row.name = name;
  row.kind = kind;
  return row;
}

// A header before and after an edit, each with its rows.
struct Edited {
  Edited(std::string_view before, std::string_view now) : text(now) {
    edit = find_header_edit("a.h", find_code_lines(before), find_code_lines(now));
    facts.is_known = true;
  }
  EditEffect effect() const {
    REQUIRE(edit.has_value());
    return find_effect(*edit, was, is, facts, text);
  }

  std::string text;
  std::optional<HeaderEdit> edit;
  VariantRows was;
  VariantRows is;
  worker::EditFacts facts;
};

// A new declaration of f, between two that stay.
Edited new_function() {
  Edited edited("int a();\nint b();\n", "int a();\nlong f(T);\nint b();\n");
  edited.was.rows = {row("a", 0, 4), row("b", 1, 4)};
  edited.is.rows = {row("a", 0, 4), row("f", 1, 5), row("b", 2, 4)};
  edited.facts.names = {"T"};
  edited.facts.words = {"T", "f", "long"};
  return edited;
}

}  // namespace

TEST_CASE("a new function concerns who mentions it, and hangs on what it names", "[edit-effect]") {
  const EditEffect effect = new_function().effect();
  CHECK(effect.doubt == "");
  CHECK(effect.changed == Names{"f"});
  CHECK(effect.names == Names{"T"});
  CHECK(effect.words == Names{"T", "f", "long"});
}

TEST_CASE("a body of which others see nothing concerns nobody", "[edit-effect]") {
  Edited edited("int a() {\n  return 1;\n}\n", "int a() {\n  return g(2);\n}\n");
  auto a = row("a", 0, 4);
  a.extent = {{0, 0}, {2, 1}};
  edited.was.rows = {a};
  edited.is.rows = {a};
  edited.facts.body = worker::BodyFacts{0, 8, 2, 0, "", {"g"}};
  const EditEffect effect = edited.effect();
  CHECK(effect.doubt == "");
  CHECK(effect.changed.empty());
  CHECK(effect.names == Names{"g"});

  SECTION("unless they see more of it") {
    edited.facts.body->doubt = "it is constexpr";
    CHECK(edited.effect().doubt == "a body: it is constexpr");
  }
}

TEST_CASE("a macro concerns who mentions it, unless the header itself does", "[edit-effect]") {
  const auto edit = [](const std::string& rest) {
    Edited edited("#define M 1\n" + rest, "#define M 2\n" + rest);
    edited.was.macros = edited.is.macros = {{0, model::MacroAct::kDefine, "M"}};
    return edited;
  };
  CHECK(edit("int a();\n").effect().changed == Names{"M"});
  Edited used = edit("int a[M];\n");
  used.was.rows = used.is.rows = {row("a", 1, 4, model::SymbolKind::kVariable)};
  CHECK(used.effect().doubt == "a macro that the header itself uses");
  CHECK(edit("int a();  // of M\n").effect().doubt == "");
}

TEST_CASE("what cannot be followed concerns everybody, and says why", "[edit-effect]") {
  Edited edited = new_function();
  std::string doubt;
  SECTION("a class") {
    edited.is.rows[1].kind = model::SymbolKind::kClass;
    doubt = "a declaration of a kind that is not followed";
  }
  SECTION("a name that code means without mentioning it") {
    edited.is.rows[1].name = "begin";
    doubt = "a name that is meant without being mentioned";
  }
  SECTION("an operator") {
    edited.is.rows[1].name = "operator+";
    doubt = "a name that is not plain";
  }
  SECTION("the standard library") {
    edited.is.rows[1].usr = "c:@N@std@F@f";
    doubt = "a declaration of the standard library";
  }
  SECTION("a part of a declaration") {
    edited.is.rows[1].extent.end = {2, 8};
    doubt = "a part of a declaration";
  }
  SECTION("a declaration that a macro makes") {
    edited.is.rows[1].roles |= model::kFromMacro;
    doubt = "a declaration that a macro makes";
  }
  SECTION("text of which no row speaks") {
    edited.is.rows.erase(edited.is.rows.begin() + 1);
    doubt = "a line that no row speaks of";
  }
  SECTION("another declaration became another") {
    edited.is.rows[2].usr = "b2";
    doubt = "other rows of the header";
  }
  SECTION("bases or overriders") {
    edited.is.relations.emplace_back("a", "b", model::RelationKind::kBaseOf);
    doubt = "bases or overriders";
  }
  SECTION("an include behind it, which may see it") {
    edited.was.includes = {{1, "c.h", "c.h"}};
    edited.is.includes = {{2, "c.h", "c.h"}};
    doubt = "an include behind it";
  }
  SECTION("something that is named by its place") {
    edited.is.rows[0].usr = "c:a.h@12@a";
    doubt = "something that is named by its place";
  }
  SECTION("an edit that no parse looked at") {
    edited.facts.is_known = false;
    doubt = "it was not looked at";
  }
  CHECK(edited.effect().doubt == doubt);
}

TEST_CASE("another declaration of the header that mentions a changed name concerns everybody", "[edit-effect]") {
  Edited edited("int f();\nauto g = f();\n", "long f();\nauto g = f();\n");
  edited.was.rows = {row("f", 0, 4), row("g", 1, 5, model::SymbolKind::kVariable)};
  edited.is.rows = {row("f", 0, 5), row("g", 1, 5, model::SymbolKind::kVariable)};
  CHECK(edited.effect().doubt == "another declaration of the header mentions f");
  // In a plain body it concerns nobody else, but hangs on what the body names.
  edited.facts.bodies = {worker::BodyFacts{1, 5, 1, 20, "", {"f", "h"}}};
  const EditEffect effect = edited.effect();
  CHECK(effect.doubt == "");
  CHECK(effect.names == Names{"f", "h"});
}

}  // namespace cairn::index
