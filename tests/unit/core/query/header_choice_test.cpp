#include "core/query/header_choice.h"

#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "core/query/std_headers.h"
#include "core/query/stored_symbols.h"
#include "tests/unit/core/query/scanned_store.h"

namespace cairn::query {
namespace {

class Project {
 public:
  void add(const std::string& path, const std::string& text) {
    store_.add(path, text);
    texts_[path] = text;
  }
  // Headers for a name, for a file of the project.
  std::string headers(const std::string& name, const std::string& from = "app/main.cpp") {
    const store::Snapshot& snapshot = store_.snapshot();
    NeededSymbol needed;
    needed.name = name;
    for (const StoredSymbol& each : find_exactly(snapshot, index::kLexicalLayer, name, 10).symbols) {
      needed.usrs.push_back(each.usr);
      needed.kind = each.kind;
      needed.scope = each.scope;
    }
    HeaderChooser chooser(snapshot, "/w", {"/w/" + from, {"/w", "/w/include"}, false},
                          [this](const std::string& path) { return texts_[path]; });
    std::string shown;
    for (const HeaderSpelling& each : chooser.headers_of(needed)) {
      shown += (shown.empty() ? "" : " ") + (each.is_angled ? "<" + each.spelled + ">" : each.spelled);
    }
    return shown;
  }

 private:
  test::ScannedStore store_;
  std::map<std::string, std::string> texts_;
};

}  // namespace

TEST_CASE("the header that declares a symbol is included as the project spells it", "[query]") {
  Project project;
  project.add("include/lib/shape.h", "#pragma once\nstruct Shape { int x; };\n");
  CHECK(project.headers("Shape") == "lib/shape.h");
  project.add("a.cpp", "#include \"include/lib/shape.h\"\n");
  CHECK(project.headers("Shape") == "include/lib/shape.h");
}

TEST_CASE("a header that defines a type goes before those that only name it", "[query]") {
  Project project;
  project.add("fwd.h", "#pragma once\nstruct Shape;\n");
  project.add("shape.h", "#pragma once\nstruct Shape { int x; };\n");
  CHECK(project.headers("Shape") == "shape.h");
}

TEST_CASE("a private header is included by way of the public one that most files use", "[query]") {
  Project project;
  project.add("lib/detail/box.h", "#pragma once\nstruct Box { int x; };\n");
  project.add("lib/all.h", "#pragma once\n#include \"lib/detail/box.h\"\n");
  project.add("lib/box.h", "#pragma once\n#include \"lib/detail/box.h\"\n");
  project.add("a.cpp", "#include \"lib/box.h\"\n");
  CHECK(project.headers("Box") == "lib/box.h");
  // Beside the private folder it is nobody's secret.
  CHECK(project.headers("Box", "lib/impl.cpp") == "lib/detail/box.h");
}

TEST_CASE("what headers say about themselves counts first", "[query]") {
  Project project;
  project.add("lib/one.h", "// IWYU pragma: private, include \"lib/api.h\"\n#pragma once\nstruct One { int x; };\n");
  project.add("lib/api.h", "#pragma once\n#include \"lib/one.h\"\n#include \"lib/two.h\"  // IWYU pragma: export\n");
  project.add("lib/two.h", "#pragma once\nstruct Two { int x; };\n");
  CHECK(project.headers("One") == "lib/api.h");
  CHECK(project.headers("Two") == "lib/api.h");
  project.add("lib/api.h",
              "#pragma once\n// IWYU pragma: begin_exports\n#include \"lib/one.h\"\n"
              "// IWYU pragma: end_exports\n#include \"lib/two.h\"\n");
  CHECK(project.headers("Two") == "lib/two.h");
}

TEST_CASE("functions are in the headers that declare them, not in sources", "[query]") {
  Project project;
  project.add("add.h", "#pragma once\nint add(int, int);\n");
  project.add("add.cpp", "#include \"add.h\"\nint add(int a, int b) { return a + b; }\n");
  CHECK(project.headers("add") == "add.h");
  project.add("local.cpp", "int local(int a) { return a; }\n");
  CHECK(project.headers("local").empty());
}

TEST_CASE("names of the standards have the headers that these say", "[query]") {
  CHECK(std_header("std::vector", false) == "vector");
  CHECK(std_header("std::string", false) == "string");
  CHECK(std_header("std::chrono::seconds", false) == "chrono");
  CHECK(std_header("printf", true) == "stdio.h");
  CHECK(std_header("std::nothing", false).empty());
}

}  // namespace cairn::query
