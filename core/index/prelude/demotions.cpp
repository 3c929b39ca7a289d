#include "core/index/prelude/demotions.h"

#include <vector>

#include "core/index/prelude/checked_record.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::index {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

struct Entry {
  std::string path;
  std::uint32_t slot = 0;
  std::uint64_t command_hash = 0;
  std::uint64_t content_hash = 0;
  std::string reason;
};
struct Entries {
  std::vector<Entry> all;
};

// Found by the codec beside the records.
template <typename A>
void fields(A& a, Entry& r) {
  a(r.path);
  a(r.slot);
  a(r.command_hash);
  a(r.content_hash);
  a(r.reason);
}
template <typename A>
void fields(A& a, Entries& r) {
  a(r.all);
}

std::string file_in(const std::string& folder) { return fs::join_path(folder, "demoted"); }

}  // namespace

Demotions read_demotions(const std::string& folder) {
  Demotions demotions;
  const auto text = fs::read_file(file_in(folder), kMaxBytes);
  if (!text) return demotions;
  const auto entries = read_checked<Entries>(*text);
  if (!entries) return demotions;
  for (const Entry& entry : entries->all) {
    if (demotions.size() < kMaxDemotions)
      demotions[{entry.path, entry.slot}] = {entry.command_hash, entry.content_hash, entry.reason};
  }
  return demotions;
}

void write_demotions(const std::string& folder, const Demotions& demotions) {
  Entries entries;
  for (const auto& [key, demotion] : demotions)
    entries.all.push_back({key.path, key.slot, demotion.command_hash, demotion.content_hash, demotion.reason});
  // Without it, units are tried once more.
  static_cast<void>(fs::make_private_directory(folder));
  static_cast<void>(fs::write_file_atomically(file_in(folder), checked_bytes(entries)));
}

}  // namespace cairn::index
