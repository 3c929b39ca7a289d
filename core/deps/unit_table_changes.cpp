// How the table changes. Lists count their versions and variants; what no list names any more
// goes in the same transaction, and its number is used again.
#include <algorithm>
#include <map>
#include <set>

#include "core/deps/row_sum.h"
#include "core/deps/unit_table.h"
#include "core/store/variant_path.h"
#include "platform/base/component.h"
#include "platform/sqlite/transaction.h"

namespace cairn::deps {
namespace {

// Prepares, binds and runs one statement.
template <typename... Values>
Result<void> run(sqlite::Database& database, std::string_view sql, const Values&... values) {
  auto statement = database.prepare(sql);
  if (!statement) return unexpected(statement.error());
  int index = 0;
  (statement->bind(++index, values), ...);
  return statement->run();
}

// The lowest numbers first: near numbers make short lists.
template <typename Item>
std::uint32_t take_number(std::vector<std::uint32_t>& free, std::vector<Item>& items) {
  if (free.empty()) {
    items.emplace_back();
    return static_cast<std::uint32_t>(items.size() - 1);
  }
  const std::uint32_t number = free.back();
  free.pop_back();
  return number;
}

std::string join_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (line.find('\n') == std::string::npos && !line.empty()) text += line + "\n";
  }
  return text;
}

}  // namespace

Result<std::uint32_t> UnitTable::take_file(const std::string& path) {
  if (const auto known = file_numbers_.find(path); known != file_numbers_.end()) return known->second;
  const std::uint32_t number = take_number(free_files_, files_);
  auto put = run(database_, "insert into file(id, path, checksum) values(?1, ?2, ?3)", number, std::string_view(path),
                 sum_of_file(number, path));
  if (!put) return unexpected(put.error());
  files_[number] = {path, 0};
  file_numbers_.emplace(path, number);
  return number;
}

Result<void> UnitTable::write_version(std::uint32_t number) {
  const FileVersion& version = versions_[number];
  return run(database_,
             "insert or replace into version(id, file, content_hash, mtime_ns, size_bytes, checksum)"
             " values(?1, ?2, ?3, ?4, ?5, ?6)",
             number, version.file, version.content_hash, version.mtime_ns, version.size_bytes,
             sum_of_version(number, version));
}

Result<std::uint32_t> UnitTable::take_version(const UnitFile& file) {
  auto owner = take_file(file.path);
  if (!owner) return owner;
  const auto known = version_numbers_.find(Pair(*owner, file.content_hash));
  std::uint32_t number = 0;
  if (known != version_numbers_.end()) {
    number = known->second;
    FileVersion& version = versions_[number];
    if (version.mtime_ns == file.mtime_ns && version.size_bytes == file.size_bytes) return number;
    version.mtime_ns = file.mtime_ns;
    version.size_bytes = file.size_bytes;
  } else {
    number = take_number(free_versions_, versions_);
    versions_[number] = {*owner, file.content_hash, file.mtime_ns, file.size_bytes, 0};
    version_numbers_.emplace(Pair(*owner, file.content_hash), number);
    ++files_[*owner].uses;
  }
  if (auto written = write_version(number); !written) return unexpected(written.error());
  return number;
}

Result<std::uint32_t> UnitTable::take_variant(const UnitFile& file) {
  if (!file.rows_hash) return std::uint32_t{0};
  auto owner = take_file(file.path);
  if (!owner) return owner;
  const auto known = variant_numbers_.find(Pair(*owner, *file.rows_hash));
  if (known != variant_numbers_.end()) return known->second;
  const std::uint32_t number = take_number(free_variants_, variants_);
  variants_[number] = {*owner, *file.rows_hash, 0};
  variant_numbers_.emplace(Pair(*owner, *file.rows_hash), number);
  ++files_[*owner].uses;
  auto put = run(database_, "insert into variant(id, file, rows_hash, checksum) values(?1, ?2, ?3, ?4)", number, *owner,
                 *file.rows_hash, sum_of_variant(number, variants_[number]));
  if (!put) return unexpected(put.error());
  return number;
}

// Counts the unit's list down, and remembers it for sweep().
Result<void> UnitTable::drop_list(const UnitKey& key) {
  auto rows = database_.prepare("select list from unit where path = ?1 and slot = ?2");
  if (!rows) return unexpected(rows.error());
  rows->bind(1, key.path);
  rows->bind(2, key.slot);
  auto row = rows->step();
  if (!row) return unexpected(row.error());
  if (!*row) return {};
  auto list = decode_unit_list(rows->column_blob(0));
  if (!list) return unexpected(list.error());
  for (const UnitListEntry& entry : *list) {
    if (entry.version >= versions_.size() || entry.variant >= variants_.size()) {
      return unexpected(ErrorCode::kCorrupt, "a unit names what is not there");
    }
    --versions_[entry.version].units;
    if (entry.variant != 0) --variants_[entry.variant].units;
  }
  dropped_.insert(dropped_.end(), list->begin(), list->end());
  return {};
}

