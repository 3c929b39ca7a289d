// Bytes of a segment, read in every way there is, and merged with itself. Checksums would
// stop nearly everything that a fuzzer makes, so the first byte chooses what becomes of
// the rest: a file as it is, a file with its checksums made right, or the contents of its
// sections, which a writer puts into a file.

#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/store/dump.h"
#include "core/store/lookup.h"
#include "core/store/merge.h"
#include "core/store/segment_writer.h"
#include "tests/support/mended_segment.h"
#include "tests/support/temp_dir.h"

namespace cairn::store {
namespace {

constexpr std::uint32_t kLayer = 0;
constexpr std::size_t kMaxItems = 40;

// Cuts an input into small numbers and texts; at its end all are zero and empty.
class Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes) {}
  std::size_t number() {
    if (bytes_.empty()) return 0;
    const auto value = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  std::string_view text(std::size_t size) {
    const std::string_view found = bytes_.substr(0, size);
    bytes_.remove_prefix(found.size());
    return found;
  }

 private:
  std::string_view bytes_;
};

void write_texts(SegmentWriter& writer, Section section, std::size_t items, Input& input) {
  writer.begin(section);
  for (std::size_t i = 0; i < items; ++i) writer.append_blob(input.text(input.number()));
  writer.end_blobs(items);
}

void write_records(SegmentWriter& writer, Section section, std::size_t items, std::size_t record_bytes, Input& input) {
  writer.begin(section);
  for (std::size_t i = 0; i < items; ++i) {
    std::string record(input.text(record_bytes));
    record.resize(record_bytes);
    writer.append(record);
  }
  writer.end(items, items);
}

// Five counts, then what the items of each section are.
std::string assembled(std::string_view bytes) {
  Input input(bytes);
  std::array<std::size_t, 5> counts{};
  for (std::size_t& count : counts) count = input.number() % kMaxItems;
  const auto [paths, symbols, scopes, names, identifiers] = counts;
  SegmentWriter writer(kLayer);
  write_texts(writer, Section::kPaths, paths, input);
  write_records(writer, Section::kFiles, paths, sizeof(FileRecord), input);
  for (const Section section : {Section::kOccurrences, Section::kIncludes, Section::kIncluders, Section::kMacros}) {
    write_texts(writer, section, paths, input);
  }
  write_records(writer, Section::kSymbols, symbols, sizeof(SymbolRecord), input);
  for (const Section section : {Section::kUsrs, Section::kSignatures, Section::kPostings, Section::kRelations}) {
    write_texts(writer, section, symbols, input);
  }
  write_texts(writer, Section::kScopes, scopes, input);
  write_texts(writer, Section::kNames, names, input);
  write_records(writer, Section::kNameFilters, names, 16, input);
  write_texts(writer, Section::kNameSymbols, names, input);
  write_texts(writer, Section::kIdentifiers, identifiers, input);
  write_texts(writer, Section::kMentions, identifiers, input);
  if (!writer.finish()) std::abort();
  return writer.take_memory();
}

// Whatever the reader gives out must lie in the segment: every byte is looked at.
class Reading {
 public:
  void use(std::string_view text) {
    for (const char c : text) sum_ += static_cast<unsigned char>(c);
  }
  void use(std::uint64_t number) { sum_ += number; }
  void in_range(Ordinal ordinal, Ordinal count) {
    if (ordinal >= count) std::abort();
  }
  std::uint64_t sum() const { return sum_; }

