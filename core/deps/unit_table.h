// UnitTable: which units were indexed, out of which files, and which rows they state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/deps/unit_list.h"
#include "platform/base/result.h"
#include "platform/sqlite/database.h"
#include "platform/sqlite/transaction.h"

namespace cairn::deps {

// A file of the compilation database that is compiled; with several entries one unit each.
struct UnitKey {
  std::string path;        // relative to the workspace's root; absolute outside of it
  std::uint32_t slot = 0;  // which of the file's commands (core/index/unit_listing.h)
  auto operator<=>(const UnitKey&) const = default;
};

// Written to the disk: new ones go at the end.
enum class UnitState : std::uint8_t {
  kDone = 0,         // its rows are known
  kFailed = 1,       // it cannot be parsed; no rows
  kQuarantined = 2,  // it kills its workers; no rows
  kTooLarge = 3,     // it needs more memory than there was for it; no rows
};

// What is known of a unit but for its files.
struct UnitFacts {
  std::uint64_t command_hash = 0;
  UnitState state = UnitState::kDone;
  std::uint32_t error_count = 0;  // that clang reported
  std::uint32_t cost_ms = 0;      // of CPU, of the last parse
  std::uint64_t peak_bytes = 0;   // of anonymous memory, of the last parse; 0: not known
  std::string reason;             // why it failed, or the first error; for people
  std::vector<std::string> missing_includes;
  std::uint64_t rivals = 0;  // of all files that have the name of one of the unit's: a sum, see core/index/rivals.h
};

// One file of a unit, as it was when the unit was parsed.
struct UnitFile {
  std::string path;  // as UnitKey::path
  std::uint64_t content_hash = 0;
  std::int64_t mtime_ns = 0;
  std::uint64_t size_bytes = 0;
  std::optional<std::uint64_t> rows_hash;  // none: the unit states no rows of it
};

// A file with one content; units share them.
struct FileVersion {
  std::uint32_t file = 0;  // see UnitTable::path
  std::uint64_t content_hash = 0;
  std::int64_t mtime_ns = 0;  // when it was seen last
  std::uint64_t size_bytes = 0;
  std::uint32_t units = 0;  // that have it in their lists; 0: the number is free
};

// A file with one set of rows; units share them.
struct FileVariant {
  std::uint32_t file = 0;
  std::uint64_t rows_hash = 0;
  std::uint32_t units = 0;
};

// The table lies in one SQLite file. All but the units and their lists is held in memory
// too, because each unit asks for a thousand files: a table of 20,000 files takes some MB,
// so whoever is done with it for now closes it. Lists are read when they are asked for.
//
// Rows carry checksums, since SQLite sees no flipped bit. A table that cannot be used
// (kCorrupt) is set aside by the caller and made anew: the cost is indexing again. After an
// error of a change the object may say more than the file: open it again.
//
// Confined to one thread, which waits for the disk: a background thread.
class UnitTable {
 public:
  // Makes the file (mode 0600) if it is missing. kCorrupt also for another version.
  static Result<UnitTable> open(const std::string& path);
  // The table as it is now, beside another process that may write it: no call may change it.
  // kNotFound: there is no file, or no table in it yet. Keep it short: the writer's log grows
  // as long as somebody reads.
  static Result<UnitTable> open_to_read(const std::string& path);

  UnitTable(UnitTable&&) = default;
  UnitTable& operator=(UnitTable&&) = default;

  // Numbers are from 1, and may be free (units == 0).
  const std::string& path(std::uint32_t file) const { return files_[file].path; }
  const std::vector<FileVersion>& versions() const { return versions_; }
  const std::vector<FileVariant>& variants() const { return variants_; }
  // The number of a variant that some unit states; 0 if none does.
  std::uint32_t find_variant(std::string_view path, std::uint64_t rows_hash) const;

  // Calls `visit` for each unit; the list is valid during the call. Reads the whole file.
  Result<void> read_units(
      const std::function<void(const UnitKey&, const UnitFacts&, std::span<const UnitListEntry>)>& visit);
  // The files of one unit; empty if it is unknown.
  Result<std::vector<UnitFile>> files_of(const UnitKey& key);