Result<void> UnitTable::release_file(std::uint32_t file) {
  if (--files_[file].uses != 0) return {};
  file_numbers_.erase(files_[file].path);
  files_[file].path.clear();
  free_files_.push_back(file);
  return run(database_, "delete from file where id = ?1", file);
}

// Removes what the change has left without a unit.
Result<std::vector<std::string>> UnitTable::sweep(const std::vector<UnitListEntry>& dropped) {
  std::vector<std::string> unstated;
  for (const UnitListEntry& entry : dropped) {
    FileVariant& variant = variants_[entry.variant];
    if (entry.variant == 0 || variant.file == 0 || variant.units != 0) continue;
    unstated.push_back(store::variant_path(files_[variant.file].path, variant.rows_hash));
    if (auto gone = run(database_, "delete from variant where id = ?1", entry.variant); !gone) {
      return unexpected(gone.error());
    }
    variant_numbers_.erase(Pair(variant.file, variant.rows_hash));
    const std::uint32_t file = std::exchange(variant, FileVariant()).file;
    free_variants_.push_back(entry.variant);
    if (auto released = release_file(file); !released) return unexpected(released.error());
  }
  for (const UnitListEntry& entry : dropped) {
    FileVersion& version = versions_[entry.version];
    if (version.file == 0 || version.units != 0) continue;
    if (auto gone = run(database_, "delete from version where id = ?1", entry.version); !gone) {
      return unexpected(gone.error());
    }
    if (has_note(entry.version)) {
      noted_[entry.version] = false;
      auto note = run(database_, "delete from note where version = ?1", entry.version);
      if (!note) return unexpected(note.error());
    }
    version_numbers_.erase(Pair(version.file, version.content_hash));
    const std::uint32_t file = std::exchange(version, FileVersion()).file;
    free_versions_.push_back(entry.version);
    if (auto released = release_file(file); !released) return unexpected(released.error());
  }
  return unstated;
}

// The row of a unit; counts its list.
Result<void> UnitTable::write_unit(const UnitKey& key, const UnitFacts& facts, const std::vector<UnitListEntry>& list) {
  for (const UnitListEntry& entry : list) {
    ++versions_[entry.version].units;
    if (entry.variant != 0) ++variants_[entry.variant].units;
  }
  const std::string bytes = encode_unit_list(list);
  const std::string missing = join_lines(facts.missing_includes);
  return run(database_,
             "insert or replace into unit(path, slot, command_hash, state, error_count, cost_ms, peak_bytes, reason,"
             " missing, list, checksum, rivals) values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
             std::string_view(key.path), key.slot, facts.command_hash, static_cast<int>(facts.state), facts.error_count,
             facts.cost_ms, facts.peak_bytes, std::string_view(facts.reason), std::string_view(missing),
             std::as_bytes(std::span(bytes)), sum_of_unit(key, facts, missing, bytes), facts.rivals);
}

Result<std::vector<std::string>> UnitTable::restate(const std::vector<UnitKey>& keys, UnitListEntry from,
                                                    UnitListEntry to) {
  const base::ComponentScope component(base::Component::kDeps);
  const std::set<UnitKey> wanted(keys.begin(), keys.end());
  std::map<UnitKey, std::pair<UnitFacts, std::vector<UnitListEntry>>> units;
  auto read = read_units([&](const UnitKey& key, const UnitFacts& facts, std::span<const UnitListEntry> list) {
    if (!wanted.contains(key) || std::find(list.begin(), list.end(), from) == list.end()) return;
    units.emplace(key, std::pair(facts, std::vector<UnitListEntry>(list.begin(), list.end())));
  });
  if (!read) return unexpected(read.error());
  auto transaction = sqlite::Transaction::begin(database_, sqlite::TransactionKind::kWrite);
  if (!transaction) return unexpected(transaction.error());
  dropped_.clear();
  for (auto& [key, unit] : units) {
    if (auto dropped = drop_list(key); !dropped) return unexpected(dropped.error());
    auto& [facts, list] = unit;
    std::replace(list.begin(), list.end(), from, to);
    if (auto written = write_unit(key, facts, list); !written) return unexpected(written.error());
  }
  auto unstated = sweep(dropped_);
  if (!unstated) return unstated;
  if (auto committed = transaction->commit(); !committed) return unexpected(committed.error());
  return unstated;
}

