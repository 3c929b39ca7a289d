#include "core/project/counterpart.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <tuple>
#include <vector>

#include "core/project/language.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

// A monorepo's src may hold anything; what is found by then is most likely the nearest.
constexpr std::size_t kMaxFolders = 512;
constexpr std::size_t kMaxEntries = 20'000;
constexpr std::size_t kMaxDepth = 6;  // below a parallel folder

// In order of preference among equals.
constexpr auto kSourceSuffixes =
    std::to_array<std::string_view>({"cpp", "cc", "cxx", "c++", "C", "c", "mm", "m", "cu"});
constexpr auto kHeaderSuffixes =
    std::to_array<std::string_view>({"h", "hpp", "hh", "hxx", "h++", "H", "cuh", "inl", "inc", "ipp", "tcc", "tpp"});

// Folders that hold a project's headers or sources, side by side.
constexpr auto kParallelFolders =
    std::to_array<std::string_view>({"include", "includes", "inc", "headers", "public", "src", "source", "sources",
                                     "Source", "Sources", "lib", "private"});

std::string_view stem_of(std::string_view path) {
  const std::string_view name = fs::file_name(path);
  return name.substr(0, name.size() - fs::extension(path).size());
}

std::size_t components(std::string_view path) {
  return static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

// How many folders two paths share, from the root on.
std::size_t common_head(std::string_view a, std::string_view b) {
  const auto end = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  return components(a.substr(0, static_cast<std::size_t>(end - a.begin())));
}

// How many folder names two folders share, from the end on.
std::size_t common_tail(std::string_view a, std::string_view b) {
  std::size_t count = 0;
  while (!fs::file_name(a).empty() && fs::file_name(a) == fs::file_name(b)) {
    ++count;
    a = fs::parent_path(a);
    b = fs::parent_path(b);
  }
  return count;
}

class Search {
 public:
  Search(const std::string& path, const std::string& root) : path_(path), root_(root), stem_(stem_of(path)) {
    const FileKind kind = file_kind(path);
    if (!kind.is_source || fs::extension(path).empty()) return;
    suffixes_ = kind.is_header ? std::span<const std::string_view>(kSourceSuffixes)
                               : std::span<const std::string_view>(kHeaderSuffixes);
  }

  std::string run(std::span<const std::string> files) {
    if (suffixes_.empty() || stem_.empty()) return {};
    const std::string folder(fs::parent_path(path_));
    look_into(folder, 0);
    if (!best_.empty()) return best_;
    for (const std::string& file : files) {
      if (root_.empty() || fs::is_within(root_, file)) consider(file);
    }
    if (!root_.empty() && fs::is_within(root_, path_)) look_around(folder);
    return best_;
  }

 private:
  using Rank = std::tuple<std::size_t, std::size_t, std::size_t>;

  // From the inside out, so that the bounds cut what is far away.
  void look_around(std::string folder) {
    while (fs::is_within(root_, folder)) {
      for (const std::string_view name : kParallelFolders) look_into(fs::join_path(folder, name), kMaxDepth);
      if (folder == root_) break;
      // A header may stand above its sources: src/a.cpp and a.h.
      folder = std::string(fs::parent_path(folder));
      look_into(folder, 0);
    }
  }

  void look_into(const std::string& folder, std::size_t depth) {
    if (folders_ == kMaxFolders) return;
    ++folders_;
    std::error_code failure;
    std::filesystem::directory_iterator entries(folder, failure);
    std::vector<std::string> below;
    for (; !failure && entries != std::filesystem::directory_iterator(); entries.increment(failure)) {
      if (++entries_ > kMaxEntries) break;
      std::error_code unknown;
      if (entries->is_directory(unknown)) {
        if (depth > 0 && !entries->is_symlink(unknown)) below.push_back(entries->path().string());
      } else {
        consider(entries->path().string());
      }
    }
    std::sort(below.begin(), below.end());  // so that the bounds cut the same every time
    for (const std::string& each : below) look_into(each, depth - 1);
  }

  void consider(const std::string& candidate) {
    if (candidate == path_ || stem_of(candidate) != stem_) return;
    const auto suffix = std::find(suffixes_.begin(), suffixes_.end(), suffix_of(candidate));
    if (suffix == suffixes_.end()) return;
    const std::string_view own = fs::parent_path(path_);
    const std::string_view other = fs::parent_path(candidate);
    const std::size_t common = common_head(path_, candidate) + common_tail(own, other);
    const Rank rank{common, ~components(candidate), ~static_cast<std::size_t>(suffix - suffixes_.begin())};
    if (!best_.empty() && (rank < rank_ || (rank == rank_ && best_ <= candidate))) return;
    best_ = candidate;
    rank_ = rank;
  }

  const std::string& path_;
  const std::string& root_;
  const std::string_view stem_;
  std::span<const std::string_view> suffixes_;  // of what is looked for
  std::size_t folders_ = 0;
  std::size_t entries_ = 0;
  std::string best_;
  Rank rank_;  // greater is better: folders in common, fewer folders in all, the preferred suffix
};

}  // namespace

std::string find_counterpart(const std::string& path, const std::string& root, std::span<const std::string> files) {
  return Search(path, root).run(files);
}

}  // namespace cairn::project
