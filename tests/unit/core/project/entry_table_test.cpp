#include "core/project/entry_table.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::project {
namespace {

using Words = std::vector<std::string>;

EntryTable table_of(const Words& files) {
  EntryTable table;
  for (const std::string& file : files) table.add(file, "/", "cc -c " + file, false);
  table.finish();
  return table;
}

Words paths(const EntryTable& table, EntryTable::Indices indices) {
  Words result;
  for (EntryTable::Index index = indices.begin; index < indices.end; ++index) result.push_back(table.path(index));
  return result;
}

TEST_CASE("every file of the table is found and no other", "[project]") {
  const Words files = {"/p/b.c", "/p/a.c", "/p/a/a.c", "/p-x/a.c", "/top.c", "/p/a b.c"};
  const EntryTable table = table_of(files);
  for (const std::string& file : files) {
    CAPTURE(file);
    const auto index = table.find(file);
    REQUIRE(index);
    CHECK(table.path(*index) == file);
  }
  for (const std::string missing : {"/p/c.c", "/p", "/q/a.c", "/", ""}) CHECK_FALSE(table.find(missing));
}

TEST_CASE("a folder's own files and those below it are told apart", "[project]") {
  const EntryTable table = table_of({"/p/b.c", "/p/a/a.c", "/p-x/a.c", "/p/a/c/d.c", "/top.c", "/p.c/x.c"});
  CHECK(paths(table, table.in_folder("/p")) == Words{"/p/b.c"});
  CHECK(paths(table, table.below_folder("/p")) == Words{"/p/a/a.c", "/p/a/c/d.c"});
  CHECK(paths(table, table.in_folder("/")) == Words{"/top.c"});
  CHECK(paths(table, table.below_folder("/")).size() == 5);
  CHECK(paths(table, table.in_folder("/none")).empty());
}

TEST_CASE("the first entry of a file wins and the others are counted", "[project]") {
  EntryTable table;
  table.add("/a.c", "/1", "cc -DFIRST a.c", false);
  table.add("/b.c", "/1", "cc b.c", false);
  table.add("/a.c", "/2", "cc -DSECOND a.c", false);
  CHECK(table.finish() == 1);
  CHECK(table.size() == 2);
  CHECK(table.arguments(*table.find("/a.c")) == Words{"cc", "-DFIRST", "a.c"});
}

TEST_CASE("commands come back whole although neighbours share their head", "[project]") {
  EntryTable table;
  const std::string head = "c++ -DNAME='a b' -I/a/long/include/folder -I/another/one -o ";
  table.add("/s/aa.cc", "/", head + "sub/aa.o -c /s/aa.cc", false);
  table.add("/s/ab.cc", "/", head + "sub/ab.o -c /s/ab.cc", false);
  table.add("/s/ac.cc", "/", head, false);
  table.finish();
  const Words shared = {"c++", "-DNAME=a b", "-I/a/long/include/folder", "-I/another/one", "-o"};
  Words expected = shared;
  CHECK(table.arguments(2) == expected);
  expected.insert(expected.end(), {"sub/ab.o", "-c", "/s/ab.cc"});
  CHECK(table.arguments(1) == expected);
}

TEST_CASE("words of a list come back as they were, blanks, quotes and empty ones too", "[project]") {
  EntryTable table;
  using namespace std::string_literals;
  table.add("/a.c", "/", "gcc\0-I/a/long/folder/with a blank\0-DX=\"y\"\0\0a.c\0"s, true);
  table.add("/b.c", "/", "gcc\0-I/a/long/folder/with a blank\0-DX=\"y\"\0\0b.c\0"s, true);
  table.finish();
  CHECK(table.arguments(1) == Words{"gcc", "-I/a/long/folder/with a blank", "-DX=\"y\"", "", "b.c"});
}

TEST_CASE("a target's entries take a small part of what its commands take", "[project]") {
  EntryTable table;
  std::size_t bytes = 0;
  const std::string flags = "/usr/bin/c++ " + std::string(2000, 'x') + " -o ";
  for (int i = 0; i < 5000; ++i) {
    const std::string file = "/src/file" + std::to_string(i) + ".cc";
    const std::string command = flags + "CMakeFiles/t.dir" + file + ".o -c " + file;
    table.add(file, "/build", command, false);
    bytes += command.size();
  }
  table.finish();
  CHECK(table.memory_bytes() * 10 < bytes);
}

TEST_CASE("parts of one component share a stem", "[project]") {
  for (const std::string name :
       {"foo.h", "foo.c", "foo_inl.h", "foo-inl.h", "foo.inl.h", "foo_impl.hpp", "foo_p.h", "foo.tcc", "foo"}) {
    CAPTURE(name);
    CHECK(related_stem("/some/where/" + name) == "foo");
  }
  CHECK(related_stem("/a/_p.h") == "_p");
}

TEST_CASE("ten thousand entries in one folder come out sorted", "[project]") {
  EntryTable table;
  for (int i = 0; i < 10'000; ++i) {
    const std::string name = "f" + std::to_string(i * 7919 % 10'007);
    table.add("/p/" + name, "/", "cc " + name, false);
  }
  CHECK(table.finish() == 0);
  bool is_sorted = true;
  for (EntryTable::Index i = 1; i < table.size(); ++i) is_sorted = is_sorted && table.name(i - 1) < table.name(i);
  CHECK(is_sorted);
  CHECK(table.find("/p/f9999"));
}

}  // namespace
}  // namespace cairn::project
