#include "server/documents/included_files.h"

#include <algorithm>
#include <ctime>

#include "platform/base/hash.h"
#include "platform/fs/file.h"

namespace cairn::server {

void IncludedFiles::begin_parse() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);  // which the kernel takes for files
  begun_ns_ = now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

void IncludedFiles::end_parse(const std::vector<std::string>& paths) {
  stamps_.clear();
  for (const std::string& path : paths) stamps_.emplace(path, read(path));
}

IncludedFiles::Stamp IncludedFiles::read(const std::string& path) const {
  const auto stamp = fs::read_stamp(path);
  if (!stamp) return {};
  const std::uint64_t values[] = {static_cast<std::uint64_t>(stamp->mtime_ns), stamp->size_bytes, stamp->inode};
  const std::string_view bytes(reinterpret_cast<const char*>(values), sizeof values);
  return {base::hash64(bytes) | 1U, stamp->mtime_ns >= begun_ns_};
}

std::set<std::string> IncludedFiles::paths() const {
  std::set<std::string> paths;
  for (const auto& [path, stamp] : stamps_) paths.insert(path);
  return paths;
}

bool IncludedFiles::may_have_changed(const std::set<std::string>& open) const {
  return std::any_of(stamps_.begin(), stamps_.end(), [&](const auto& each) {
    const auto& [path, stamp] = each;
    return !open.contains(path) && (stamp.is_written_late || read(path).hash != stamp.hash);
  });
}

}  // namespace cairn::server
