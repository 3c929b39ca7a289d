#include "core/deps/packages/package_conflicts.h"

#include <set>

#include <catch2/catch.hpp>

#include "tests/unit/core/deps/dependency_bed.h"

namespace cairn::deps {
namespace {

// A manifest that says one thing of one package.
void tell(Manifests& manifests, const std::string& path, const std::string& name, const std::string& version,
          std::vector<std::string> folders, const std::string& ecosystem = "cmake") {
  manifests[path].facts.packages.push_back(
      {ecosystem, name, version, {}, {}, PackageRole::kSelf, 7, {}, std::move(folders)});
}

std::string show(const DependencyBed& bed, const std::vector<PackageConflict>& conflicts) {
  std::string text;
  for (const PackageConflict& conflict : conflicts) {
    text += conflict.name + " in " + bed.project.targets[conflict.target].name + "\n";
    for (const PackageConflict::Version& each : conflict.versions) {
      text += "  " + each.claim.version + " " + each.claim.manifest + ": " + cairn::deps::show(each.chain) + "\n";
    }
  }
  return text;
}

std::string conflicts(DependencyBed& bed, const Manifests& manifests, const std::set<std::string>& folders = {}) {
  UnitReader reader = bed.reader();
  const auto rivals = find_rival_packages(manifests, [&](const std::string& path) { return folders.contains(path); });
  return show(bed, find_package_conflicts(reader, rivals, {}).value());
}

// left.cc reads the fmt of left/, right.cc that of right/; app is linked with both libraries.
void fill(DependencyBed& bed, Manifests& manifests) {
  bed.read("left/fmt/core.h", {});
  bed.read("right/fmt/core.h", {});
  bed.read("left.h", {"left/fmt/core.h"});
  bed.read("app.cc", {});
  bed.read("left.cc", {"left.h"});
  bed.read("right.cc", {"right/fmt/core.h"});
  bed.project.targets = {
      {"app", "executable", {1, 2}}, {"left", "static library", {}}, {"right", "shared library", {}}};
  bed.unit({"app.cc"}, 1, true, {0});
  bed.unit({"left.cc", "left.h", "left/fmt/core.h"}, 1, true, {1});
  bed.unit({"right.cc", "right/fmt/core.h"}, 1, true, {2});
  tell(manifests, "left/fmt/CMakeLists.txt", "fmt", "9.1.0", {"left/fmt"});
  tell(manifests, "right/fmt/CMakeLists.txt", "FMT", "10.2.1", {"right/fmt"});
}

}  // namespace

TEST_CASE("two versions that are linked into one target are found, with the includes that lead to them", "[deps]") {
  DependencyBed bed;
  Manifests manifests;
  fill(bed, manifests);
  CHECK(conflicts(bed, manifests) ==
        "fmt in app\n  9.1.0 left/fmt/CMakeLists.txt: left.cc:0 > left.h:0 > left/fmt/core.h\n"
        "  10.2.1 right/fmt/CMakeLists.txt: right.cc:0 > right/fmt/core.h\n");
}

TEST_CASE("versions in programs of their own do not collide", "[deps]") {
  DependencyBed bed;
  Manifests manifests;
  fill(bed, manifests);
  // It is built before, but it is a program: nothing of it is linked.
  bed.project.targets[2].kind = "executable";
  CHECK(conflicts(bed, manifests).empty());
}

TEST_CASE("equal versions, versions that do not compare, and one place with two names for it do not collide",
          "[deps]") {
  for (const std::string& version : {std::string("v9.1"), std::string("main"), std::string(40, 'a')}) {
    DependencyBed bed;
    Manifests manifests;
    fill(bed, manifests);
    manifests["right/fmt/CMakeLists.txt"].facts.packages[0].version = version;
    CHECK(conflicts(bed, manifests).empty());
  }
  DependencyBed bed;
  Manifests manifests;
  fill(bed, manifests);
  // The submodule says a commit and the sources a number: the same place.
  tell(manifests, ".gitmodules", "fmt", std::string(40, 'a'), {"left/fmt"}, "git");
  manifests["right/fmt/CMakeLists.txt"].facts.packages[0].folders = {"left/fmt/inner"};
  CHECK(conflicts(bed, manifests).empty());
}

TEST_CASE("only the lowest target that has both versions is named", "[deps]") {
  DependencyBed bed;
  Manifests manifests;
  fill(bed, manifests);
  bed.read("top.cc", {});
  bed.unit({"top.cc"}, 1, true, {3});
  bed.project.targets[0].kind = "static library";
  bed.project.targets.push_back({"top", "executable", {0, 1, 2}});
  CHECK(conflicts(bed, manifests).find("fmt in app\n") == 0);
  CHECK(conflicts(bed, manifests).find("top") == std::string::npos);
}

TEST_CASE("libraries that are linked with each other in a circle are searched to an end", "[deps]") {
  DependencyBed bed;
  Manifests manifests;
  fill(bed, manifests);
  bed.project.targets[1].needs = {2};
  bed.project.targets[2].needs = {1};
  CHECK(conflicts(bed, manifests).find("fmt in left\n") == 0);
}

TEST_CASE("what FetchContent declares is looked for in the build folders", "[deps]") {
  DependencyBed bed;
  Manifests manifests;
  bed.read("build/_deps/fmt-src/fmt.h", {});
  bed.read("/opt/fmt/include/fmt.h", {});
  bed.read("a.cc", {"build/_deps/fmt-src/fmt.h", "/opt/fmt/include/fmt.h"});
  bed.project.targets = {{"app", "executable", {}}};
  bed.unit({"a.cc", "build/_deps/fmt-src/fmt.h", "/opt/fmt/include/fmt.h"}, 1, true, {0});
  tell(manifests, "CMakeLists.txt", "Fmt", "v9.1.0", {}, "fetchcontent");
  tell(manifests, "build/CMakeCache.txt", "fmt", "10.2.1", {"/opt/fmt/include"});
  CHECK(conflicts(bed, manifests, {"build/_deps/fmt-src"}) ==
        "Fmt in app\n  v9.1.0 CMakeLists.txt: a.cc:0 > build/_deps/fmt-src/fmt.h\n"
        "  10.2.1 build/CMakeCache.txt: a.cc:1 > /opt/fmt/include/fmt.h\n");
  CHECK(conflicts(bed, manifests).empty());
}

}  // namespace cairn::deps
