#include "tests/lint/include_rules.h"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

namespace cairn::lint {
namespace {

bool exists(std::string_view path) { return path.find("absent") == std::string_view::npos; }

// True if a file at `path` may have the line `#include NAME`.
bool may_include(std::string_view path, const std::string& name) {
  return check_includes(path, "#include " + name + "\n", exists).empty();
}

}  // namespace

TEST_CASE("core and protocol never include each other", "[lint]") {
  CHECK_FALSE(may_include("core/query/a.cpp", "\"protocol/lsp/basic.h\""));
  CHECK_FALSE(may_include("protocol/lsp/a.cpp", "\"core/text/position.h\""));
}

TEST_CASE("platform includes nothing above it", "[lint]") {
  CHECK_FALSE(may_include("platform/fs/a.cpp", "\"core/text/position.h\""));
  CHECK_FALSE(may_include("platform/fs/a.cpp", "\"protocol/lsp/basic.h\""));
  CHECK_FALSE(may_include("platform/fs/a.cpp", "\"server/session/session.h\""));
}

TEST_CASE("nothing but tests includes tests", "[lint]") {
  CHECK_FALSE(may_include("core/text/a.cpp", "\"tests/support/temp_dir.h\""));
  CHECK_FALSE(may_include("server/main.cpp", "\"tests/support/temp_dir.h\""));
  CHECK(may_include("tests/unit/core/text/a_test.cpp", "\"tests/support/temp_dir.h\""));
}

TEST_CASE("inside platform the arrows of the house plan hold", "[lint]") {
  CHECK(may_include("platform/proc/a.cpp", "\"platform/fs/file.h\""));
  CHECK(may_include("platform/io/a.cpp", "\"platform/proc/spawn.h\""));
  CHECK_FALSE(may_include("platform/base/a.cpp", "\"platform/fs/file.h\""));
  CHECK_FALSE(may_include("platform/fs/a.cpp", "\"platform/proc/spawn.h\""));
  CHECK_FALSE(may_include("platform/trace/a.cpp", "\"platform/memory/memory_tree.h\""));
}

TEST_CASE("of platform, protocol includes base only", "[lint]") {
  CHECK(may_include("protocol/rpc/a.cpp", "\"platform/base/result.h\""));
  CHECK_FALSE(may_include("protocol/rpc/a.cpp", "\"platform/io/event_loop.h\""));
}

TEST_CASE("the server joins core, protocol and platform", "[lint]") {
  CHECK(may_include("server/convert/a.cpp", "\"core/model/answers.h\""));
  CHECK(may_include("server/convert/a.cpp", "\"protocol/lsp/basic.h\""));
  CHECK(may_include("server/convert/a.cpp", "\"platform/base/result.h\""));
}

TEST_CASE("only the worker includes core/clang", "[lint]") {
  CHECK(may_include("server/worker_main.cpp", "\"core/clang/open_file.h\""));
  CHECK(may_include("core/clang/open_file.cpp", "\"core/clang/open_file.h\""));
  CHECK_FALSE(may_include("server/main.cpp", "\"core/clang/open_file.h\""));
  CHECK_FALSE(may_include("core/worker/pool.cpp", "\"core/clang/open_file.h\""));
}

TEST_CASE("a library is included by its owner only", "[lint]") {
  CHECK(may_include("core/clang/a.cpp", "<clang-c/Index.h>"));
  CHECK_FALSE(may_include("server/worker_main.cpp", "<clang-c/Index.h>"));
  CHECK(may_include("platform/io/a.cpp", "<asio.hpp>"));
  CHECK_FALSE(may_include("server/session/a.cpp", "<asio/post.hpp>"));
  CHECK(may_include("platform/memory/a.cpp", "<jemalloc/jemalloc.h>"));
  CHECK_FALSE(may_include("server/report/a.cpp", "<jemalloc/jemalloc.h>"));
  CHECK(may_include("core/project/a.cpp", "<nlohmann/json.hpp>"));
  CHECK_FALSE(may_include("core/text/a.cpp", "<nlohmann/json.hpp>"));
  CHECK_FALSE(may_include("server/handlers/a.cpp", "<nlohmann/json.hpp>"));
  CHECK(may_include("core/lexical/a.cpp", "<tbb/task_arena.h>"));
  CHECK_FALSE(may_include("platform/sync/a.cpp", "<tbb/task_arena.h>"));
  CHECK(may_include("platform/sqlite/a.cpp", "<sqlite3.h>"));
  CHECK_FALSE(may_include("core/deps/a.cpp", "<sqlite3.h>"));
  CHECK(may_include("platform/base/hash.cpp", "<xxhash.h>"));
  CHECK_FALSE(may_include("core/store/a.cpp", "<xxhash.h>"));
  CHECK_FALSE(may_include("core/store/a.cpp", "<catch2/catch.hpp>"));
}

TEST_CASE("quoted includes are full paths of files that exist", "[lint]") {
  CHECK_FALSE(may_include("core/text/a.cpp", "\"position.h\""));
  CHECK_FALSE(may_include("core/text/a.cpp", "\"../text/position.h\""));
  CHECK_FALSE(may_include("core/text/a.cpp", "\"core/text/absent.h\""));
  CHECK_FALSE(may_include("core/text/a.cpp", "<core/text/position.h>"));
}

TEST_CASE("a new top folder needs its row in the table of arrows", "[lint]") {
  CHECK_FALSE(may_include("attic/a.cpp", "\"core/text/position.h\""));
}

TEST_CASE("a wrong include is reported at its line", "[lint]") {
  const auto found = check_includes("core/text/a.cpp", "#include <string>\n\n#include <sqlite3.h>\n", exists);
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == "core/text/a.cpp");
  CHECK(found[0].line == 3);
}

}  // namespace cairn::lint
