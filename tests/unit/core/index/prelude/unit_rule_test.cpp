#include "core/index/prelude/unit_rule.h"

#include <catch2/catch.hpp>

#include "platform/base/hash.h"
#include "tests/support/temp_dir.h"

namespace cairn::index {
namespace {

const std::string kHeader =
    "#ifdef NDEBUG\n#endif\nint limit;\n#define UNUSED(X) X + UNUSED_BODY\n#define USED BODY\nint y = USED;\n";

ReadyPrelude prelude_of(const test::TempDir& dir) {
  dir.write("a.h", kHeader);
  BuiltLayer layer;
  layer.module_path = "/cache/x.pcm";
  layer.files = {{"a.h", base::hash64(kHeader), 0, kHeader.size(), 0}};
  PreludePlan plan;
  plan.macros = {{"A", "-DA"}};
  return make_ready({layer}, plan, dir.path());
}

worker::IndexedUnit unit_with(std::vector<std::string> changed) {
  worker::IndexedUnit unit;
  unit.imported = {{"a.h", 0, 0, 0, 0}};
  unit.macros_before_imports = std::move(changed);
  return unit;
}

TEST_CASE("a unit that changes what a header mentions is refused", "[prelude]") {
  const test::TempDir dir;
  const ReadyPrelude prelude = prelude_of(dir);
  CHECK(prelude.module_files == std::vector<std::string>{"/cache/x.pcm"});
  CHECK(refusal(prelude, unit_with({}), {}, {}).empty());
  CHECK(refusal(prelude, unit_with({"OTHER"}), {}, {"ANOTHER"}).empty());
  CHECK_FALSE(refusal(prelude, unit_with({"OTHER", "NDEBUG"}), {}, {}).empty());
  CHECK_FALSE(refusal(prelude, unit_with({"limit"}), {}, {}).empty());
  CHECK_FALSE(refusal(prelude, unit_with({}), {}, {"NDEBUG"}).empty());
  // What the body of a macro names matters where the macro is used, or to all if it is the command that says it.
  CHECK(refusal(prelude, unit_with({"X", "UNUSED_BODY"}), {}, {}).empty());
  CHECK_FALSE(refusal(prelude, unit_with({"BODY"}), {}, {}).empty());
  CHECK_FALSE(refusal(prelude, unit_with({"UNUSED"}), {}, {}).empty());
  CHECK_FALSE(refusal(prelude, unit_with({}), {}, {"UNUSED_BODY"}).empty());
}

TEST_CASE("keywords are mentioned everywhere", "[prelude]") {
  const test::TempDir dir;
  CHECK_FALSE(refusal(prelude_of(dir), unit_with({"static"}), {}, {}).empty());
}

TEST_CASE("what nobody has read counts as mentioning everything", "[prelude]") {
  const test::TempDir dir;
  const ReadyPrelude prelude = prelude_of(dir);
  worker::IndexedUnit unit = unit_with({"OTHER"});
  unit.imported.push_back({"unknown.h", 0, 0, 0, 0});
  CHECK_FALSE(refusal(prelude, unit, {}, {}).empty());
}

TEST_CASE("a parse with errors is refused", "[prelude]") {
  const test::TempDir dir;
  worker::IndexedUnit unit = unit_with({});
  unit.error_count = 1;
  unit.first_error = "m.cc:1: no";
  CHECK(refusal(prelude_of(dir), unit, {}, {}).find("m.cc:1: no") != std::string::npos);
}

TEST_CASE("macros differ where one command says nothing or something else", "[prelude]") {
  CHECK(differing_macros({{"A", "-DA=1"}, {"B", "-DB"}, {"C", "-UC"}}, {{"A", "-DA=2"}, {"B", "-DB"}, {"D", "-DD"}}) ==
        std::vector<std::string>{"A", "C", "D"});
}

}  // namespace
}  // namespace cairn::index
