#include "core/deps/packages/lock_graph.h"

#include <catch2/catch.hpp>

namespace cairn::deps {
namespace {

Package package(const std::string& ecosystem, const std::string& name, const std::string& version,
                std::vector<std::string> needs) {
  return {ecosystem, name, version, {}, {}, PackageRole::kResolved, 0, std::move(needs), {}};
}

std::string show(const LockFindings& findings) {
  std::string text;
  for (const LockConflict& conflict : findings.conflicts) {
    text += conflict.name + ":";
    for (const LockConflict::Version& version : conflict.versions) {
      text += " (";
      for (const std::string& step : version.way) text += (step == version.way.front() ? "" : " > ") + step;
      text += ")";
    }
    text += "\n";
  }
  for (const LockCycle& cycle : findings.cycles) {
    text += "circle:";
    for (const Package* each : cycle.way) text += " " + each->name;
    text += "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("two versions in one program are found with the ways to them", "[deps]") {
  PackageFacts facts;
  facts.packages = {package("conan", "app", "1.0", {"png 1.6", "xml 2.0"}),
                    package("conan", "png", "1.6", {"zlib 1.2"}), package("conan", "xml", "2.0", {"zlib 1.3"}),
                    package("conan", "zlib", "1.2", {}), package("conan", "zlib", "1.3", {})};
  CHECK(show(check_lock(facts)) == "zlib: (app 1.0 > png 1.6 > zlib 1.2) (app 1.0 > xml 2.0 > zlib 1.3)\n");
  facts.packages[0].needs.pop_back();  // nobody needs both any more
  CHECK(show(check_lock(facts)).empty());
}

TEST_CASE("ecosystems that choose several versions on purpose have no conflicts", "[deps]") {
  PackageFacts facts;
  for (const char* ecosystem : {"cargo", "npm"}) {
    facts.packages = {package(ecosystem, "app", "1.0", {"a 1.0", "a 2.0"}), package(ecosystem, "a", "1.0", {}),
                      package(ecosystem, "a", "2.0", {})};
    CHECK(show(check_lock(facts)).empty());
  }
}

TEST_CASE("packages that need each other in a circle are told once, and searched to an end", "[deps]") {
  PackageFacts facts;
  facts.packages = {package("conan", "app", "1.0", {"a"}), package("conan", "a", "1.0", {"b"}),
                    package("conan", "b", "1.0", {"c"}), package("conan", "c", "1.0", {"a"}),
                    package("conan", "self", "1.0", {"self"})};
  CHECK(show(check_lock(facts)) == "circle: a b c\ncircle: self\n");
  facts.packages = {package("cargo", "ours", "1.0", {"helper"}), package("cargo", "helper", "1.0", {"ours"})};
  CHECK(show(check_lock(facts)) == "circle: ours helper\n");
  facts.packages[0].role = PackageRole::kSelf;  // its tests may need what needs it
  CHECK(show(check_lock(facts)).empty());
}

}  // namespace cairn::deps
