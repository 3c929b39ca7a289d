// The scanner against a slow tokenizer: the same identifiers, rows that stand where they say, that a segment takes,
// and that do not depend on how lines end.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/lexical/scan.h"
#include "core/store/segment_builder.h"
#include "tests/support/slow_tokenizer.h"

namespace {

using cairn::lexical::FileScan;
using cairn::model::FileRows;
namespace model = cairn::model;
namespace text = cairn::text;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void check_identifiers(std::string_view source, const FileRows& rows) {
  const std::vector<std::string> expected = cairn::test::slow_identifiers(source);
  std::vector<std::string> found(rows.identifiers.begin(), rows.identifiers.end());
  std::sort(found.begin(), found.end());
  for (std::size_t i = 0; i < std::max(found.size(), expected.size()); ++i) {
    if (i < found.size() && i < expected.size() && found[i] == expected[i]) continue;
    const bool is_extra = i >= expected.size() || (i < found.size() && found[i] < expected[i]);
    std::fprintf(stderr, "%s: '%s'\n", is_extra ? "extra" : "missing", (is_extra ? found : expected)[i].c_str());
    std::abort();
  }
}

std::vector<std::string_view> lines_of(std::string_view source) {
  std::vector<std::string_view> lines;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < source.size(); ++at) {
    if (source[at] != '\n' && source[at] != '\r') continue;
    lines.push_back(source.substr(begin, at - begin));
    if (source[at] == '\r' && at + 1 < source.size() && source[at + 1] == '\n') ++at;
    begin = at + 1;
  }
  lines.push_back(source.substr(begin));
  return lines;
}

bool is_name(std::string_view word) {
  return !word.empty() && word.find_first_of(" ~") == std::string_view::npos && !word.starts_with("operator");
}

void check_places(std::string_view source, const FileRows& rows) {
  const std::vector<std::string_view> lines = lines_of(source);
  const auto is_inside = [&](text::Position place) {
    return place.line < lines.size() && place.column <= lines[place.line].size();
  };
  require(rows.facts.line_count == lines.size(), "the number of lines");
  for (const model::Occurrence& found : rows.occurrences) {
    require(found.symbol < rows.symbols.size(), "an occurrence has a symbol");
    require(is_inside(found.start), "an occurrence stands in the text");
    const std::string_view line = lines[found.start.line];
    require(found.start.column + found.length <= line.size(), "an occurrence ends in its line");
    require(found.extent.start <= found.extent.end, "an extent does not run backwards");
    require(is_inside(found.extent.start) && is_inside(found.extent.end), "an extent stands in the text");
    const std::string_view name = rows.symbols[found.symbol].name;
    if (!is_name(name) || line.find('\\') != std::string_view::npos) continue;
    require(line.substr(found.start.column, found.length) == name, "the name stands where it is said to");
  }
  for (const model::IncludeLine& include : rows.includes) require(include.line < lines.size(), "an include's line");
  for (const model::MacroLine& macro : rows.macros) require(macro.line < lines.size(), "a macro's line");
}

void check_rows(const FileRows& rows) {
  cairn::store::SegmentBuilder builder(1, 1);
  require(builder.add(rows).has_value(), "a segment takes the rows");
  require(builder.write_to_memory().has_value(), "a segment is made of the rows");
}

// All that people see of the file, but for texts that are copied from it.
bool is_same(const FileRows& a, const FileRows& b) {
  if (a.identifiers != b.identifiers || a.includes != b.includes || a.macros != b.macros) return false;
  if (a.symbols.size() != b.symbols.size() || a.occurrences.size() != b.occurrences.size()) return false;
  for (std::size_t i = 0; i < a.symbols.size(); ++i) {
    if (a.symbols[i].usr != b.symbols[i].usr || a.symbols[i].kind != b.symbols[i].kind) return false;
  }
  for (std::size_t i = 0; i < a.occurrences.size(); ++i) {
    const model::Occurrence& one = a.occurrences[i];
    const model::Occurrence& other = b.occurrences[i];
    if (one.symbol != other.symbol || one.start != other.start || one.roles != other.roles) return false;
  }
  return a.facts.flags == b.facts.flags && a.facts.line_count == b.facts.line_count;
}

void check_line_ends(std::string_view source, const FileRows& rows) {
  if (source.find('\r') != std::string_view::npos) return;
  for (const std::string_view line_end : {"\r\n", "\r"}) {
    std::string other;
    for (const char c : source) other += c == '\n' ? std::string(line_end) : std::string(1, c);
    FileScan scan;
    cairn::lexical::scan("a/file.cpp", other, scan);
    require(is_same(rows, scan.rows()), "line ends change nothing");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  // One for all inputs: nothing may be left over from the file before.
  static FileScan scan;
  cairn::lexical::scan("a/file.cpp", source, scan);
  check_identifiers(source, scan.rows());
  check_places(source, scan.rows());
  check_rows(scan.rows());
  check_line_ends(source, scan.rows());
  FileScan fresh;
  cairn::lexical::scan("a/file.cpp", source, fresh);
  require(is_same(scan.rows(), fresh.rows()), "a scan that was used before says the same");
  return 0;
}
