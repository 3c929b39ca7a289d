#include "core/index/touched_files.h"

#include <charconv>

#include <fmt/format.h>

#include "platform/base/hash.h"
#include "platform/fs/file.h"

namespace cairn::index {
namespace {

constexpr std::string_view kHead = "cairn touched 1 ";
constexpr std::size_t kMaxBytes = std::size_t{1} << 30;

// The number before the next blank, which is taken off too.
template <typename Number>
bool take(std::string_view& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || length == text.size() || *end != ' ') return false;
  text.remove_prefix(length + 1);
  return true;
}

}  // namespace

TouchedFiles TouchedFiles::load(const std::string& path) {
  const auto bytes = fs::read_file(path, kMaxBytes);
  if (!bytes) return {};
  std::string_view text = *bytes;
  std::uint64_t checksum = 0;
  if (!text.starts_with(kHead)) return {};
  text.remove_prefix(kHead.size());
  if (!take(text, checksum) || checksum != base::hash64(text)) return {};
  TouchedFiles files;
  if (!take(text, files.fingerprint_)) return {};
  while (!text.empty()) {
    Entry entry;
    const bool is_entry = take(text, entry.mtime_ns) && take(text, entry.size_bytes) && take(text, entry.content_hash);
    const std::size_t end = text.find('\0');
    if (!is_entry || end == std::string_view::npos) return {};
    files.add(text.substr(0, end), entry);
    text.remove_prefix(end + 1);
  }
  return files;
}

bool TouchedFiles::contains(std::string_view file, const Entry& entry) const {
  const auto found = entries_.find(file);
  return found != entries_.end() && found->second == entry;
}

Result<void> TouchedFiles::save(const std::string& path) const {
  std::string text = fmt::format("{} ", fingerprint_);
  for (const auto& [file, entry] : entries_) {
    text += fmt::format("{} {} {} {}", entry.mtime_ns, entry.size_bytes, entry.content_hash, file);
    text += '\0';
  }
  return fs::write_file_atomically(path, fmt::format("{}{} {}", kHead, base::hash64(text), text));
}

}  // namespace cairn::index