Result<std::vector<std::string>> UnitTable::put(const UnitKey& key, const UnitFacts& facts,
                                                const std::vector<UnitFile>& files) {
  const base::ComponentScope component(base::Component::kDeps);
  auto transaction = sqlite::Transaction::begin(database_, sqlite::TransactionKind::kWrite);
  if (!transaction) return unexpected(transaction.error());
  dropped_.clear();
  if (auto dropped = drop_list(key); !dropped) return unexpected(dropped.error());
  std::vector<UnitListEntry> list;
  for (const UnitFile& file : files) {
    auto version = take_version(file);
    if (!version) return unexpected(version.error());
    auto variant = take_variant(file);
    if (!variant) return unexpected(variant.error());
    list.push_back({*version, *variant});
  }
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
  if (auto written = write_unit(key, facts, list); !written) return unexpected(written.error());
  auto unstated = sweep(dropped_);
  if (!unstated) return unstated;
  if (auto committed = transaction->commit(); !committed) return unexpected(committed.error());
  return unstated;
}

Result<std::vector<std::string>> UnitTable::remove(const std::vector<UnitKey>& keys) {
  if (keys.empty()) return std::vector<std::string>();
  const base::ComponentScope component(base::Component::kDeps);
  auto transaction = sqlite::Transaction::begin(database_, sqlite::TransactionKind::kWrite);
  if (!transaction) return unexpected(transaction.error());
  dropped_.clear();
  for (const UnitKey& key : keys) {
    if (auto dropped = drop_list(key); !dropped) return unexpected(dropped.error());
    auto gone = run(database_, "delete from unit where path = ?1 and slot = ?2", std::string_view(key.path), key.slot);
    if (!gone) return unexpected(gone.error());
  }
  auto unstated = sweep(dropped_);
  if (!unstated) return unstated;
  if (auto committed = transaction->commit(); !committed) return unexpected(committed.error());
  return unstated;
}

Result<void> UnitTable::set_stamps(const std::vector<Stamp>& stamps) {
  if (stamps.empty()) return {};
  auto transaction = sqlite::Transaction::begin(database_, sqlite::TransactionKind::kWrite);
  if (!transaction) return unexpected(transaction.error());
  for (const Stamp& stamp : stamps) {
    versions_[stamp.version].mtime_ns = stamp.mtime_ns;
    versions_[stamp.version].size_bytes = stamp.size_bytes;
    if (auto written = write_version(stamp.version); !written) return written;
  }
  return transaction->commit();
}

Result<void> UnitTable::write_note(const Note& note) {
  noted_.resize(std::max<std::size_t>(noted_.size(), std::size_t{note.version} + 1));
  noted_[note.version] = true;
  return run(database_, "insert or replace into note(version, bytes, checksum) values(?1, ?2, ?3)", note.version,
             std::as_bytes(std::span(note.bytes)), sum_of_note(note.version, note.bytes));
}

Result<void> UnitTable::set_notes(const std::vector<Note>& notes) {
  if (notes.empty()) return {};
  auto transaction = sqlite::Transaction::begin(database_, sqlite::TransactionKind::kWrite);
  if (!transaction) return unexpected(transaction.error());
  for (const Note& note : notes) {
    if (auto written = write_note(note); !written) return written;
  }
  return transaction->commit();
}

Result<void> UnitTable::move(const Move& move) {
  auto transaction = sqlite::Transaction::begin(database_, sqlite::TransactionKind::kWrite);
  if (!transaction) return unexpected(transaction.error());
  FileVersion& version = versions_[move.version];
  version_numbers_.erase(Pair(version.file, version.content_hash));
  version.content_hash = move.content_hash;
  version.mtime_ns = move.mtime_ns;
  version.size_bytes = move.size_bytes;
  version_numbers_.emplace(Pair(version.file, version.content_hash), move.version);
  if (auto written = write_version(move.version); !written) return written;
  if (auto written = write_note({move.version, move.note}); !written) return written;
  for (const auto& [number, rows_hash] : move.variants) {
    FileVariant& variant = variants_[number];
    variant_numbers_.erase(Pair(variant.file, variant.rows_hash));
    variant.rows_hash = rows_hash;
    variant_numbers_.emplace(Pair(variant.file, variant.rows_hash), number);
    auto put = run(database_, "update variant set rows_hash = ?2, checksum = ?3 where id = ?1", number, rows_hash,
                   sum_of_variant(number, variant));
    if (!put) return put;
  }
  return transaction->commit();
}

}  // namespace cairn::deps
