#include "core/store/segment.h"

#include <algorithm>
#include <utility>

#include "platform/base/hash.h"

namespace cairn::store {
namespace {

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool folded_less(char a, char b) {
  return static_cast<unsigned char>(folded(a)) < static_cast<unsigned char>(folded(b));
}

constexpr std::uint8_t kLastKind = static_cast<std::uint8_t>(model::SymbolKind::kFile);
constexpr std::uint64_t kLastRelation = static_cast<std::uint64_t>(model::RelationKind::kSpecialisedBy);
constexpr std::uint8_t kLastAct = static_cast<std::uint8_t>(model::MacroAct::kTest);

}  // namespace

model::SymbolId symbol_id(std::string_view usr) { return static_cast<model::SymbolId>(base::hash64(usr)); }

bool name_less(std::string_view a, std::string_view b) {
  if (std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), folded_less)) return true;
  if (std::lexicographical_compare(b.begin(), b.end(), a.begin(), a.end(), folded_less)) return false;
  return a < b;
}

bool starts_with_folded(std::string_view name, std::string_view prefix) {
  return name.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), name.begin(), [](char a, char b) { return folded(a) == folded(b); });
}

std::optional<Ordinal> Segment::find_text(Section section, std::string_view text) const {
  const std::uint64_t found = file_->lower_bound(section, [text](Bytes blob) { return as_text(blob) < text; });
  if (found >= file_->items(section) || this->text(section, static_cast<Ordinal>(found)) != text) return std::nullopt;
  return static_cast<Ordinal>(found);
}

std::optional<Ordinal> Segment::find_path(std::string_view path) const { return find_text(Section::kPaths, path); }

Ordinal Segment::first_path_from(std::string_view prefix) const {
  return static_cast<Ordinal>(
      file_->lower_bound(Section::kPaths, [prefix](Bytes blob) { return as_text(blob) < prefix; }));
}

std::optional<Ordinal> Segment::find_identifier(std::string_view identifier) const {
  return find_text(Section::kIdentifiers, identifier);
}

Ordinal Segment::first_name_from(std::string_view prefix) const {
  return static_cast<Ordinal>(file_->lower_bound(Section::kNames, [prefix](Bytes blob) {
    const std::string_view name = as_text(blob);
    return std::lexicographical_compare(name.begin(), name.end(), prefix.begin(), prefix.end(), folded_less);
  }));
}

FileRecord Segment::file_record(Ordinal file) const {
  const auto* record = file_->record<FileRecord>(Section::kFiles, file);
  return record ? *record : FileRecord();
}

SymbolRecord Segment::symbol(Ordinal symbol) const {
  const auto* record = file_->record<SymbolRecord>(Section::kSymbols, symbol);
  if (!record) return {};
  if (record->kind > kLastKind) file_->fail("a symbol's kind is unknown", Section::kSymbols);
  return *record;
}

