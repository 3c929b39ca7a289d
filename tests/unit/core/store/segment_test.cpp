#include "core/store/segment.h"

#include <algorithm>
#include <cstring>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "core/store/segment_builder.h"
#include "tests/support/mended_segment.h"
#include "tests/unit/core/store/store_bed.h"

namespace cairn::store {
namespace {

constexpr std::uint32_t kMost = UINT32_MAX;

std::shared_ptr<const Segment> open_bytes(std::string bytes) {
  auto file = SegmentFile::from_memory(std::move(bytes));
  REQUIRE(file.has_value());
  return std::make_shared<const Segment>(*std::move(file));
}

std::string bytes_of(const std::vector<model::FileRows>& files) {
  SegmentBuilder builder(3, 9);
  for (const model::FileRows& rows : files) REQUIRE(builder.add(rows).has_value());
  return builder.write_to_memory().value();
}

model::FileRows file_with_every_kind_of_row() {
  model::FileRows rows;
  rows.path = "a/b.cpp";
  rows.facts = {1, 2, -3, 4, kMost, model::FileFacts::kPragmaOnce};
  rows.symbols = {{"c:@F@size#", "size", "ns::Box::", "() const", model::SymbolKind::kMethod, 0},
                  {"c:@N@ns", "ns", "", "", model::SymbolKind::kNamespace, model::SymbolFacts::kMentionedOnly}};
  rows.occurrences = {{0, {4, 2}, 4, model::kDefines, {{3, 0}, {9, 1}}}, {1, {kMost, kMost}, 2, model::kRefers, {}}};
  rows.relations = {{1, 0, model::RelationKind::kContains}};
  rows.includes = {{1, true, "vector", ""}, {2, false, "b.h", "a/b.h"}};
  rows.macros = {{7, model::MacroAct::kDefine, true, "JOIN", {"a", "b"}}};
  rows.identifiers = {"size", "ns", "JOIN", "a", "b"};
  return rows;
}

TEST_CASE("every kind of row comes back from a segment", "[store]") {
  const auto segment = open_bytes(bytes_of({file_with_every_kind_of_row()}));
  CHECK(segment->file().layer() == 3);
  const Ordinal file = segment->find_path("a/b.cpp").value();
  const Ordinal header = segment->find_path("a/b.h").value();
  CHECK(segment->has_rows(file));
  CHECK_FALSE(segment->has_rows(header));
  const FileRecord record = segment->file_record(file);
  CHECK(std::tuple(record.content_hash, record.token_hash, record.generation, record.mtime_ns, record.size_bytes,
                   record.line_count, record.flags) ==
        std::tuple(1U, 2U, 9U, -3, 4U, kMost, std::uint32_t{model::FileFacts::kPragmaOnce}));
  const Ordinal size = segment->find_id(symbol_id("c:@F@size#")).at(0);
  const Ordinal ns = segment->find_id(symbol_id("c:@N@ns")).at(0);
  CHECK(segment->facts(size) == file_with_every_kind_of_row().symbols[0]);
  CHECK(segment->facts(ns) == file_with_every_kind_of_row().symbols[1]);
  CHECK(segment->symbol(size).file_count == 1);
  std::vector<std::string> occurrences;
  segment->visit_occurrences(file, [&](Ordinal symbol, const Mention& mention) {
    occurrences.push_back(fmt::format("{} {}:{} {} {}", segment->usr(symbol), mention.start.line, mention.start.column,
                                      mention.length, mention.extent.end.line));
  });
  std::sort(occurrences.begin(), occurrences.end());
  CHECK(occurrences == std::vector<std::string>{"c:@F@size# 4:2 4 9", "c:@N@ns 4294967295:4294967295 2 0"});
  CHECK(segment->postings(size).at(0).introduces);
  CHECK_FALSE(segment->postings(ns).at(0).introduces);
  CHECK(segment->relations(ns) == std::vector<SegmentRelation>{{size, file, model::RelationKind::kContains, false}});
  CHECK(segment->relations(size) == std::vector<SegmentRelation>{{ns, file, model::RelationKind::kContains, true}});
  const auto includes = segment->includes(file);
  REQUIRE(includes.size() == 2);
  CHECK((includes[0].is_angled && includes[0].spelled == "vector" && !includes[0].resolved));
  CHECK((!includes[1].is_angled && includes[1].line == 2 && includes[1].resolved == header));
  CHECK(segment->includers(header) == std::vector<Ordinal>{file});
  const SegmentMacro macro = segment->macros(file).at(0);
  CHECK((macro.line == 7 && macro.pastes && macro.body.size() == 2));
  CHECK(segment->text(Section::kIdentifiers, macro.name) == "JOIN");
  CHECK(segment->mentions(segment->find_identifier("b").value()) == std::vector<Ordinal>{file});
  CHECK_FALSE(segment->is_damaged());
}

TEST_CASE("a segment without files and one with an empty file are sound", "[store]") {
  CHECK(open_bytes(bytes_of({}))->count(Section::kPaths) == 0);
  model::FileRows rows;
  rows.path = "x";
  const auto segment = open_bytes(bytes_of({rows}));
  CHECK(segment->has_rows(segment->find_path("x").value()));
  CHECK(segment->find_id(symbol_id("y")).empty());
  CHECK(segment->first_name_from("a") == 0);
  CHECK(segment->file().verify(false));
}

TEST_CASE("rows that point nowhere are refused whole", "[store]") {
  SegmentBuilder builder(0, 1);
  model::FileRows rows = file_with_every_kind_of_row();
  REQUIRE(builder.add(rows).has_value());
  CHECK(builder.add(rows).error().code == ErrorCode::kInvalidArgument);
  rows.path = "";
  CHECK(builder.add(rows).error().code == ErrorCode::kInvalidArgument);
  rows.path = "other";
  rows.occurrences[0].symbol = 2;
  CHECK(builder.add(rows).error().code == ErrorCode::kInvalidArgument);
  rows.occurrences[0].symbol = 0;
  rows.relations[0].object = 2;
  CHECK(builder.add(rows).error().code == ErrorCode::kInvalidArgument);
  rows.relations[0].object = 0;
  rows.symbols[1].usr = "";
  CHECK(builder.add(rows).error().code == ErrorCode::kInvalidArgument);
  CHECK(builder.file_count() == 1);
  CHECK(open_bytes(builder.write_to_memory().value())->count(Section::kSymbols) == 2);
}

TEST_CASE("USRs whose hashes collide are two symbols", "[store]") {
  model::FileRows rows;
  rows.path = "x";
  std::vector<std::string> usrs;
  for (int i = 0; i < 40; ++i) usrs.push_back(fmt::format("c:{}", i));
  for (const std::string& usr : usrs) rows.symbols.push_back({usr, "n", "", "", model::SymbolKind::kFunction, 0});
  std::string bytes = bytes_of({rows});
  // Nobody can make XXH3 collide on purpose, so the records are given equal ids by hand.
  const SectionEntry symbols = test::section_of(bytes, Section::kSymbols);
  const auto record_at = [&](std::size_t i) { return bytes.data() + symbols.offset + i * sizeof(SymbolRecord); };
  std::uint64_t id = 0;
  std::memcpy(&id, record_at(20), sizeof id);
  for (const std::size_t i : {17U, 18U, 19U, 21U}) std::memcpy(record_at(i), &id, sizeof id);
  const auto segment = open_bytes(test::mended_segment(bytes));
  CHECK(segment->find_id(model::SymbolId{id}) == std::vector<Ordinal>{17, 18, 19, 20, 21});
  for (const Ordinal i : {0U, 16U, 22U, 39U}) {
    CHECK(segment->find_id(model::SymbolId{segment->symbol(i).id}) == std::vector<Ordinal>{i});
  }
  CHECK(segment->find_id(model::SymbolId{0}).empty());
  CHECK(segment->find_id(model::SymbolId{~std::uint64_t{0}}).empty());
}

TEST_CASE("every path, symbol, name and identifier is found by its own text", "[store]") {
  const testing::StoreBed bed(3, {60, 8, 10, 30});
  SegmentBuilder builder(0, 1);
  for (std::uint64_t i = 0; i < 60; ++i) REQUIRE(builder.add(bed.rows(i, 0)->rows).has_value());
  const auto segment = open_bytes(builder.write_to_memory().value());
  for (Ordinal i = 0; i < segment->count(Section::kPaths); ++i) CHECK(segment->find_path(segment->path(i)) == i);
  for (Ordinal i = 0; i < segment->count(Section::kIdentifiers); ++i) {
    CHECK(segment->find_identifier(segment->text(Section::kIdentifiers, i)) == i);
  }
  for (Ordinal i = 0; i < segment->count(Section::kSymbols); ++i) {
    CHECK(segment->find_id(symbol_id(segment->usr(i))) == std::vector<Ordinal>{i});
  }
  std::vector<std::string> names;
  for (Ordinal i = 0; i < segment->count(Section::kNames); ++i) names.emplace_back(segment->text(Section::kNames, i));
  CHECK(std::is_sorted(names.begin(), names.end(), name_less));
  CHECK_FALSE(segment->find_path("src/d0/module_0.cp"));
  CHECK_FALSE(segment->find_identifier("zzzz"));
}

TEST_CASE("names are sorted without regard to case, and prefixes find the first of theirs", "[store]") {
  model::FileRows rows;
  rows.path = "x";
  const std::vector<std::string> sorted{"", "_a", "a", "AB", "Ab", "aB", "ab", "abc", "b", "B2", "\xC3\xA4"};
  std::vector<std::string> usrs;
  for (const std::string& name : sorted) usrs.push_back("u" + name);
  for (std::size_t i = sorted.size(); i-- > 0;) {
    rows.symbols.push_back({usrs[i], sorted[i], "", "", model::SymbolKind::kFunction, 0});
  }
  const auto segment = open_bytes(bytes_of({rows}));
  REQUIRE(segment->count(Section::kNames) == sorted.size());
  for (Ordinal i = 0; i < sorted.size(); ++i) CHECK(segment->text(Section::kNames, i) == sorted[i]);
  const auto first = [&](std::string_view prefix) { return segment->first_name_from(prefix); };
  CHECK(first("") == 0);
  CHECK(first("A") == 2);
  CHECK(first("ab") == 3);
  CHECK(first("aBc") == 7);
  CHECK(first("b") == 8);
  CHECK(first("b1") == 9);
  CHECK(first("\xFF") == sorted.size());
}

TEST_CASE("a segment of another version is refused by name of its version", "[store]") {
  std::string bytes = bytes_of({file_with_every_kind_of_row()});
  bytes[8] = 2;
  const auto opened = SegmentFile::from_memory(bytes);
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().code == ErrorCode::kCorrupt);
  CHECK(opened.error().message.find("version 2") != std::string::npos);
}

TEST_CASE("a segment that is cut anywhere, or goes on after its end, is none", "[store]") {
  const std::string bytes = bytes_of({file_with_every_kind_of_row()});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    REQUIRE_FALSE(SegmentFile::from_memory(bytes.substr(0, size)).has_value());
  }
  CHECK_FALSE(SegmentFile::from_memory(bytes + '\0').has_value());
  CHECK_FALSE(SegmentFile::from_memory(bytes + bytes).has_value());
  CHECK(SegmentFile::from_memory(bytes).has_value());
}

TEST_CASE("every flipped bit of a segment is noticed", "[store]") {
  const std::string bytes = bytes_of({file_with_every_kind_of_row()});
  std::size_t unseen = 0;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string wrong = bytes;
    wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ 1 << bit % 8);
    const auto opened = SegmentFile::from_memory(wrong);
    // What lies between sections, up to the next multiple of eight, says nothing.
    if (opened && (*opened)->verify(false)) ++unseen;
  }
  std::size_t between = 0;
  for (std::size_t i = 0; i < kSectionCount; ++i) {
    const SectionEntry entry = test::section_of(bytes, static_cast<Section>(i));
    between += (8 - (entry.bytes + entry.index_bytes) % 8) % 8;
  }
  CHECK(unseen == between * 8);
}

}  // namespace
}  // namespace cairn::store
