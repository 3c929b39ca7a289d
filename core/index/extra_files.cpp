#include "core/index/extra_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "core/index/ignore_rules.h"
#include "platform/fs/path.h"

namespace cairn::index {
namespace {

// Absolute outside of the root.
std::string stored_form(const std::string& root, const std::string& path) {
  const std::string below = root + "/";
  return path.starts_with(below) ? path.substr(below.size()) : path;
}

bool contains(const std::vector<WalkedFile>& files, std::string_view path) {
  const auto found =
      std::lower_bound(files.begin(), files.end(), path,
                       [](const WalkedFile& file, std::string_view wanted) { return file.path < wanted; });
  return found != files.end() && found->path == path;
}

// By the user's patterns, which are relative to the root; a pattern may name a folder above.
bool is_excluded(const IgnoreRules& rules, std::string_view path) {
  if (path.starts_with('/')) return false;
  for (std::size_t end = path.find('/'); end != std::string_view::npos; end = path.find('/', end + 1)) {
    if (rules.verdict(path.substr(0, end), true) == IgnoreRules::Verdict::kIgnored) return true;
  }
  return rules.verdict(path, false) == IgnoreRules::Verdict::kIgnored;
}

IgnoreRules rules_of(const WalkOptions& options) {
  std::string patterns;
  for (const std::string& pattern : options.exclude_patterns) patterns += pattern + "\n";
  return {"", patterns};
}

std::optional<WalkedFile> look_at(const std::string& root, const std::string& path, const WalkOptions& options,
                                  const IgnoreRules& excluded) {
  struct stat status{};
  if (path.find('\0') != std::string::npos || stat(fs::join_path(root, path).c_str(), &status) != 0)
    return std::nullopt;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const std::string known = stored_form(root, path);
  if (!S_ISREG(status.st_mode) || size > options.max_file_bytes || is_excluded(excluded, known)) return std::nullopt;
  return WalkedFile{known, std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec, size};
}

}  // namespace

void add_extra_files(const std::string& root, const std::vector<std::string>& paths, const WalkOptions& options,
                     std::vector<WalkedFile>& files) {
  const IgnoreRules excluded = rules_of(options);
  std::vector<WalkedFile> added;
  for (const std::string& path : paths) {
    if (added.size() == kMaxExtraFiles) break;
    if (contains(files, stored_form(root, path))) continue;
    if (auto file = look_at(root, path, options, excluded)) added.push_back(*std::move(file));
  }
  if (added.empty()) return;
  files.insert(files.end(), std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
  std::sort(files.begin(), files.end(), [](const WalkedFile& a, const WalkedFile& b) { return a.path < b.path; });
  files.erase(std::unique(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path == b.path; }),
              files.end());
}

std::vector<std::string> included_before(const store::Snapshot& snapshot, std::uint32_t layer,
                                         const std::vector<WalkedFile>& files) {
  std::set<std::string> candidates;
  for (const store::Part& part : snapshot.parts) {
    if (part.segment->file().layer() != layer) continue;
    for (store::Ordinal file = 0; file < part.segment->count(store::Section::kPaths); ++file) {
      if (!contains(files, part.segment->path(file))) candidates.emplace(part.segment->path(file));
    }
  }
  std::vector<std::string> included;
  for (const std::string& path : candidates) {
    const bool is_included = std::any_of(snapshot.parts.begin(), snapshot.parts.end(), [&](const store::Part& part) {
      if (part.segment->file().layer() != layer) return false;
      const auto file = part.segment->find_path(path);
      if (!file) return false;
      const std::vector<store::Ordinal> includers = part.segment->includers(*file);
      return std::any_of(includers.begin(), includers.end(), [&](store::Ordinal includer) {
        return part.is_live(includer) && part.segment->path(includer) != path;
      });
    });
    if (is_included) included.push_back(path);
  }
  return included;
}

}  // namespace cairn::index
