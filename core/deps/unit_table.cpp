// Opening and reading. What changes the table is in unit_table_changes.cpp.
#include "core/deps/unit_table.h"

#include <fmt/format.h>

#include "core/deps/row_sum.h"
#include "core/deps/set_aside.h"
#include "core/store/varint.h"
#include "platform/base/component.h"
#include "platform/base/log.h"
#include "platform/sqlite/transaction.h"

namespace cairn::deps {
namespace {

constexpr std::int32_t kSchemaVersion = 3;

constexpr const char* kSchema =
    "create table file(id integer primary key, path text not null, checksum integer not null);"
    "create table version(id integer primary key, file integer not null, content_hash integer not null,"
    "  mtime_ns integer not null, size_bytes integer not null, checksum integer not null);"
    "create table variant(id integer primary key, file integer not null, rows_hash integer not null,"
    "  checksum integer not null);"
    "create table note(version integer primary key, bytes blob not null, checksum integer not null);"
    "create table unit(path text not null, slot integer not null, command_hash integer not null,"
    "  state integer not null, error_count integer not null, cost_ms integer not null, peak_bytes integer not null,"
    "  reason text not null, missing text not null, rivals integer not null, list blob not null,"
    "  checksum integer not null, primary key(path, slot)) without rowid;";

constexpr std::uint32_t kMaxNumber = 1U << 28;

Error damaged(std::string_view what) {
  return Error{ErrorCode::kCorrupt, fmt::format("the table of units is damaged: {}", what)};
}

// One line each.
std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string_view as_view(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Result<UnitTable> UnitTable::open(const std::string& path) {
  const base::ComponentScope component(base::Component::kDeps);
  auto database = sqlite::Database::open(path, sqlite::OpenMode::kReadWriteCreate);
  if (!database) return unexpected(database.error());
  auto version = database->user_version();
  if (!version) return unexpected(version.error());
  UnitTable table(*std::move(database));
  if (*version == 0) {
    if (auto made = table.create(); !made) return unexpected(made.error());
  } else if (*version != kSchemaVersion) {
    return unexpected(damaged(fmt::format("version {}, this Cairn reads {}", *version, kSchemaVersion)));
  }
  if (auto loaded = table.load(); !loaded) return unexpected(loaded.error());
  return table;
}

Result<UnitTable> UnitTable::open_to_read(const std::string& path) {
  auto database = sqlite::Database::open(path, sqlite::OpenMode::kReadOnly);
  if (!database) return unexpected(database.error());
  UnitTable table(*std::move(database));
  auto reading = sqlite::Transaction::begin(table.database_, sqlite::TransactionKind::kRead);
  if (!reading) return unexpected(reading.error());
  table.reading_ = std::make_unique<sqlite::Transaction>(*std::move(reading));
  auto version = table.database_.user_version();
  if (!version) return unexpected(version.error());
  if (*version == 0) return unexpected(ErrorCode::kNotFound, path + " has no table of units yet");
  if (*version != kSchemaVersion) {
    return unexpected(damaged(fmt::format("version {}, this Cairn reads {}", *version, kSchemaVersion)));
  }
  if (auto loaded = table.load(); !loaded) return unexpected(loaded.error());
  return table;
}

Result<void> UnitTable::create() {
  auto transaction = sqlite::Transaction::begin(database_, sqlite::TransactionKind::kWrite);
  if (!transaction) return unexpected(transaction.error());
  if (auto made = database_.execute(kSchema); !made) return unexpected(damaged(made.error().message));
  if (auto set = database_.set_user_version(kSchemaVersion); !set) return set;
  return transaction->commit();
}

Result<void> UnitTable::load() {
  files_.resize(1);
  versions_.resize(1);
  variants_.resize(1);
  if (auto loaded = load_files(); !loaded) return loaded;
  if (auto loaded = load_versions(); !loaded) return loaded;
  if (auto loaded = load_variants(); !loaded) return loaded;
  if (auto loaded = load_notes(); !loaded) return loaded;
  return count_uses();
}

Result<void> UnitTable::load_files() {
  auto rows = database_.prepare("select id, path, checksum from file order by id");
  if (!rows) return unexpected(rows.error());
  Result<bool> row = false;
  for (row = rows->step(); row && *row; row = rows->step()) {
    const std::int64_t id = rows->column_int64(0);
    std::string path(rows->column_text(1));
    if (id <= 0 || id > kMaxNumber || path.empty() ||
        sum_of_file(static_cast<std::uint64_t>(id), path) != rows->column_int64(2)) {
      return unexpected(damaged("a file's checksum is wrong"));
    }
    const auto number = static_cast<std::uint32_t>(id);
    for (auto hole = static_cast<std::uint32_t>(files_.size()); hole < number; ++hole) free_files_.push_back(hole);
    files_.resize(std::size_t{number} + 1);
    if (!file_numbers_.emplace(path, number).second) return unexpected(damaged("a file stands in it twice"));
    files_[number].path = std::move(path);
  }
  return row ? Result<void>() : unexpected(row.error());
}

Result<void> UnitTable::load_versions() {
  auto rows =
      database_.prepare("select id, file, content_hash, mtime_ns, size_bytes, checksum from version order by id");
  if (!rows) return unexpected(rows.error());
  Result<bool> row = false;
  for (row = rows->step(); row && *row; row = rows->step()) {
    const std::int64_t id = rows->column_int64(0);
    const std::int64_t file = rows->column_int64(1);
    FileVersion version;
    version.file = static_cast<std::uint32_t>(file);
    version.content_hash = static_cast<std::uint64_t>(rows->column_int64(2));
    version.mtime_ns = rows->column_int64(3);
    version.size_bytes = static_cast<std::uint64_t>(rows->column_int64(4));
    if (id <= 0 || id > kMaxNumber || file <= 0 || file >= static_cast<std::int64_t>(files_.size()) ||
        files_[version.file].path.empty() ||
        sum_of_version(static_cast<std::uint64_t>(id), version) != rows->column_int64(5)) {
      return unexpected(damaged("a version's checksum is wrong"));
    }
    const auto number = static_cast<std::uint32_t>(id);
    for (auto hole = static_cast<std::uint32_t>(versions_.size()); hole < number; ++hole)
      free_versions_.push_back(hole);
    versions_.resize(std::size_t{number} + 1);
    versions_[number] = version;
    version_numbers_.emplace(Pair(version.file, version.content_hash), number);
    ++files_[version.file].uses;
  }
  return row ? Result<void>() : unexpected(row.error());
}

Result<void> UnitTable::load_variants() {
  auto rows = database_.prepare("select id, file, rows_hash, checksum from variant order by id");
  if (!rows) return unexpected(rows.error());
  Result<bool> row = false;
  for (row = rows->step(); row && *row; row = rows->step()) {
    const std::int64_t id = rows->column_int64(0);
    const std::int64_t file = rows->column_int64(1);
    const FileVariant variant{static_cast<std::uint32_t>(file), static_cast<std::uint64_t>(rows->column_int64(2)), 0};
    if (id <= 0 || id > kMaxNumber || file <= 0 || file >= static_cast<std::int64_t>(files_.size()) ||
        files_[variant.file].path.empty() ||
        sum_of_variant(static_cast<std::uint64_t>(id), variant) != rows->column_int64(3)) {
      return unexpected(damaged("a variant's checksum is wrong"));
    }
    const auto number = static_cast<std::uint32_t>(id);
    for (auto hole = static_cast<std::uint32_t>(variants_.size()); hole < number; ++hole)
      free_variants_.push_back(hole);
    variants_.resize(std::size_t{number} + 1);
    variants_[number] = variant;
    variant_numbers_.emplace(Pair(variant.file, variant.rows_hash), number);
    ++files_[variant.file].uses;
  }
  return row ? Result<void>() : unexpected(row.error());
}

Result<void> UnitTable::load_notes() {
  auto rows = database_.prepare("select version from note");
  if (!rows) return unexpected(rows.error());
  noted_.assign(versions_.size(), false);
  Result<bool> row = false;
  for (row = rows->step(); row && *row; row = rows->step()) {
    const std::int64_t version = rows->column_int64(0);
    if (version > 0 && version < static_cast<std::int64_t>(noted_.size())) {
      noted_[static_cast<std::size_t>(version)] = true;
    }
  }
  return row ? Result<void>() : unexpected(row.error());
}

Result<std::string> UnitTable::note_of(std::uint32_t version) {
  auto rows = database_.prepare("select bytes, checksum from note where version = ?1");
  if (!rows) return unexpected(rows.error());
  rows->bind(1, version);
  auto row = rows->step();
  if (!row) return unexpected(row.error());
  if (!*row) return std::string();
  const std::string_view bytes = as_view(rows->column_blob(0));
  return sum_of_note(version, bytes) == rows->column_int64(1) ? std::string(bytes) : std::string();
}

std::uint32_t UnitTable::find_version(std::string_view path, std::uint64_t content_hash) const {
  const auto file = file_numbers_.find(std::string(path));
  if (file == file_numbers_.end()) return 0;
  const auto version = version_numbers_.find(Pair(file->second, content_hash));
  return version == version_numbers_.end() ? 0 : version->second;
}

Result<void> UnitTable::count_uses() {
  auto counted = read_units([this](const UnitKey&, const UnitFacts&, std::span<const UnitListEntry> list) {
    for (const UnitListEntry& entry : list) {
      ++versions_[entry.version].units;
      if (entry.variant != 0) ++variants_[entry.variant].units;
    }
  });
  if (!counted) return counted;
  for (std::size_t i = 1; i < versions_.size(); ++i) {
    if (versions_[i].file != 0 && versions_[i].units == 0) return unexpected(damaged("a version of no unit"));
  }
  for (std::size_t i = 1; i < variants_.size(); ++i) {
    if (variants_[i].file != 0 && variants_[i].units == 0) return unexpected(damaged("a variant of no unit"));
  }
  return {};
}

Result<void> UnitTable::read_units(
    const std::function<void(const UnitKey&, const UnitFacts&, std::span<const UnitListEntry>)>& visit) {
  auto rows = database_.prepare(
      "select path, slot, command_hash, state, error_count, cost_ms, peak_bytes, reason, missing, list,"
      " checksum, rivals from unit");
  if (!rows) return unexpected(rows.error());
  Result<bool> row = false;
  for (row = rows->step(); row && *row; row = rows->step()) {
    UnitKey key{std::string(rows->column_text(0)), static_cast<std::uint32_t>(rows->column_int64(1))};
    UnitFacts facts;
    facts.command_hash = static_cast<std::uint64_t>(rows->column_int64(2));
    const std::int64_t state = rows->column_int64(3);
    facts.state = static_cast<UnitState>(state);
    facts.error_count = static_cast<std::uint32_t>(rows->column_int64(4));
    facts.cost_ms = static_cast<std::uint32_t>(rows->column_int64(5));
    facts.peak_bytes = static_cast<std::uint64_t>(rows->column_int64(6));
    facts.reason = rows->column_text(7);
    const std::string missing(rows->column_text(8));
    facts.missing_includes = split_lines(missing);
    facts.rivals = static_cast<std::uint64_t>(rows->column_int64(11));
    const std::span<const std::byte> bytes = rows->column_blob(9);
    if (state < 0 || state > static_cast<int>(UnitState::kTooLarge) ||
        sum_of_unit(key, facts, missing, as_view(bytes)) != rows->column_int64(10)) {
      return unexpected(damaged("a unit's checksum is wrong"));
    }
    auto list = decode_unit_list(bytes);
    if (!list) return unexpected(damaged(list.error().message));
    for (const UnitListEntry& entry : *list) {
      if (entry.version == 0 || entry.version >= versions_.size() || versions_[entry.version].file == 0 ||
          entry.variant >= variants_.size() || (entry.variant != 0 && variants_[entry.variant].file == 0)) {
        return unexpected(damaged("a unit names what is not there"));
      }
    }
    visit(key, facts, *list);
  }
  return row ? Result<void>() : unexpected(row.error());
}

Result<std::vector<UnitFile>> UnitTable::files_of(const UnitKey& key) {
  auto rows = database_.prepare("select list from unit where path = ?1 and slot = ?2");
  if (!rows) return unexpected(rows.error());
  rows->bind(1, key.path);
  rows->bind(2, key.slot);
  auto row = rows->step();
  if (!row) return unexpected(row.error());
  std::vector<UnitFile> files;
  if (!*row) return files;
  auto list = decode_unit_list(rows->column_blob(0));
  if (!list) return unexpected(list.error());
  for (const UnitListEntry& entry : *list) {
    if (entry.version >= versions_.size() || entry.variant >= variants_.size())
      return unexpected(damaged("a unit's list"));
    const FileVersion& version = versions_[entry.version];
    UnitFile file{files_[version.file].path, version.content_hash, version.mtime_ns, version.size_bytes, std::nullopt};
    if (entry.variant != 0) file.rows_hash = variants_[entry.variant].rows_hash;
    files.push_back(std::move(file));
  }
  return files;
}

std::uint32_t UnitTable::find_variant(std::string_view path, std::uint64_t rows_hash) const {
  const auto file = file_numbers_.find(std::string(path));
  if (file == file_numbers_.end()) return 0;
  const auto variant = variant_numbers_.find(Pair(file->second, rows_hash));
  return variant == variant_numbers_.end() ? 0 : variant->second;
}

std::size_t UnitTable::memory_bytes() const {
  std::size_t bytes = files_.capacity() * sizeof(File) + versions_.capacity() * sizeof(FileVersion) +
                      variants_.capacity() * sizeof(FileVariant);
  for (const File& file : files_) bytes += 2 * file.path.capacity();  // and the key of its number
  constexpr std::size_t kNode = 40;
  return bytes + (file_numbers_.size() + version_numbers_.size() + variant_numbers_.size()) * kNode;
}

Result<UnitTable> open_or_renew(const std::string& path, const std::function<void(const std::string&)>& on_loss) {
  auto table = UnitTable::open(path);
  if (table || (table.error().code != ErrorCode::kCorrupt && table.error().code != ErrorCode::kInternal)) return table;
  on_loss(fmt::format(
      "Cairn's list of indexed units in {} cannot be used and is begun anew; the units are indexed again ({})", path,
      table.error().message));
  if (auto moved = set_aside(path); !moved) return unexpected(moved.error());
  return UnitTable::open(path);
}

}  // namespace cairn::deps
