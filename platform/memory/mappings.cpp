#include "platform/memory/mappings.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "platform/memory/number_lines.h"

namespace cairn::memory {
namespace {

// 65,530 mappings, the system's usual limit, with what the kernel writes for each.
constexpr std::size_t kMaxSmapsBytes = std::size_t{64} << 20;

// Mappings begin with an address, fields of theirs with a capital letter.
bool begins_mapping(std::string_view line) {
  return !line.empty() && ((line[0] >= '0' && line[0] <= '9') || (line[0] >= 'a' && line[0] <= 'f'));
}

// The last field of "<begin>-<end> <rights> <offset> <device> <inode>   <path>"; empty: anonymous.
std::string_view path_of(std::string_view line) {
  for (int field = 0; field < 5; ++field) {
    line.remove_prefix(std::min(line.find(' '), line.size()));
    line.remove_prefix(std::min<std::size_t>(1, line.size()));
  }
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return line;
}

bool is_below(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

// Adds up one mapping after another.
class Summing {
 public:
  explicit Summing(const std::vector<std::string>& folders) : folders_(folders) {
    mappings_.files.resize(folders.size() + 1);
  }

  // False if the line fits no smaps.
  bool take(std::string_view line) {
    if (begins_mapping(line)) {
      begin(path_of(line));
      return true;
    }
    if (!has_mapping_) return false;
    // In the order in which the kernel writes them.
    if (const auto size = parse_kilobytes(line, "Size"); size && file_ != nullptr) file_->size += *size;
    if (const auto rss = parse_kilobytes(line, "Rss")) {
      rss_ = *rss;
      mappings_.rss += *rss;
    }
    if (const auto pss = parse_kilobytes(line, "Pss")) mappings_.pss += *pss;
    if (const auto anonymous = parse_kilobytes(line, "Anonymous")) take_anonymous(*anonymous);
    if (const auto swap = parse_kilobytes(line, "Swap")) mappings_.swap += *swap;
    return true;
  }

  bool has_mapping() const { return has_mapping_; }
  Mappings result() { return std::move(mappings_); }

 private:
  void begin(std::string_view path) {
    has_mapping_ = true;
    rss_ = 0;
    file_ = nullptr;
    if (!path.starts_with('/')) return;  // anonymous, or one of [heap], [stack], [vdso]
    const auto folder =
        std::find_if(folders_.begin(), folders_.end(), [&](const std::string& each) { return is_below(path, each); });
    file_ = &mappings_.files[static_cast<std::size_t>(folder - folders_.begin())];
  }

  void take_anonymous(std::uint64_t anonymous) {
    mappings_.anonymous += anonymous;
    if (file_ != nullptr) file_->resident += rss_ - std::min(rss_, anonymous);
  }

  const std::vector<std::string>& folders_;
  Mappings mappings_;
  bool has_mapping_ = false;
  // Of the mapping whose lines come now.
  MappedBytes* file_ = nullptr;  // null: no file's
  std::uint64_t rss_ = 0;
};

}  // namespace

Result<Mappings> parse_mappings(std::string_view smaps, const std::vector<std::string>& folders) {
  Summing summing(folders);
  while (!smaps.empty()) {
    if (!summing.take(take_line(smaps))) {
      return unexpected(ErrorCode::kCorrupt, "smaps does not begin with a mapping");
    }
  }
  if (!summing.has_mapping()) return unexpected(ErrorCode::kCorrupt, "smaps is empty");
  return summing.result();
}

Result<Mappings> read_mappings(pid_t pid, const std::vector<std::string>& folders, const KernelRoots& roots) {
  const Result<std::string> smaps = read_kernel_file(fmt::format("{}/{}/smaps", roots.proc, pid), kMaxSmapsBytes);
  if (!smaps) return unexpected(smaps.error());
  return parse_mappings(*smaps, folders);
}

}  // namespace cairn::memory