// Ids are hashes, so they are spread evenly: the place of one is guessed, then the search
// widens from there. It touches one or two blocks where halving would touch a dozen.
std::vector<Ordinal> Segment::find_id(model::SymbolId wanted) const {
  const auto id = static_cast<std::uint64_t>(wanted);
  const std::uint64_t size = file_->items(Section::kSymbols);
  std::vector<Ordinal> found;
  if (size == 0) return found;
  const auto id_at = [this](std::uint64_t i) { return symbol(static_cast<Ordinal>(i)).id; };
  std::uint64_t low = std::min((id >> 32) * size >> 32, size - 1);
  std::uint64_t high = low;  // the first that is not before `id` lies in [low, high]
  std::uint64_t step = 1;
  while (low > 0 && id_at(low) >= id) {
    high = low;
    low -= std::min(low, step);
    step *= 2;
  }
  for (step = 1; high < size && id_at(high) < id; step *= 2) {
    low = high;
    high += std::min(size - high, step);
  }
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (id_at(middle) < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  for (; low < size && id_at(low) == id; ++low) found.push_back(static_cast<Ordinal>(low));
  return found;
}

model::SymbolFacts Segment::facts(Ordinal ordinal) const {
  const SymbolRecord record = symbol(ordinal);
  return {usr(ordinal),
          text(Section::kNames, record.name),
          text(Section::kScopes, record.scope),
          text(Section::kSignatures, ordinal),
          static_cast<model::SymbolKind>(std::min(record.kind, kLastKind)),
          record.flags};
}

std::vector<Ordinal> Segment::list(Section section, Ordinal index, Section of) const {
  ByteReader reader(file_->blob(section, index));
  std::vector<Ordinal> result;
  std::uint64_t last = 0;
  while (!reader.at_end()) {
    last += reader.varint32();
    if (!reader.ok() || last >= file_->items(of)) {
      file_->fail("a list cannot be decoded", section);
      return {};
    }
    result.push_back(static_cast<Ordinal>(last));
  }
  return result;
}

std::vector<Posting> Segment::postings(Ordinal symbol) const {
  ByteReader reader(file_->blob(Section::kPostings, symbol));
  std::vector<Posting> result;
  std::uint64_t file = 0;
  while (!reader.at_end()) {
    const std::uint64_t value = reader.varint();
    file += std::min<std::uint64_t>(value >> 1, UINT32_MAX);
    if (!reader.ok() || file >= file_->items(Section::kPaths)) {
      file_->fail("a list cannot be decoded", Section::kPostings);
      return {};
    }
    result.push_back({static_cast<Ordinal>(file), (value & 1) != 0});
  }
  return result;
}

std::vector<SegmentRelation> Segment::relations(Ordinal symbol) const {
  ByteReader reader(file_->blob(Section::kRelations, symbol));
  std::vector<SegmentRelation> result;
  while (!reader.at_end()) {
    const std::uint64_t kind = reader.varint();
    const SegmentRelation relation{reader.varint32(), reader.varint32(),
                                   static_cast<model::RelationKind>(std::min(kind >> 1, kLastRelation)),
                                   (kind & 1) != 0};
    if (!reader.ok() || kind >> 1 > kLastRelation || relation.other >= count(Section::kSymbols) ||
        relation.file >= count(Section::kPaths)) {
      file_->fail("a relation cannot be decoded", Section::kRelations);
      return {};
    }
    result.push_back(relation);
  }
  return result;
}

std::vector<SegmentInclude> Segment::includes(Ordinal file) const {
  ByteReader reader(file_->blob(Section::kIncludes, file));
  std::vector<SegmentInclude> result;
  while (!reader.at_end()) {
    SegmentInclude include;
    include.line = reader.varint32();
    const std::uint64_t path = reader.varint();
    include.is_angled = (path & 1) != 0;
    if (path >> 1 != 0) include.resolved = static_cast<Ordinal>((path >> 1) - 1);
    include.spelled = reader.text();
    if (!reader.ok() || path >> 1 > count(Section::kPaths)) {
      file_->fail("an include cannot be decoded", Section::kIncludes);
      return {};
    }
    result.push_back(include);
  }
  return result;
}

std::vector<SegmentMacro> Segment::macros(Ordinal file) const {
  ByteReader reader(file_->blob(Section::kMacros, file));
  std::vector<SegmentMacro> result;
  const Ordinal identifiers = count(Section::kIdentifiers);
  while (!reader.at_end()) {
    SegmentMacro macro;
    const std::uint8_t act = reader.byte();
    macro.act = static_cast<model::MacroAct>(std::min<std::uint8_t>(act >> 1, kLastAct));
    macro.pastes = (act & 1) != 0;
    macro.line = reader.varint32();
    macro.name = reader.varint32();
    bool is_sound = act >> 1 <= kLastAct && macro.name < identifiers;
    for (std::uint64_t left = reader.varint(); left > 0 && reader.ok(); --left) {
      macro.body.push_back(reader.varint32());
      is_sound = is_sound && macro.body.back() < identifiers;
    }
    if (!reader.ok() || !is_sound) {
      file_->fail("a macro cannot be decoded", Section::kMacros);
      return {};
    }
    result.push_back(std::move(macro));
  }
  return result;
}

}  // namespace cairn::store
