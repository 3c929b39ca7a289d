#include "core/index/file_states.h"

#include <unistd.h>

#include "core/index/unit_listing.h"
#include "platform/base/hash.h"

namespace cairn::index {
namespace {

// What is larger is no source; a generated table of data may be large.
constexpr std::size_t kMaxFileBytes = std::size_t{1} << 30;

}  // namespace

FileStates::State& FileStates::state(const std::string& path) {
  const auto [entry, is_new] = states_.try_emplace(path);
  if (is_new) {
    if (auto stamp = fs::read_stamp(absolute_path(root_, path))) entry->second.stamp = *stamp;
  }
  return entry->second;
}

std::optional<fs::FileStamp> FileStates::stamp(const std::string& path) { return state(path).stamp; }

std::optional<std::uint64_t> FileStates::content_hash(const std::string& path) {
  State& known = state(path);
  if (!known.is_hashed && known.stamp) {
    if (auto text = fs::read_file(absolute_path(root_, path), kMaxFileBytes)) known.hash = base::hash64(*text);
  }
  known.is_hashed = true;
  return known.hash;
}

bool FileStates::exists(const std::string& absolute) {
  const auto [entry, is_new] = existence_.try_emplace(absolute, false);
  if (is_new) entry->second = access(absolute.c_str(), F_OK) == 0;
  return entry->second;
}

}  // namespace cairn::index
