// The index worker gets its USRs from clang's C++ interface, the open file's worker from the
// C interface: what they say about one text must be one name.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>

#include <fmt/format.h>

#include "core/clang/open_file.h"
#include "tests/unit/core/clang/indexer/agreement_sources.h"
#include "tests/unit/core/clang/indexer/fixture.h"

namespace cairn::clang {
namespace {

using testing::IndexedProject;

// All places of `file` where the index has a spelled name and the worker of the open file names
// something, with "LINE:COLUMN text: index … worker …" for those where they share no name.
struct Comparison {
  std::size_t places = 0;
  std::vector<std::string> differences;
  std::vector<std::string> unknown;  // the worker names nothing there
};

Comparison compare(IndexedProject& project, const std::string& path, const std::string& text,
                   std::vector<std::string> arguments) {
  const ParsedUnit& unit = project.index(path, arguments);
  const model::FileRows rows = unit.rows.file_rows(0, path);
  test::TempDir temporary;
  OpenFile open(temporary.path());
  const worker::IndexUnitRequest request = project.request(path, arguments);
  const auto parsed =
      open.parse({request.path, request.directory, request.arguments, base::TextEncoding::kUtf8, {}, {}, request.root});
  REQUIRE(parsed);

  std::vector<std::size_t> lines = {0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') lines.push_back(i + 1);
  }
  std::map<std::size_t, std::pair<std::uint32_t, std::set<std::string>>> places;
  for (const model::Occurrence& each : rows.occurrences) {
    if (each.length == 0) continue;
    // Between a name and a sign, an editor's cursor means the name.
    const std::size_t at = lines[each.start.line] + each.start.column;
    const auto is_word = [&](std::size_t i) {
      return std::isalnum(static_cast<unsigned char>(text[i])) != 0 || text[i] == '_';
    };
    if (!is_word(at) && at > 0 && is_word(at - 1)) continue;
    auto& place = places[lines[each.start.line] + each.start.column];
    place.first = each.length;
    place.second.emplace(rows.symbols[each.symbol].usr);
  }
  Comparison result;
  for (const auto& [offset, place] : places) {
    const auto named = open.symbols_at(offset);
    REQUIRE(named);
    const auto line = std::upper_bound(lines.begin(), lines.end(), offset) - lines.begin();
    std::string where = fmt::format("{}:{} {}", line, offset - lines[static_cast<std::size_t>(line) - 1] + 1,
                                    text.substr(offset, place.first));
    if (named->empty()) {
      result.unknown.push_back(std::move(where));
      continue;
    }
    ++result.places;
    bool agrees = false;
    for (const model::NamedSymbol& each : *named) {
      agrees = agrees || (place.second.contains(each.usr) && !each.is_local);
      where += fmt::format("\n  worker {}{}", each.usr, each.is_local ? " (local)" : "");
    }
    for (const std::string& usr : place.second) where += "\n  index  " + usr;
    if (!agrees) result.differences.push_back(std::move(where));
  }
  return result;
}

void check(const Comparison& comparison, std::size_t least, std::size_t most_unknown) {
  for (const std::string& each : comparison.differences) FAIL_CHECK(each);
  CHECK(comparison.places >= least);
  INFO("the worker names nothing at: " << fmt::format("{}", fmt::join(comparison.unknown, ", ")));
  CHECK(comparison.unknown.size() <= most_unknown);
}

TEST_CASE("the two programs name what C++ sources name alike", "[indexer]") {
  IndexedProject project;
  project.add("lib/rich.h", kRichHeader);
  project.add("src/main.cpp", kRichSource);
  check(compare(project, "src/main.cpp", kRichSource, {"-std=c++20", "-I" + project.path("lib")}), 150, 12);
}

TEST_CASE("the two programs name what C sources name alike", "[indexer]") {
  IndexedProject project;
  project.add("src/rich.c", kRichC);
  check(compare(project, "src/rich.c", kRichC, {"-std=gnu17"}), 40, 4);
}

TEST_CASE("the two programs name what a header's text names alike", "[indexer]") {
  IndexedProject project;
  project.add("lib/rich.h", kRichHeader);
  check(compare(project, "lib/rich.h", kRichHeader, {"-std=c++20", "-xc++"}), 40, 4);
}

}  // namespace
}  // namespace cairn::clang
