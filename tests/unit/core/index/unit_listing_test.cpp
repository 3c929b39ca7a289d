#include "core/index/unit_listing.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::index {
namespace {

std::shared_ptr<const UnitList> units_of(std::string_view json, const std::string& root = "/p") {
  project::ProjectDatabase database;
  database.database = project::CompilationDatabase::parse(json, root).value();
  project::Project project({root, "", {}, {}}, std::move(database));
  return list_units(project, root);
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a file is a unit for each of its different commands", "[units]") {
  const auto units = units_of(R"([{"directory":"/p","file":"a.c","command":"cc -DONE -o 1.o -c a.c"},
                                  {"directory":"/p","file":"b.c","command":"cc -c b.c"},
                                  {"directory":"/p","file":"a.c","command":"cc -DONE -o 2.o -c a.c"},
                                  {"directory":"/p","file":"a.c","command":"cc -DTWO -o 3.o -c a.c"}])");
  REQUIRE(units->size() == 3);
  CHECK((*units)[0].key == deps::UnitKey{"a.c", 0});
  CHECK((*units)[0].entry == 0);
  CHECK((*units)[1].key.path == "a.c");
  CHECK((*units)[1].key.slot != 0);
  CHECK((*units)[1].entry == 2);
  CHECK((*units)[1].command_hash != (*units)[0].command_hash);
  CHECK((*units)[2].key == deps::UnitKey{"b.c", 0});
}

TEST_CASE("a further command keeps its unit when others come and go", "[units]") {
  const std::string first = R"({"directory":"/p","file":"a.c","command":"cc -DONE a.c"})";
  const std::string gone = R"(,{"directory":"/p","file":"a.c","command":"cc -DGONE a.c"})";
  const std::string last = R"(,{"directory":"/p","file":"a.c","command":"cc -DLAST a.c"})";
  const auto before = units_of("[" + first + gone + last + "]");
  const auto after = units_of("[" + first + last + "]");
  REQUIRE(before->size() == 3);
  REQUIRE(after->size() == 2);
  CHECK((*after)[0].key == (*before)[0].key);
  const bool is_kept = (*after)[1].key == (*before)[1].key || (*after)[1].key == (*before)[2].key;
  CHECK(is_kept);
}

TEST_CASE("commands hash alike wherever the root is", "[units]") {
  const auto hash = [](const std::string& root) {
    return command_hash(root, root + "/build",
                        {"-I" + root + "/include", "-I", root, "-DDATA=\"" + root + "/data\"", "-I/usr/include"});
  };
  CHECK(hash("/home/ada/tree") == hash("/srv/copy"));
  // What only begins like the root is another folder.
  CHECK(command_hash("/a", "/a", {"-I/ab"}) != command_hash("/c", "/c", {"-I/cb"}));
  CHECK(command_hash("/a", "/a", {"-I/ab"}) == command_hash("/c", "/c", {"-I/ab"}));
  CHECK(command_hash("/a", "/a", {"-I/a/b"}) != command_hash("/a", "/a", {"-I/b"}));
  CHECK(command_hash("/a", "/a", {"-Ix", "y"}) != command_hash("/a", "/a", {"-Ixy"}));
}

}  // namespace cairn::index
