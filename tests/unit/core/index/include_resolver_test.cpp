#include <catch2/catch.hpp>

#include "core/index/include_resolver.h"
#include "tests/support/temp_dir.h"

namespace cairn::index {
namespace {

using Paths = std::vector<std::string>;

// `spelled` with quotes, or in angles.
std::string resolved(const Paths& paths, std::string_view includer, std::string_view spelled, const Paths& folders = {},
                     const std::string& root = "/no/such/root") {
  std::vector<WalkedFile> files;
  for (const std::string& path : paths) files.push_back({path, 0, 0});
  const bool is_angled = spelled.starts_with('<');
  if (is_angled) spelled = spelled.substr(1, spelled.size() - 2);
  const IncludeResolver resolver(root, files, folders);
  const ResolvedInclude found = resolver.resolve(includer, spelled, is_angled);
  return std::string(found.path) + (found.is_listed || found.path.empty() ? "" : " (not listed)");
}

TEST_CASE("the file beside the includer comes first", "[index]") {
  CHECK(resolved({"a/x.h", "include/x.h"}, "a/m.c", "x.h") == "a/x.h");
}

TEST_CASE("a spelled path may lead upwards", "[index]") {
  CHECK(resolved({"a/x.h", "b/m.c"}, "b/m.c", "../a/x.h") == "a/x.h");
  CHECK(resolved({"a/x.h"}, "m.c", "../../../etc/x.h") == "");
}

TEST_CASE("a file whose path ends with what is spelled is found in any folder", "[index]") {
  CHECK(resolved({"lib/include/n/x.h"}, "src/m.c", "n/x.h") == "lib/include/n/x.h");
  CHECK(resolved({"lib/include/man/x.h"}, "src/m.c", "n/x.h") == "");
}

TEST_CASE("of several files the nearest is taken", "[index]") {
  const std::vector<std::string> paths = {"a/include/config.h", "b/include/config.h", "config.h"};
  CHECK(resolved(paths, "b/src/m.c", "config.h") == "b/include/config.h");
  CHECK(resolved(paths, "c/src/m.c", "config.h") == "config.h");
}

TEST_CASE("what a search folder leads to goes before what is nearer", "[index]") {
  const Paths paths = {"b/deep/n/x.h", "include/n/x.h", "other/n/x.h"};
  CHECK(resolved(paths, "b/deep/m.c", "n/x.h") == "b/deep/n/x.h");
  CHECK(resolved({"b/deep/n/x.h", "include/n/x.h"}, "b/m.c", "n/x.h", {"/no/such/root/include"}) == "include/n/x.h");
  CHECK(resolved({"b/n/x.h", "x.h"}, "b/m.c", "x.h", {"/no/such/root"}) == "x.h");
  // Of two of them the nearer one.
  CHECK(resolved({"a/include/x.h", "b/include/x.h"}, "b/m.c", "x.h",
                 {"/no/such/root/a/include", "/no/such/root/b/include"}) == "b/include/x.h");
}

TEST_CASE("with known search folders an angled name without a folder is not guessed", "[index]") {
  CHECK(resolved({"msvc/stdint.h"}, "m.c", "<stdint.h>") == "msvc/stdint.h");
  CHECK(resolved({"include/a.h", "msvc/stdint.h"}, "m.c", "<stdint.h>", {"/no/such/root/include"}) == "");
  CHECK(resolved({"include/a.h", "msvc/stdint.h"}, "m.c", "stdint.h", {"/no/such/root/include"}) == "msvc/stdint.h");
  CHECK(resolved({"include/a.h", "src/n/x.h"}, "m.c", "<n/x.h>", {"/no/such/root/include"}) == "src/n/x.h");
}

TEST_CASE("files outside of the root, or left out by the walk, are found in search folders", "[index]") {
  const test::TempDir root;
  const test::TempDir outside;
  root.write("build/config.h", "");
  outside.write("lib/x.h", "");
  outside.write("lib/y/z.h", "");
  root.write("m.c", "");
  const Paths folders = {root.file("build"), outside.file("lib")};
  CHECK(resolved({"m.c"}, "m.c", "config.h", folders, root.path()) == "build/config.h (not listed)");
  CHECK(resolved({"m.c"}, "m.c", "<x.h>", folders, root.path()) == outside.file("lib/x.h") + " (not listed)");
  CHECK(resolved({"m.c"}, "m.c", "<y>", folders, root.path()) == "");
  CHECK(resolved({"m.c"}, outside.file("lib/x.h"), "y/z.h", {}, root.path()) ==
        outside.file("lib/y/z.h") + " (not listed)");
  CHECK(resolved({"m.c"}, outside.file("lib/x.h"), "../lib/x.h", {}, root.path()) ==
        outside.file("lib/x.h") + " (not listed)");
}

TEST_CASE("what stands in angles never means the file itself, what stands in quotes may", "[index]") {
  CHECK(resolved({"deps/adapters/ae.h", "src/ae.h"}, "deps/adapters/ae.h", "<ae.h>") == "src/ae.h");
  CHECK(resolved({"deps/adapters/glib.h"}, "deps/adapters/glib.h", "<glib.h>") == "");
  CHECK(resolved({"deps/adapters/glib.h"}, "/usr/include/a.h", "<glib.h>") == "deps/adapters/glib.h");
  CHECK(resolved({"list.h"}, "list.h", "list.h") == "list.h");
}

TEST_CASE("nothing is found for absolute and empty names", "[index]") {
  CHECK(resolved({"x.h"}, "m.c", "/x.h") == "");
  CHECK(resolved({"x.h"}, "m.c", "") == "");
}

}  // namespace
}  // namespace cairn::index
