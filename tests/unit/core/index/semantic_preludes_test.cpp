// Units on preludes: always the rows of exact parses, whatever fails on the way.
#include <algorithm>

#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "platform/fs/file.h"
#include "tests/unit/core/index/semantic_bed.h"

namespace cairn::index {
namespace {

std::string guarded(const std::string& name, const std::string& text) {
  return "#ifndef " + name + "\n#define " + name + "\n" + text + "#endif\n";
}

// Six units with two headers and one of the system's.
void write_project(SemanticBed& bed) {
  bed.write("sys/vector", guarded("SYS_VECTOR", "#include <deep>\ndef vector\n"));
  bed.write("sys/deep", guarded("SYS_DEEP", "def deep\n"));
  bed.write("a.h", guarded("A_H", "#include <vector>\n#include \"b.h\"\ndef a\n"));
  bed.write("b.h", guarded("B_H", "def b\n"));
  for (int i = 0; i < 6; ++i) bed.write(fmt::format("u{}.cc", i), fmt::format("#include \"a.h\"\ndef u{}\n", i));
}

// The rows of the same files without preludes.
Lines exact_rows(const std::function<void(SemanticBed&)>& write) {
  SemanticBed bed;
  write(bed);
  bed.run();
  CHECK(bed.log("build").empty());
  return bed.rows();
}

struct PreludeBed : SemanticBed {
  PreludeBed() { config.preludes = PreludeMode::kOn; }
  // What the indexers did, in numbers.
  struct Done {
    std::size_t builds = 0;
    std::size_t on_prelude = 0;
    std::size_t exact = 0;
    bool operator==(const Done&) const = default;
  };
  Done done() {
    Done done;
    for (const std::string& line : log("")) {
      done.builds += line.starts_with("build") ? 1 : 0;
      done.on_prelude += line.starts_with("on_prelude") ? 1 : 0;
      done.exact += line.starts_with("index") ? 1 : 0;
    }
    return done;
  }
};

std::ostream& operator<<(std::ostream& out, const PreludeBed::Done& done) {
  return out << done.builds << " builds, " << done.on_prelude << " on preludes, " << done.exact << " exact";
}

std::vector<std::string> module_files(const PreludeBed& bed) {
  std::vector<std::string> paths;
  const std::vector<std::string> names = fs::list_directory(bed.prelude_folder()).value();
  for (const std::string& name : names) {
    if (name.ends_with(".pcm")) paths.push_back(bed.prelude_folder() + "/" + name);
  }
  return paths;
}

}  // namespace

TEST_CASE("units are parsed on two layers that are built once", "[semantic]") {
  PreludeBed bed;
  write_project(bed);
  bed.run();
  CHECK(bed.status().is_complete());
  CHECK(bed.done() == PreludeBed::Done{2, 6, 0});
  CHECK(bed.rows() == exact_rows(write_project));
  const PreludeStatus status = bed.indexer().preludes();
  REQUIRE(status.groups.size() == 1);
  CHECK(status.groups[0].state == "ready");
  CHECK(status.groups[0].layers.size() == 2);
  CHECK(status.groups[0].parsed_on_it == 6);

  SECTION("and after an edit the unit alone is parsed, on the same layers") {
    bed.write("u0.cc", "#include \"a.h\"\ndef other\n");
    bed.indexer().check();
    bed.settle();
    CHECK(bed.done() == PreludeBed::Done{0, 1, 0});
  }
  SECTION("a header's edit never leaves its old rows") {
    bed.write("b.h", guarded("B_H", "def new_b\n"));
    bed.indexer().check();
    bed.settle();
    CHECK(bed.status().is_complete());
    const Lines rows = bed.rows();
    bed.config.preludes = PreludeMode::kOff;
    CHECK(rows == exact_rows([](SemanticBed& other) {
            write_project(other);
            other.write("b.h", guarded("B_H", "def new_b\n"));
          }));
  }
  SECTION("and a later server needs nothing") {
    bed.run();
    CHECK(bed.done() == PreludeBed::Done{0, 0, 0});
    CHECK(bed.status().is_complete());
  }
}

TEST_CASE("a header that does not hold is left out with what includes it", "[semantic]") {
  const auto write = [](SemanticBed& bed) {
    write_project(bed);
    bed.write("b.h", guarded("B_H", "def b\nbad here\n"));
    bed.write("c.h", guarded("C_H", "def c\n"));
    for (int i = 0; i < 6; ++i) bed.write(fmt::format("u{}.cc", i), "#include \"a.h\"\n#include \"c.h\"\n");
  };
  PreludeBed bed;
  write(bed);
  bed.run();
  // The error counts for a.h first, which includes it.
  CHECK(bed.done() == PreludeBed::Done{4, 6, 0});
  CHECK(bed.rows() == exact_rows(write));
}

TEST_CASE("units that a prelude does not fit are parsed exactly, and go there directly next time", "[semantic]") {
  const auto write = [](SemanticBed& bed) {
    write_project(bed);
    bed.write("u0.cc", "otherwise a.h\n#include \"a.h\"\ndef u0\n");
    bed.write("u1.cc", "error here\n#include \"a.h\"\ndef u1\n");
  };
  PreludeBed bed;
  write(bed);
  bed.run();
  CHECK(bed.done() == PreludeBed::Done{2, 6, 2});
  CHECK(bed.rows() == exact_rows(write));
  // All units again, by another flag that means nothing to the group.
  for (int i = 0; i < 6; ++i) bed.write(fmt::format("x{}.cc", i), "#include \"a.h\"\n");
  bed.run();
  const PreludeBed::Done second = bed.done();
  CHECK(second.on_prelude == 6);
  CHECK(second.exact == 0);
}

TEST_CASE("rows of a header that depends on the order are stated by another unit when the first goes without",
          "[semantic]") {
  const auto write = [](SemanticBed& bed) {
    write_project(bed);
    bed.write("sys/seen", guarded("SYS_SEEN", "#define SEEN 1\ndef seen\n"));
    bed.write("sys/ordered", guarded("SYS_ORDERED", "#ifdef SEEN\ndef ordered\n#endif\n"));
    for (int i = 0; i < 9; ++i) {
      bed.write(fmt::format("u{}.cc", i),
                fmt::format("{}#include <ordered>\n#include \"a.h\"\ndef u{}\n", i == 0 ? "#include <seen>\n" : "", i));
    }
  };
  PreludeBed bed;
  write(bed);
  bed.run();
  std::vector<std::string> exact;
  std::size_t on_prelude = 0;
  for (const std::string& line : bed.log("")) {
    if (line.starts_with("index ")) exact.push_back(line.substr(line.rfind('/') + 1));
    on_prelude += line.starts_with("on_prelude") ? 1 : 0;
  }
  CHECK(on_prelude >= 3);
  CHECK(bed.status().is_complete());
  CHECK(bed.rows() == exact_rows(write));
  REQUIRE(!exact.empty());
  const auto edit = [&](SemanticBed& other) {
    for (const std::string& unit : exact) {
      const std::string name = unit.substr(unit.rfind(' ') + 1);
      other.write(name, fmt::format("#include \"a.h\"\ndef other_{}\n", name[1]));
    }
  };
  edit(bed);
  bed.indexer().check();
  bed.settle();
  CHECK(bed.status().is_complete());
  CHECK(bed.rows() == exact_rows([&](SemanticBed& other) {
          write(other);
          edit(other);
        }));
}

TEST_CASE("builds that fail leave exact units", "[semantic]") {
  const std::string order = GENERATE("die", "kill", "garbage", "refuse");
  INFO(order);
  const auto write = [&](SemanticBed& bed) {
    write_project(bed);
    bed.write("b.h", guarded("B_H", "def b\nbuild " + order + "\n"));
  };
  PreludeBed bed;
  write(bed);
  bed.run();
  CHECK(bed.status().is_complete());
  CHECK(bed.done() == PreludeBed::Done{3, 0, 6});
  CHECK(bed.rows() == exact_rows(write));
  CHECK(bed.indexer().preludes().groups.at(0).state == "given up");
}

TEST_CASE("a build that fails once is tried again", "[semantic]") {
  PreludeBed bed;
  write_project(bed);
  bed.write("b.h", guarded("B_H", "def b\nbuild die\n"));
  bed.set_ration("Prelude", 1);
  bed.run();
  CHECK(bed.done() == PreludeBed::Done{3, 6, 0});
}

TEST_CASE("damaged or missing module files cost time only", "[semantic]") {
  PreludeBed bed;
  write_project(bed);
  bed.run();
  static_cast<void>(bed.done());
  const bool is_missing = GENERATE(true, false);
  for (const std::string& path : module_files(bed)) {
    std::string bytes = fs::read_file(path, 1 << 20).value();
    for (char& byte : bytes) byte = static_cast<char>(~byte);
    if (is_missing) {
      REQUIRE(fs::remove_tree(path));
    } else {
      REQUIRE(fs::write_file_atomically(path, bytes));
    }
  }
  for (int i = 0; i < 6; ++i) bed.write(fmt::format("u{}.cc", i), fmt::format("#include \"a.h\"\ndef v{}\n", i));
  bed.run();
  CHECK(bed.status().is_complete());
  CHECK(bed.rows() == exact_rows([](SemanticBed& other) {
          write_project(other);
          for (int i = 0; i < 6; ++i)
            other.write(fmt::format("u{}.cc", i), fmt::format("#include \"a.h\"\ndef v{}\n", i));
        }));
}

TEST_CASE("a folder that cannot be written leaves exact units", "[semantic]") {
  PreludeBed bed;
  write_project(bed);
  bed.config.prelude_folder = "/dev/null/preludes";
  bed.run();
  CHECK(bed.status().is_complete());
  CHECK(bed.done() == PreludeBed::Done{0, 0, 6});
}

TEST_CASE("verifying keeps the exact rows and says what differs", "[semantic]") {
  const auto write = [](SemanticBed& bed) {
    write_project(bed);
    bed.write("b.h", guarded("B_H", "def b\nodd one\n"));
  };
  PreludeBed bed;
  bed.config.preludes = PreludeMode::kVerify;
  write(bed);
  bed.run();
  CHECK(bed.done() == PreludeBed::Done{2, 6, 6});
  CHECK(bed.rows() == exact_rows(write));
  CHECK(bed.counter("preludes.differ") == 6);
}

TEST_CASE("a few units have no prelude", "[semantic]") {
  PreludeBed bed;
  write_project(bed);
  for (int i = 4; i < 6; ++i) bed.remove(fmt::format("u{}.cc", i));
  bed.run();
  CHECK(bed.done() == PreludeBed::Done{0, 0, 4});
}

}  // namespace cairn::index
