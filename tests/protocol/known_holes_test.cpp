// Where other servers are known to be wrong by design, beside changes on the disk
// (tests/process/known_changes_test.cpp).
#include <filesystem>
#include <string>

#include <catch2/catch.hpp>

#include "tests/protocol/indexed_workspace.h"

namespace cairn::test {

TEST_CASE("a header that means two things to two units has the rows of both", "[protocol][index]") {
  IndexedWorkspace fixture({{"both.h", "#ifdef WIDE\nlong width();\n#else\nint height();\n#endif\n"},
                            {"wide.cpp", "#define WIDE\n#include \"both.h\"\nlong a() { return width(); }\n"},
                            {"high.cpp", "#include \"both.h\"\nint b() { return height(); }\n"}});
  fixture.start_indexed();
  fixture.open("wide.cpp");
  fixture.open("high.cpp");
  CHECK(IndexedWorkspace::places(fixture.references_at("wide.cpp", 2, 18)) == "both.h:1:5 wide.cpp:2:18");
  CHECK(IndexedWorkspace::places(fixture.references_at("high.cpp", 1, 17)) == "both.h:3:4 high.cpp:1:17");
}

TEST_CASE("references far to the right of one line, and far below, are all there", "[protocol][index]") {
  const std::string blanks(5000, ' ');
  const std::string lines(70'000, '\n');
  IndexedWorkspace fixture({{"wide.cpp", "int far();\nint x = " + blanks + "far() + far()" + blanks + "+ far();\n" +
                                             lines + "int y = far();\n"},
                            {"main.cpp", "int far();\nint main() { return far(); }\n"}});
  fixture.start_indexed();
  fixture.open("main.cpp");
  CHECK(IndexedWorkspace::places(fixture.references_at("main.cpp", 1, 20)) ==
        "main.cpp:0:4 main.cpp:1:20 wide.cpp:0:4 wide.cpp:1:5008 wide.cpp:1:5016 wide.cpp:1:10023 wide.cpp:70002:8");
}

TEST_CASE("saving a file parses no other open file", "[protocol][index]") {
  IndexedWorkspace fixture({{"one.cpp", "int one() { return 1; }\n"}, {"two.cpp", "int two() { return 2; }\n"}});
  fixture.start_indexed();
  fixture.open("one.cpp");
  fixture.open("two.cpp");
  fixture.diagnostics("one.cpp", 1);
  fixture.diagnostics("two.cpp", 1);
  const auto parses = [&] {
    fixture.request("textDocument/documentHighlight", fixture.at("one.cpp", 0, 5));
    fixture.request("textDocument/documentHighlight", fixture.at("two.cpp", 0, 5));
    return fixture.request("$/metrics", nullptr)["spans"]["job.parse"]["count"].get<int>();
  };
  fixture.request("$/changesSeen", {{"exact", true}});
  const int before = parses();
  fixture.save("one.cpp", "int one() { return 1; }\n");
  fixture.request("$/changesSeen", {{"exact", true}});
  CHECK(parses() == before);
}

}  // namespace cairn::test
