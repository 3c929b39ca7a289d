#include "core/deps/packages/package_store.h"

#include <array>
#include <cstring>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "core/deps/packages/package_codec.h"
#include "core/deps/set_aside.h"
#include "platform/base/hash.h"
#include "platform/sqlite/transaction.h"

namespace cairn::deps {
namespace {

// The step at place N makes version N + 1 of version N; steps are never changed once they were used.
constexpr std::array<const char*, 1> kSteps = {
    "create table folder(path text primary key, mtime_ns integer not null, size_bytes integer not null,"
    "  inode integer not null, is_proof integer not null, names blob not null, checksum integer not null) without "
    "rowid;"
    "create table manifest(path text primary key, mtime_ns integer not null, size_bytes integer not null,"
    "  inode integer not null, is_proof integer not null, content_hash integer not null, readers integer not null,"
    "  facts blob not null, checksum integer not null) without rowid;"};

Error damaged(std::string_view what) {
  return Error{ErrorCode::kCorrupt, fmt::format("the cache of packages is damaged: {}", what)};
}

std::string_view as_view(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// Of the row's numbers, in the machine's order of bytes, then the path; the blob by its own hash. Not as text: there
// are ten thousands of rows at every start.
std::int64_t sum_of(std::string_view path, const ProvenStamp& proven, std::uint64_t content_hash, std::uint32_t readers,
                    std::string_view bytes) {
  const std::array<std::uint64_t, 7> numbers = {static_cast<std::uint64_t>(proven.stamp.mtime_ns),
                                                proven.stamp.size_bytes,
                                                proven.stamp.inode,
                                                proven.is_proof ? 1U : 0U,
                                                content_hash,
                                                readers,
                                                base::hash64(bytes)};
  std::string row(sizeof(numbers), '\0');
  std::memcpy(row.data(), numbers.data(), sizeof(numbers));
  row += path;
  return static_cast<std::int64_t>(base::hash64(row));
}

ProvenStamp stamp_in(const sqlite::Statement& rows) {
  ProvenStamp proven;
  proven.stamp.mtime_ns = rows.column_int64(1);
  proven.stamp.size_bytes = static_cast<std::uint64_t>(rows.column_int64(2));
  proven.stamp.inode = static_cast<std::uint64_t>(rows.column_int64(3));
  proven.is_proof = rows.column_int64(4) != 0;
  return proven;
}

void bind_stamp(sqlite::Statement& statement, std::string_view path, const ProvenStamp& proven) {
  statement.bind(1, path);
  statement.bind(2, proven.stamp.mtime_ns);
  statement.bind(3, proven.stamp.size_bytes);
  statement.bind(4, proven.stamp.inode);
  statement.bind(5, proven.is_proof ? 1 : 0);
}

}  // namespace

Result<PackageStore> PackageStore::open(const std::string& path) {
  auto database = sqlite::Database::open(path, sqlite::OpenMode::kReadWriteCreate);
  if (!database) return unexpected(database.error());
  PackageStore store(*std::move(database));
  if (auto migrated = store.migrate(); !migrated) return unexpected(migrated.error());
  return store;
}

Result<PackageStore> PackageStore::open_or_renew(const std::string& path, std::string& loss) {
  auto store = open(path);
  if (store || (store.error().code != ErrorCode::kCorrupt && store.error().code != ErrorCode::kInternal)) return store;
  loss = fmt::format("{} cannot be used and is begun anew; manifests are read again ({})", path, store.error().message);
  if (auto moved = set_aside(path); !moved) return unexpected(moved.error());
  return open(path);
}

Result<void> PackageStore::migrate() {
  auto version = database_.user_version();
  if (!version) return unexpected(version.error());
  constexpr auto kNewest = static_cast<std::int32_t>(kSteps.size());
  if (*version == kNewest) return {};
  if (*version < 0 || *version > kNewest) {
    return unexpected(damaged(fmt::format("version {}, this Cairn reads up to {}", *version, kNewest)));
  }
  auto transaction = sqlite::Transaction::begin(database_, sqlite::TransactionKind::kWrite);
  if (!transaction) return unexpected(transaction.error());
  version = database_.user_version();  // another process may have been faster
  if (!version) return unexpected(version.error());
  for (std::int32_t step = *version; step < kNewest; ++step) {
    if (auto made = database_.execute(kSteps[static_cast<std::size_t>(step)]); !made) return made;
  }
  if (auto set = database_.set_user_version(kNewest); !set) return set;
  return transaction->commit();
}

Result<void> PackageStore::load(Folders& folders, Manifests& manifests) {
  auto transaction = sqlite::Transaction::begin(database_, sqlite::TransactionKind::kRead);
  if (!transaction) return unexpected(transaction.error());
  if (auto loaded = load_folders(folders); !loaded) return loaded;
  return load_manifests(manifests);
}

Result<void> PackageStore::load_folders(Folders& folders) {
  auto rows = database_.prepare("select path, mtime_ns, size_bytes, inode, is_proof, names, checksum from folder");
  if (!rows) return unexpected(rows.error());
  Result<bool> row = false;
  for (row = rows->step(); row && *row; row = rows->step()) {
    FolderState folder;
    folder.stamp = stamp_in(*rows);
    const std::string_view bytes = as_view(rows->column_blob(5));
    if (sum_of(rows->column_text(0), folder.stamp, 0, 0, bytes) != rows->column_int64(6)) {
      return unexpected(damaged("a folder's checksum is wrong"));
    }
    if (auto decoded = decode_names(bytes, folder); !decoded) return unexpected(damaged(decoded.error().message));
    folders.emplace_hint(folders.end(), rows->column_text(0), std::move(folder));
  }
  return row ? Result<void>() : unexpected(row.error());
}

Result<void> PackageStore::load_manifests(Manifests& manifests) {
  auto rows = database_.prepare(
      "select path, mtime_ns, size_bytes, inode, is_proof, content_hash, readers, facts, checksum from manifest");
  if (!rows) return unexpected(rows.error());
  Result<bool> row = false;
  for (row = rows->step(); row && *row; row = rows->step()) {
    ManifestState manifest;
    manifest.stamp = stamp_in(*rows);
    manifest.content_hash = static_cast<std::uint64_t>(rows->column_int64(5));
    manifest.readers = static_cast<std::uint32_t>(rows->column_int64(6));
    const std::string_view bytes = as_view(rows->column_blob(7));
    if (sum_of(rows->column_text(0), manifest.stamp, manifest.content_hash, manifest.readers, bytes) !=
        rows->column_int64(8)) {
      return unexpected(damaged("a manifest's checksum is wrong"));
    }
    if (auto decoded = decode_facts(bytes, manifest); !decoded) return unexpected(damaged(decoded.error().message));
    manifests.emplace_hint(manifests.end(), rows->column_text(0), std::move(manifest));
  }
  return row ? Result<void>() : unexpected(row.error());
}

Result<void> PackageStore::put(const PackageChanges& changes, const Folders& folders, const Manifests& manifests) {
  auto transaction = sqlite::Transaction::begin(database_, sqlite::TransactionKind::kWrite);
  if (!transaction) return unexpected(transaction.error());
  if (auto put = put_folders(changes, folders); !put) return put;
  if (auto put = put_manifests(changes, manifests); !put) return put;
  return transaction->commit();
}

Result<void> PackageStore::put_folders(const PackageChanges& changes, const Folders& folders) {
  auto remove = database_.prepare("delete from folder where path = ?1");
  if (!remove) return unexpected(remove.error());
  auto insert = database_.prepare("insert or replace into folder values(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  if (!insert) return unexpected(insert.error());
  for (const std::string& path : changes.folders) {
    const auto found = folders.find(path);
    if (found == folders.end()) {
      remove->bind(1, path);
      if (auto removed = remove->run(); !removed) return removed;
      continue;
    }
    const std::string bytes = encode_names(found->second);
    bind_stamp(*insert, path, found->second.stamp);
    insert->bind(6, as_bytes(bytes));
    insert->bind(7, sum_of(path, found->second.stamp, 0, 0, bytes));
    if (auto inserted = insert->run(); !inserted) return inserted;
  }
  return {};
}

Result<void> PackageStore::put_manifests(const PackageChanges& changes, const Manifests& manifests) {
  auto remove = database_.prepare("delete from manifest where path = ?1");
  if (!remove) return unexpected(remove.error());
  auto insert = database_.prepare("insert or replace into manifest values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
  if (!insert) return unexpected(insert.error());
  for (const std::string& path : changes.manifests) {
    const auto found = manifests.find(path);
    if (found == manifests.end()) {
      remove->bind(1, path);
      if (auto removed = remove->run(); !removed) return removed;
      continue;
    }
    const ManifestState& manifest = found->second;
    const std::string bytes = encode_facts(manifest);
    bind_stamp(*insert, path, manifest.stamp);
    insert->bind(6, manifest.content_hash);
    insert->bind(7, manifest.readers);
    insert->bind(8, as_bytes(bytes));
    insert->bind(9, sum_of(path, manifest.stamp, manifest.content_hash, manifest.readers, bytes));
    if (auto inserted = insert->run(); !inserted) return inserted;
  }
  return {};
}

}  // namespace cairn::deps