 private:
  std::uint64_t sum_ = 0;
};

void read_files(const Segment& segment, Reading& reading) {
  const Ordinal paths = segment.count(Section::kPaths);
  const Ordinal identifiers = segment.count(Section::kIdentifiers);
  for (Ordinal file = 0; file < paths; ++file) {
    reading.use(segment.path(file));
    if (const auto found = segment.find_path(segment.path(file))) reading.in_range(*found, paths);
    reading.use(segment.file_record(file).generation);
    for (const SegmentInclude& include : segment.includes(file)) {
      reading.use(include.spelled);
      if (include.resolved) reading.in_range(*include.resolved, paths);
    }
    for (const Ordinal includer : segment.includers(file)) reading.in_range(includer, paths);
    for (const SegmentMacro& macro : segment.macros(file)) {
      reading.in_range(macro.name, identifiers);
      for (const Ordinal word : macro.body) reading.in_range(word, identifiers);
    }
    segment.visit_occurrences(file, [&](Ordinal, const Mention& mention) { reading.use(mention.start.column); });
  }
}

void read_symbols(const Segment& segment, Reading& reading) {
  const Ordinal paths = segment.count(Section::kPaths);
  const Ordinal symbols = segment.count(Section::kSymbols);
  for (Ordinal symbol = 0; symbol < symbols; ++symbol) {
    const model::SymbolFacts facts = segment.facts(symbol);
    for (const std::string_view text : {facts.usr, facts.name, facts.scope, facts.signature}) reading.use(text);
    reading.use(segment.name_of(symbol));
    for (const Ordinal same : segment.find_id(model::SymbolId{segment.symbol(symbol).id})) {
      reading.in_range(same, symbols);
    }
    for (const Posting& posting : segment.postings(symbol)) {
      reading.in_range(posting.file, paths);
      segment.visit_mentions(posting.file, symbol, [&](const Mention& mention) { reading.use(mention.roles); });
    }
    for (const SegmentRelation& relation : segment.relations(symbol)) {
      reading.in_range(relation.other, symbols);
      reading.in_range(relation.file, paths);
    }
  }
  for (Ordinal name = 0; name < segment.count(Section::kNames); ++name) {
    for (const Ordinal symbol : segment.symbols_named(name)) reading.in_range(symbol, symbols);
    reading.use(segment.first_name_from(segment.text(Section::kNames, name)));
  }
  for (Ordinal word = 0; word < segment.count(Section::kIdentifiers); ++word) {
    for (const Ordinal file : segment.mentions(word)) reading.in_range(file, paths);
    if (segment.find_identifier(segment.text(Section::kIdentifiers, word)).value_or(0) > word) reading.use(1);
  }
}

void read_snapshot(const std::shared_ptr<const Segment>& segment, Reading& reading) {
  const std::uint32_t layer = segment->file().layer();
  Snapshot snapshot;
  snapshot.parts.push_back({1, segment, std::make_shared<const DeadFiles>()});
  const bool is_whole = dump_rows(snapshot, layer, [&](std::string_view line) { reading.use(line); });
  if (is_whole == snapshot.is_damaged()) std::abort();
  for (const std::string_view pattern : {"a", "re", "readF"}) {
    for (const NameHit& hit : search_names(snapshot, layer, pattern, 5, {}).hits) reading.use(hit.name);
  }
  for (const std::string_view word : {"", "read", "MACRO_1"}) {
    for (const std::string& path : files_mentioning(snapshot, layer, word)) reading.use(path);
  }
  for (Ordinal symbol = 0; symbol < segment->count(Section::kSymbols); ++symbol) {
    for (const SymbolRef& each : find_symbols(snapshot, layer, model::SymbolId{segment->symbol(symbol).id})) {
      visit_occurrences(each, 0xFFFF, [&](std::string_view path, const Mention&) { return reading.use(path), true; });
    }
  }
}

// A merge either says that its input is damaged, or gives a segment that is sound.
void merge_with_itself(const std::shared_ptr<const Segment>& segment, Reading& reading) {
  static const test::TempDir directory;
  const std::string path = directory.file("merged.seg");
  const MergeInput input{segment, std::make_shared<const DeadFiles>()};
  const auto merged = merge_segments({input, input}, path, directory.path(), {});
  if (!merged) {
    if (!segment->is_damaged() || access(path.c_str(), F_OK) == 0) std::abort();
    return;
  }
  auto file = SegmentFile::open(path);
  unlink(path.c_str());
  if (!file || !(*file)->verify(false)) std::abort();
  const Segment result(*std::move(file));
  read_files(result, reading);
  read_symbols(result, reading);
  if (result.is_damaged()) {
    std::fprintf(stderr, "merged: %s\n", result.file().damage().c_str());
    std::abort();
  }
}

std::shared_ptr<const Segment> open_bytes(std::string bytes) {
  auto file = SegmentFile::from_memory(std::move(bytes));
  return file ? std::make_shared<const Segment>(*std::move(file)) : nullptr;
}

void check(std::string bytes) {
  Reading reading;
  // Damage sticks to a segment and cuts later reads short, so each kind of reading begins anew.
  if (const auto segment = open_bytes(bytes)) read_files(*segment, reading);
  if (const auto segment = open_bytes(bytes)) read_symbols(*segment, reading);
  if (const auto segment = open_bytes(bytes)) read_snapshot(segment, reading);
  if (const auto segment = open_bytes(std::move(bytes))) merge_with_itself(segment, reading);
  volatile std::uint64_t seen = reading.sum();
  static_cast<void>(seen);
}

}  // namespace
}  // namespace cairn::store

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 3) {
    case 0:
      cairn::store::check(std::string(rest));
      break;
    case 1:
      cairn::store::check(cairn::test::mended_segment(std::string(rest)));
      break;
    default:
      cairn::store::check(cairn::store::assembled(rest));
  }
  return 0;
}
