#include "core/index/prelude/header_choice.h"

#include <catch2/catch.hpp>

#include <algorithm>

#include <fmt/format.h>

#include "tests/support/temp_dir.h"

namespace cairn::index {
namespace {

using Names = std::vector<std::string>;

// A group of units that include `included`, and what is chosen of it.
class Group {
 public:
  void header(const std::string& name, const std::string& text) const {
    dir_.write(name, "#ifndef G_" + guard(name) + "\n#define G_" + guard(name) + "\n" + text + "\n#endif\n");
  }
  void text(const std::string& name, const std::string& text) const { dir_.write(name, text); }

  void units(std::size_t count, const std::string& text, const std::string& macro = {}) {
    for (std::size_t i = 0; i < count; ++i) {
      GroupedUnit unit;
      unit.number = units_.size();
      unit.path = dir_.write(fmt::format("u{}.cc", unit.number), text);
      unit.flags.angled = {dir_.path()};
      if (!macro.empty()) unit.flags.macros[macro] = "-D" + macro;
      units_.push_back(std::move(unit));
    }
  }
  GroupedUnit& unit(std::size_t number) { return units_[number]; }

  std::vector<PreludePlan> choose() const {
    worker::CommandDescription description;
    description.language = "c++";
    description.folders = {{dir_.file("sys"), worker::SearchFolder::Kind::kSystem}};
    description.predefined_macros = {"__linux__"};
    return choose_headers(units_, dir_.path(), description, {});
  }
  // Without folders.
  Names names(const std::vector<std::string>& paths) const {
    Names names;
    for (const std::string& path : paths) names.push_back(path.substr(dir_.path().size() + 1));
    return names;
  }
  std::string path(const std::string& name) const { return dir_.file(name); }

