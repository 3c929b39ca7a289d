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

worker::IndexedUnit a_unit() {
  worker::IndexedUnit unit;
  unit.imported = {{"a.h", 0, 0, 0, 0}};
  return unit;
}

TEST_CASE("a unit whose command changes what a header mentions is refused", "[prelude]") {
  const test::TempDir dir;
  const ReadyPrelude prelude = prelude_of(dir);
  CHECK(prelude.module_files == std::vector<std::string>{"/cache/x.pcm"});
  CHECK(refusal(prelude, a_unit(), {}, {}).empty());
  CHECK(refusal(prelude, a_unit(), {}, {"ANOTHER"}).empty());
  CHECK_FALSE(refusal(prelude, a_unit(), {}, {"NDEBUG"}).empty());
  CHECK_FALSE(refusal(prelude, a_unit(), {}, {"UNUSED_BODY"}).empty());
}

TEST_CASE("only files of which no rows are stated may be entered otherwise than in the layer", "[prelude]") {
  const test::TempDir dir;
  ReadyPrelude prelude = prelude_of(dir);
  worker::IndexedUnit unit = a_unit();
  unit.entered_otherwise = {"/usr/include/stddef.h"};
  CHECK_FALSE(refusal(prelude, unit, {}, {}).empty());
  prelude.order_dependent.insert("/usr/include/stddef.h");
  CHECK(refusal(prelude, unit, {}, {}).empty());
}

TEST_CASE("keywords are mentioned everywhere", "[prelude]") {
  const test::TempDir dir;
  CHECK_FALSE(refusal(prelude_of(dir), a_unit(), {}, {"static"}).empty());
}

TEST_CASE("what nobody has read counts as mentioning everything", "[prelude]") {
  const test::TempDir dir;
  worker::IndexedUnit unit = a_unit();
  unit.imported.push_back({"unknown.h", 0, 0, 0, 0});
  CHECK_FALSE(refusal(prelude_of(dir), unit, {}, {"OTHER"}).empty());
}

TEST_CASE("a parse with errors is refused", "[prelude]") {
  const test::TempDir dir;
  worker::IndexedUnit unit = a_unit();
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
