#include "core/store/manifest.h"

#include <cstring>
#include <memory>
#include <set>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "platform/base/hash.h"
#include "platform/sqlite/transaction.h"

namespace cairn::store {
namespace {

constexpr std::int32_t kSchemaVersion = 1;

constexpr std::string_view kNextId = "next_id";
constexpr std::string_view kNextGeneration = "next_generation";

// A row of dead files covers this many, so that a change in a segment of a million files
// writes a few hundred bytes.
constexpr Ordinal kChunkFiles = 4096;
using Chunk = std::array<std::byte, kChunkFiles / 8>;

constexpr const char* kSchema =
    "create table segment(id integer primary key, layer integer not null, checksum integer not null);"
    "create table dead(segment integer not null, chunk integer not null, bits blob not null,"
    "  checksum integer not null, primary key(segment, chunk)) without rowid;"
    "create table counter(name text primary key, value integer not null, checksum integer not null) without rowid;";

// SQLite sees damage of its trees, not of the values in them; one wrong bit among the dead
// files would bring old rows back.
std::int64_t sum_of(std::string_view table, std::uint64_t key, std::uint64_t value, std::string_view more = {}) {
  return static_cast<std::int64_t>(base::hash64(fmt::format("{} {} {} {}", table, key, value, more)));
}
std::int64_t sum_of_dead(std::uint64_t segment, std::uint64_t chunk, std::span<const std::byte> bits) {
  return sum_of("dead", segment, chunk, {reinterpret_cast<const char*>(bits.data()), bits.size()});
}
std::int64_t sum_of_counter(std::string_view name, std::uint64_t value) { return sum_of("counter", 0, value, name); }

void add_chunk(DeadFiles& dead, std::uint64_t chunk, std::span<const std::byte> bits) {
  for (Ordinal i = 0; i < bits.size() * 8; ++i) {
    if ((std::to_integer<unsigned>(bits[i / 8]) >> i % 8 & 1) != 0) {
      dead.add(static_cast<Ordinal>(chunk * kChunkFiles + i));
    }
  }
}

Error damaged(std::string_view what) {
  return Error{ErrorCode::kCorrupt, fmt::format("the store's manifest is damaged: {}", what)};
}

// Prepares, binds and runs one statement.
template <typename... Values>
Result<void> run(sqlite::Database& database, std::string_view sql, const Values&... values) {
  auto statement = database.prepare(sql);
  if (!statement) return unexpected(statement.error());
  int index = 0;
  (statement->bind(++index, values), ...);
  return statement->run();
}

Result<void> kill_files(sqlite::Database& database, std::uint64_t segment, const std::vector<Ordinal>& files) {
  std::map<std::uint64_t, Chunk> chunks;
  for (const Ordinal file : files) {
    Chunk& chunk = chunks[file / kChunkFiles];
    chunk[file % kChunkFiles / 8] |= std::byte{1} << file % 8;
  }
  auto select = database.prepare("select bits, checksum from dead where segment = ?1 and chunk = ?2");
  if (!select) return unexpected(select.error());
  for (auto& [number, chunk] : chunks) {
    select->bind(1, segment);
    select->bind(2, number);
    auto row = select->step();
    if (!row) return unexpected(row.error());
    if (*row) {
      const std::span<const std::byte> old = select->column_blob(0);
      if (sum_of_dead(segment, number, old) != select->column_int64(1))
        return unexpected(damaged("a checksum is wrong"));
      for (std::size_t i = 0; i < std::min(old.size(), chunk.size()); ++i) chunk[i] |= old[i];
    }
    select->reset();
    auto put = run(database, "insert or replace into dead(segment, chunk, bits, checksum) values(?1, ?2, ?3, ?4)",
                   segment, number, std::span<const std::byte>(chunk), sum_of_dead(segment, number, chunk));
    if (!put) return put;
  }
  return {};
}

}  // namespace

Result<Manifest> Manifest::open(const std::string& path, sqlite::OpenMode mode, const sqlite::PoolSettings& pool) {
  auto database = sqlite::Database::open(path, mode);
  if (!database) return unexpected(database.error());
  auto version = database->user_version();
  if (!version) return unexpected(version.error());
  const bool is_new = *version == 0 && mode == sqlite::OpenMode::kReadWriteCreate;
  if (!is_new && *version != kSchemaVersion) {
    return unexpected(damaged(fmt::format("version {}, this Cairn reads {}", *version, kSchemaVersion)));
  }
  return Manifest(*std::move(database), std::make_unique<sqlite::ConnectionPool>(path, pool), is_new);
}

Result<ManifestState> Manifest::read() {
  auto version = database_.data_version();
  if (!version) return unexpected(version.error());
  auto connection = pool_->acquire();
  if (!connection) return unexpected(connection.error());
  sqlite::Database& database = **connection;
  auto transaction = sqlite::Transaction::begin(database, sqlite::TransactionKind::kRead);
  if (!transaction) return unexpected(transaction.error());

  ManifestState state;
  auto segments = database.prepare("select id, layer, checksum from segment order by id");
  if (!segments) return unexpected(segments.error());
  Result<bool> row = false;
  std::map<std::uint64_t, std::size_t> index;
  for (row = segments->step(); row && *row; row = segments->step()) {
    const auto id = static_cast<std::uint64_t>(segments->column_int64(0));
    const auto layer = static_cast<std::uint64_t>(segments->column_int64(1));
    if (id == 0 || layer > UINT32_MAX || sum_of("segment", id, layer) != segments->column_int64(2)) {
      return unexpected(damaged("a segment's checksum is wrong"));
    }
    index[id] = state.segments.size();
    state.segments.push_back({id, static_cast<std::uint32_t>(layer), {}});
  }
  if (!row) return unexpected(row.error());
  auto dead = database.prepare("select segment, chunk, bits, checksum from dead");
  if (!dead) return unexpected(dead.error());
  for (row = dead->step(); row && *row; row = dead->step()) {
    const auto found = index.find(static_cast<std::uint64_t>(dead->column_int64(0)));
    const auto chunk = static_cast<std::uint64_t>(dead->column_int64(1));
    if (found == index.end() || chunk > UINT32_MAX / kChunkFiles || dead->column_blob(2).size() != sizeof(Chunk) ||
        sum_of_dead(found->first, chunk, dead->column_blob(2)) != dead->column_int64(3)) {
      return unexpected(damaged("dead files of no segment, or their checksum is wrong"));
    }
    add_chunk(state.segments[found->second].dead, chunk, dead->column_blob(2));
  }
  if (!row) return unexpected(row.error());
  auto counters = database.prepare("select name, value, checksum from counter");
  if (!counters) return unexpected(counters.error());
  int counter_count = 0;
  for (row = counters->step(); row && *row; row = counters->step()) {
    const auto value = static_cast<std::uint64_t>(counters->column_int64(1));
    const std::string_view name = counters->column_text(0);
    if (sum_of_counter(name, value) != counters->column_int64(2)) {
      return unexpected(damaged("a counter's checksum is wrong"));
    }
    if (name == kNextId) state.next_id = value;
    if (name == kNextGeneration) state.next_generation = value;
    ++counter_count;
  }
  if (!row) return unexpected(row.error());
  if (counter_count != 2) return unexpected(damaged("a counter is missing"));
  seen_version_ = *version;
  return state;
}

Result<bool> Manifest::is_outdated() {
  auto version = database_.data_version();
  if (!version) return unexpected(version.error());
  return *version != seen_version_;
}

Result<void> Manifest::apply(const ManifestChange& change) {
  auto transaction = sqlite::Transaction::begin(database_, sqlite::TransactionKind::kWrite);
  if (!transaction) return unexpected(transaction.error());
  if (auto changed = change_rows(change); !changed) return changed;
  return transaction->commit();
}

Result<void> Manifest::change_rows(const ManifestChange& change) {
  for (const auto& [id, layer] : change.added) {
    auto done = run(database_, "insert into segment(id, layer, checksum) values(?1, ?2, ?3)", id, layer,
                    sum_of("segment", id, layer));
    if (!done) return done;
  }
  for (const auto& [segment, files] : change.died) {
    if (auto done = kill_files(database_, segment, files); !done) return done;
  }
  for (const std::uint64_t id : change.removed) {
    if (auto done = run(database_, "delete from segment where id = ?1", id); !done) return done;
    if (auto done = run(database_, "delete from dead where segment = ?1", id); !done) return done;
  }
  for (const auto& [name, value] : {std::pair(kNextId, change.next_id), {kNextGeneration, change.next_generation}}) {
    auto set = run(database_, "insert or replace into counter(name, value, checksum) values(?1, ?2, ?3)", name, value,
                   sum_of_counter(name, value));
    if (!set) return set;
  }
  return {};
}

Result<void> Manifest::create(const ManifestState& state) {
  ManifestChange change;
  for (const ManifestSegment& segment : state.segments) {
    change.added.emplace_back(segment.id, segment.layer);
    segment.dead.for_each([&](Ordinal file) { change.died[segment.id].push_back(file); });
  }
  change.next_id = state.next_id;
  change.next_generation = state.next_generation;
  auto transaction = sqlite::Transaction::begin(database_, sqlite::TransactionKind::kWrite);
  if (!transaction) return unexpected(transaction.error());
  if (auto made = database_.execute(kSchema); !made) return made;
  if (auto set = database_.set_user_version(kSchemaVersion); !set) return set;
  if (auto changed = change_rows(change); !changed) return changed;
  auto committed = transaction->commit();
  if (committed) is_new_ = false;
  return committed;
}

Result<std::vector<std::string>> Manifest::integrity_check() { return database_.integrity_check(); }

}  // namespace cairn::store
