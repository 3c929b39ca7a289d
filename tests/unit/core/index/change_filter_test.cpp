#include "core/index/change_filter.h"

#include <catch2/catch.hpp>

namespace cairn::index {

TEST_CASE("names of editors' and tools' own files are told from sources", "[changes]") {
  for (const char* name :
       {".#a.c", "#a.c#", "a.c~", ".a.c.swp", ".a.c.swx", "4913", "a.c___jb_tmp___", "a.c___jb_old___",
        ".goutputstream-X1Y2Z3", "a.c.tmp", "sedAb12Cd", "a.h.bak", ".a.h.kate-swp"}) {
    INFO(name);
    CHECK(is_temporary_name(name));
  }
  for (const char* name : {"a.c", "sed.c", "tmp.h", "vector", "sedation.cc", "#.c"}) {
    INFO(name);
    CHECK_FALSE(is_temporary_name(name));
  }
}

TEST_CASE("a change counts by what the file is to the index", "[changes]") {
  const ChangeFilter filter("/w", {true, {"gen*/", "*.inc"}});
  CHECK(filter.judge("/w/a.cpp", false) == ChangedKind::kSource);
  CHECK(filter.judge("/w/a.o", false) == ChangedKind::kNothing);
  CHECK(filter.judge("/w/a.cpp~", false) == ChangedKind::kNothing);
  CHECK(filter.judge("/w/sub/generated/a.cpp", false) == ChangedKind::kNothing);
  CHECK(filter.judge("/w/table.inc", false) == ChangedKind::kNothing);
  CHECK(filter.judge("/w/build/compile_commands.json", false) == ChangedKind::kDatabase);
  CHECK(filter.judge("/w/compile_flags.txt", false) == ChangedKind::kDatabase);
  CHECK(filter.judge("/w/.cairn.json", false) == ChangedKind::kSettings);
  CHECK(filter.judge("/w/sub/.gitignore", false) == ChangedKind::kIgnoring);
  CHECK(filter.judge("/w/.gitmodules", false) == ChangedKind::kManifest);
  CHECK(filter.judge("/w/sub/CMakeLists.txt", false) == ChangedKind::kManifest);
  CHECK(filter.judge("/w/generated/CMakeLists.txt", false) == ChangedKind::kNothing);
  CHECK(filter.judge("/usr/include/c++/12/vector", true) == ChangedKind::kSource);
  CHECK(filter.judge("/w/README", false) == ChangedKind::kNothing);
  CHECK(filter.leaves_out("/w/.git"));
  CHECK(filter.leaves_out("/w/sub/generated"));
  CHECK_FALSE(filter.leaves_out("/w/sub"));
}

TEST_CASE("without the filter only version control's internals are left out", "[changes]") {
  const ChangeFilter filter("/w", {false, {"*.cpp"}});
  CHECK(filter.judge("/w/a.cpp", false) == ChangedKind::kSource);
  CHECK(filter.judge("/w/a.cpp~", false) == ChangedKind::kSource);
  CHECK(filter.leaves_out("/w/sub/.git"));
  CHECK_FALSE(filter.leaves_out("/w/generated"));
}

}  // namespace cairn::index
