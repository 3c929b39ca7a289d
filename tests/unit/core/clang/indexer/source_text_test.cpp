#include "core/clang/indexer/source_text.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <string>

#include "tests/unit/core/clang/indexer/fixture.h"

namespace cairn::clang {
namespace {

using testing::IndexedProject;
using namespace std::chrono_literals;

void set_age(const IndexedProject& project, std::string_view file, std::chrono::seconds age) {
  std::filesystem::last_write_time(project.path(file), std::filesystem::file_time_type::clock::now() - age);
}

TEST_CASE("A header that has not changed is not read again for the next unit", "[clang]") {
  IndexedProject project;
  project.add("a.h", "int first();\n");
  project.add("main.cpp", "#include \"a.h\"\n");
  set_age(project, "a.h", 60s);
  const auto text = [&] {
    for (const UnitFile& file : project.index("main.cpp").rows.files()) {
      if (file.path == "a.h") return file.source;
    }
    return std::shared_ptr<const SourceText>();
  };
  const auto first = text();
  REQUIRE(first);
  CHECK(text() == first);

  const auto written = std::filesystem::last_write_time(project.path("a.h"));
  project.add("a.h", "int other();\n");
  SECTION("until it is written") { set_age(project, "a.h", 50s); }
  SECTION("until it is written, and its time put back") {
    std::filesystem::last_write_time(project.path("a.h"), written);
  }
  CHECK(text() != first);
  CHECK(project.introduced("a.h") == "c:@F@other#");
}

TEST_CASE("A text is kept only of a file that nobody has just changed", "[clang]") {
  SourceTexts texts;
  const auto now = std::chrono::system_clock::now().time_since_epoch() / 1ns;
  const SourceStamp old{1, 2, now - 60s / 1ns, now - 10s / 1ns, 5};
  SourceStamp put_back = old;
  put_back.ctime_ns = now;
  IndexedProject project;
  project.add("main.cpp", "int a;\n");
  const auto text = project.index("main.cpp").rows.files().front().source;
  REQUIRE(text);
  texts.keep(put_back, text);
  CHECK(texts.find(put_back) == nullptr);
  texts.keep(old, text);
  CHECK(texts.find(old) == text);
  CHECK(texts.find(put_back) == nullptr);
}

TEST_CASE("The text of a file that has just changed is read for every unit", "[clang]") {
  IndexedProject project;
  project.add("main.cpp", "int first();\n");
  const auto stamp = std::filesystem::last_write_time(project.path("main.cpp"));
  project.index("main.cpp");
  project.add("main.cpp", "int other();\n");
  std::filesystem::last_write_time(project.path("main.cpp"), stamp);  // as a coarse clock would have it
  project.index("main.cpp");
  CHECK(project.introduced("main.cpp") == "c:@F@other#");
}

TEST_CASE("A file without a newline at its end, and one with lone returns, have their lines", "[clang]") {
  IndexedProject project;
  project.add("main.cpp", "int a;\rint b;\r\nint c;");
  project.index("main.cpp");
  CHECK(project.occurrences("main.cpp", "c:@b") == "2:5 def");
  CHECK(project.occurrences("main.cpp", "c:@c") == "3:5 def");
}

}  // namespace
}  // namespace cairn::clang