  // Puts a unit in place of what was known of it. Gives the variants, as paths in the store,
  // that no unit states any more. One transaction.
  Result<std::vector<std::string>> put(const UnitKey& key, const UnitFacts& facts, const std::vector<UnitFile>& files);
  // Removes units; the same.
  Result<std::vector<std::string>> remove(const std::vector<UnitKey>& keys);
  // Units that have `from` in their lists get `to` in its place, which is another unit's already; the rest of what is
  // known of them stays. Gives the variants as put() does. One transaction.
  Result<std::vector<std::string>> restate(const std::vector<UnitKey>& keys, UnitListEntry from, UnitListEntry to);
  // Files with an old content under new stamps: `versions` are numbers with those. One transaction.
  struct Stamp {
    std::uint32_t version = 0;
    std::int64_t mtime_ns = 0;
    std::uint64_t size_bytes = 0;
  };
  Result<void> set_stamps(const std::vector<Stamp>& stamps);

  // The number of a file with this content that some unit has; 0 if none.
  std::uint32_t find_version(std::string_view path, std::uint64_t content_hash) const;
  // What somebody noted about a version: any bytes; gone with the version. Empty if nothing was, or if it is damaged.
  Result<std::string> note_of(std::uint32_t version);
  bool has_note(std::uint32_t version) const { return version < noted_.size() && noted_[version]; }
  struct Note {
    std::uint32_t version = 0;
    std::string bytes;
  };
  // One transaction.
  Result<void> set_notes(const std::vector<Note>& notes);
  // A version becomes one of another content, and variants of its file others: whatever unit has them has the
  // new ones. One transaction. REQUIRES: no version of the file has that content, no variant those rows.
  struct Move {
    std::uint32_t version = 0;
    std::uint64_t content_hash = 0;
    std::int64_t mtime_ns = 0;
    std::uint64_t size_bytes = 0;
    std::string note;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> variants;  // number and new rows_hash
  };
  Result<void> move(const Move& move);

  std::size_t memory_bytes() const;

 private:
  struct File {
    std::string path;
    std::uint32_t uses = 0;  // by versions and variants
  };
  using Pair = std::pair<std::uint32_t, std::uint64_t>;  // file and hash
  struct PairHash {
    std::size_t operator()(const Pair& pair) const { return pair.second ^ pair.first * 0x9E3779B97F4A7C15U; }
  };
  struct Freed {
    std::vector<std::uint32_t> versions;
    std::vector<std::uint32_t> variants;
  };

  explicit UnitTable(sqlite::Database database) : database_(std::move(database)) {}
  Result<void> create();
  Result<void> load();
  Result<void> load_files();
  Result<void> load_versions();
  Result<void> load_variants();
  Result<void> count_uses();
  Result<void> load_notes();
  Result<void> write_unit(const UnitKey& key, const UnitFacts& facts, const std::vector<UnitListEntry>& list);
  Result<void> write_note(const Note& note);
  Result<std::uint32_t> take_file(const std::string& path);
  Result<std::uint32_t> take_version(const UnitFile& file);
  Result<std::uint32_t> take_variant(const UnitFile& file);
  Result<void> drop_list(const UnitKey& key);
  Result<std::vector<std::string>> sweep(const std::vector<UnitListEntry>& dropped);
  Result<void> release_file(std::uint32_t file);
  Result<void> write_version(std::uint32_t number);

  sqlite::Database database_;
  std::unique_ptr<sqlite::Transaction> reading_;  // of a table that is only read: one state of the file
  std::vector<File> files_;
  std::vector<FileVersion> versions_;
  std::vector<FileVariant> variants_;
  std::unordered_map<std::string, std::uint32_t> file_numbers_;
  std::unordered_map<Pair, std::uint32_t, PairHash> version_numbers_;
  std::unordered_map<Pair, std::uint32_t, PairHash> variant_numbers_;
  std::vector<bool> noted_;  // by version
  std::vector<std::uint32_t> free_files_;
  std::vector<std::uint32_t> free_versions_;
  std::vector<std::uint32_t> free_variants_;
  std::vector<UnitListEntry> dropped_;  // by the change under way
};

// Opens the table at `path`. One that cannot be used is moved to `path` + ".damaged", in
// place of an older one, and begun anew; `on_loss` is then called once with a line for the
// user. Errors are those that have nothing to do with what the file holds.
Result<UnitTable> open_or_renew(const std::string& path, const std::function<void(const std::string&)>& on_loss);

}  // namespace cairn::deps