 private:
  static std::string guard(std::string name) {
    std::replace_if(name.begin(), name.end(), [](char c) { return c == '.' || c == '/'; }, '_');
    return name;
  }
  test::TempDir dir_;
  std::vector<GroupedUnit> units_;
};

TEST_CASE("headers that several units include are chosen, and the system's that anything reaches", "[prelude]") {
  Group group;
  group.header("sys/vector", "#include <deep>");
  group.header("sys/deep", "");
  group.header("sys/once", "");
  group.header("a.h", "#include <vector>\n#include \"b.h\"");
  group.header("b.h", "");
  group.header("alone.h", "");
  group.units(5, "#include \"a.h\"\n");
  group.units(1, "#include \"alone.h\"\n#include <once>\n");
  const auto plans = group.choose();
  REQUIRE(plans.size() == 1);
  CHECK(group.names(plans[0].project) == Names{"a.h", "b.h"});
  CHECK(group.names(plans[0].standard) == Names{"sys/vector", "sys/once"});
  CHECK(plans[0].units.size() == 6);
  CHECK(plans[0].includers == std::vector<std::vector<std::uint32_t>>{{}, {0}});
}

TEST_CASE("what cannot be read on its own stays text", "[prelude]") {
  Group group;
  group.header("sys/vector", "");
  group.text("list.def", "X(a)\n");
  group.header("nested.h", "");
  group.header("uses_def.h", "#include \"list.def\"");
  group.header("braces.h", "namespace n {\n#include \"nested.h\"\n}");
  group.header("windows.h", "");
  group.header("good.h", "#ifdef _WIN32\n#include \"windows.h\"\n#endif");
  group.units(5, "#include <vector>\n#include \"uses_def.h\"\n#include \"braces.h\"\n#include \"good.h\"\n");
  const auto plans = group.choose();
  REQUIRE(plans.size() == 1);
  // Who includes a guarded header that stays outside stays outside too.
  CHECK(group.names(plans[0].project) == Names{"good.h", "uses_def.h"});
  CHECK(plans[0].headers_left_out.size() == 3);
}

TEST_CASE("a list between braces is text there, and its includes stand between them too", "[prelude]") {
  Group group;
  group.header("sys/vector", "");
  group.header("inner.h", "");
  group.text("list.def", "X(a)\n");
  group.text("deep.def", "#include \"inner.h\"\n");
  group.header("list.h", "enum E {\n#define X(a) a,\n#include \"list.def\"\n#undef X\n};");
  group.header("deep.h", "namespace n {\n#include \"deep.def\"\n}");
  group.header("x.h", "int X;");
  group.units(5, "#include <vector>\n#include \"list.h\"\n#include \"deep.h\"\n#include \"x.h\"\n");
  const auto plans = group.choose();
  REQUIRE(plans.size() == 1);
  CHECK(group.names(plans[0].project) == Names{"list.h", "x.h"});
  CHECK(plans[0].units.size() == 5);
}

TEST_CASE("a header that mentions macros from before it stays text, unless it makes no difference", "[prelude]") {
  Group group;
  group.header("sys/vector", "#define VECTOR 1");
  group.header("first.h", "#define FIRST 1");
  group.header("tests.h", "#ifdef FIRST\n#endif");
  group.header("decided.h", "#if defined(VECTOR) && defined(NOBODY)\n#endif\n#ifdef NOBODY\nint i = FIRST;\n#endif");
  group.header("names.h", "#if defined(FIRST) && defined(NOBODY)\n#endif");
  group.units(5,
              "#include <vector>\n#include \"first.h\"\n#include \"tests.h\"\n#include \"decided.h\"\n"
              "#include \"names.h\"\n");
  const auto plans = group.choose();
  REQUIRE(plans.size() == 1);
  // A row of names.h would say which file's FIRST it tests.
  CHECK(group.names(plans[0].project) == Names{"decided.h", "first.h"});
}

TEST_CASE("few units in all are left out for what is odd about them", "[prelude]") {
  Group group;
  group.header("sys/vector", "");
  group.header("first.h", "#define A 1\n#define B 1");
  group.header("a.h", "#ifdef A\n#endif");
  group.header("b.h", "#ifdef B\n#endif");
  group.units(8, "#include <vector>\n#include \"a.h\"\n#include \"b.h\"\n#include \"first.h\"\n");
  group.units(1, "#include <vector>\n#include \"first.h\"\n#include \"a.h\"\n");
  group.units(1, "#include <vector>\n#include \"first.h\"\n#include \"b.h\"\n");
  const auto plans = group.choose();
  REQUIRE(plans.size() == 1);
  CHECK(plans[0].units_left_out.size() == 1);
  CHECK(plans[0].project.size() == 2);
  CHECK(plans[0].units.size() == 9);
}

TEST_CASE("few units have no prelude", "[prelude]") {
  Group group;
  group.header("sys/vector", "");
  group.units(kLeastUnits - 1, "#include <vector>\n");
  CHECK(group.choose().empty());
}

TEST_CASE("units whose commands define what headers mention have a prelude of their own", "[prelude]") {
  Group group;
  group.header("sys/vector", "");
  group.header("a.h", "#ifdef MODE\n#endif");
  group.units(5, "#include <vector>\n#include \"a.h\"\n");
  group.units(5, "#include <vector>\n#include \"a.h\"\n", "MODE");
  group.units(2, "#include <vector>\n#include \"a.h\"\n", "OTHER");
  const auto plans = group.choose();
  REQUIRE(plans.size() == 2);
  CHECK(plans[0].units.size() + plans[1].units.size() == 12);
  CHECK(std::min(plans[0].units.size(), plans[1].units.size()) == 5);
}

TEST_CASE("a unit to which a header's includes mean other files is left out", "[prelude]") {
  Group group;
  group.header("sys/vector", "");
  group.header("a.h", "#include <config.h>");
  group.header("config.h", "");
  group.header("other/config.h", "");
  group.units(20, "#include <vector>\n#include \"a.h\"\n");
  group.unit(7).flags.angled.insert(group.unit(7).flags.angled.begin(), group.path("other"));
  const auto plans = group.choose();
  REQUIRE(plans.size() == 1);
  CHECK(plans[0].units.size() == 19);
  REQUIRE(plans[0].units_left_out.size() == 1);
  CHECK(plans[0].units_left_out[0].path == group.path("u7.cc"));
}

}  // namespace
}  // namespace cairn::index
