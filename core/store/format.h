// The layout of a segment file; FORMAT.md describes it in words.
//
// Little-endian, as every machine that Cairn runs on is; the records are read where they
// are mapped.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace cairn::store {

static_assert(std::endian::native == std::endian::little);

// Grows with every change of the layout. A segment of another version is as good as none.
inline constexpr std::uint32_t kFormatVersion = 1;

// Eight characters as the first or last eight bytes of a file.
consteval std::uint64_t magic_number(const char (&text)[9]) {
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(text[i]);
  return value;
}
inline constexpr std::uint64_t kHeaderMagic = magic_number("CairnSeg");
inline constexpr std::uint64_t kFooterMagic = magic_number("CairnEnd");

// A checksum covers this many bytes of a section, so that a first look at a large section
// reads one block and not all of it.
inline constexpr std::size_t kBlockBytes = 64 * 1024;

// Sections begin at multiples of this.
inline constexpr std::size_t kSectionAlignment = 8;

// Entries between two noted offsets of a blob list.
inline constexpr std::size_t kBlobStride = 16;

enum class Section : std::uint16_t {
  kPaths,        // blobs, sorted: the files' paths
  kFiles,        // FileRecord per path
  kOccurrences,  // blob per file
  kIncludes,     // blob per file
  kIncluders,    // blob per file
  kMacros,       // blob per file
  kSymbols,      // SymbolRecord, sorted by id, then USR
  kUsrs,         // blob per symbol
  kSignatures,   // blob per symbol
  kPostings,     // blob per symbol: files that mention it
  kRelations,    // blob per symbol
  kScopes,       // blobs, sorted
  kNames,        // blobs, sorted without regard to case, then by bytes
  kNameFilters,  // NameFilter per name
  kNameSymbols,  // blob per name
  kIdentifiers,  // blobs, sorted
  kMentions,     // blob per identifier: files that contain it
};
inline constexpr std::size_t kSectionCount = 17;

// Stable name of a section for reports: "occurrences".
const char* section_name(Section section);

struct Header {
  std::uint64_t magic = kHeaderMagic;
  std::uint32_t version = kFormatVersion;
  std::uint32_t layer = 0;
};
static_assert(sizeof(Header) == 16);

// One section's place. A blob list has its data in `bytes` and, right behind, the noted
// offsets in `index_bytes`; then the checksums of the blocks of both, as if they were one.
struct SectionEntry {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint64_t index_bytes = 0;
  std::uint64_t items = 0;          // records or blobs
  std::uint64_t rows = 0;           // what people count: occurrences, not files
  std::uint64_t sums_checksum = 0;  // XXH3 of the block checksums
};
static_assert(sizeof(SectionEntry) == 48);

// The last bytes of the file.
struct Footer {
  SectionEntry sections[kSectionCount];
  std::uint64_t file_bytes = 0;  // with this footer
  std::uint64_t checksum = 0;    // XXH3 of the header and of everything above in the footer
  std::uint64_t magic = kFooterMagic;
};
static_assert(sizeof(Footer) == kSectionCount * sizeof(SectionEntry) + 24);

struct FileRecord {
  std::uint64_t content_hash = 0;
  std::uint64_t token_hash = 0;
  std::uint64_t generation = 0;  // 0: only mentioned, by an #include; has no rows
  std::int64_t mtime_ns = 0;
  std::uint64_t size_bytes = 0;
  std::uint32_t line_count = 0;
  std::uint32_t flags = 0;  // model::FileFacts::Flag
};
static_assert(sizeof(FileRecord) == 48);

struct SymbolRecord {
  std::uint64_t id = 0;
  std::uint32_t name = 0;   // ordinal in kNames
  std::uint32_t scope = 0;  // ordinal in kScopes
  std::uint32_t file_count = 0;
  std::uint8_t kind = 0;   // model::SymbolKind
  std::uint8_t flags = 0;  // model::SymbolFacts::Flag
  std::uint16_t unused = 0;
};
static_assert(sizeof(SymbolRecord) == 24);

}  // namespace cairn::store
