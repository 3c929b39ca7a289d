#include "core/index/change_filter.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/deps/packages/manifest_reader.h"
#include "core/index/walk.h"
#include "platform/fs/path.h"

namespace cairn::index {
namespace {

constexpr std::array<std::string_view, 6> kVersionControl = {".git", ".hg", ".svn", ".jj", ".bzr", "CVS"};

std::string joined(const std::vector<std::string>& patterns) {
  std::string text;
  for (const std::string& pattern : patterns) text += pattern + "\n";
  return text;
}

bool is_version_control(std::string_view name) {
  return std::find(kVersionControl.begin(), kVersionControl.end(), name) != kVersionControl.end();
}

// sed -i and mkstemp's like: a known beginning and six characters of chance.
bool is_by_chance(std::string_view name, std::string_view start) {
  return name.size() == start.size() + 6 && name.starts_with(start) &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}

}  // namespace

bool is_temporary_name(std::string_view name) {
  if (name.empty()) return true;
  if (name.ends_with('~') || name.ends_with(".tmp") || name.ends_with(".TMP") || name.ends_with(".bak")) return true;
  if (name.front() == '#' && name.back() == '#') return true;
  if (name.ends_with("___jb_tmp___") || name.ends_with("___jb_old___") || name.ends_with(".kate-swp")) return true;
  if (is_by_chance(name, "sed")) return true;
  if (name == "4913") return true;  // vim asks whether it may write in a folder
  return name.starts_with(".#") || name.starts_with(".goutputstream-") ||
         (name.front() == '.' && (name.ends_with(".swp") || name.ends_with(".swo") || name.ends_with(".swx")));
}

ChangeFilter::ChangeFilter(std::string root, const Settings& settings)
    : root_(std::move(root)), is_enabled_(settings.is_enabled), rules_("", joined(settings.ignore_patterns)) {}

bool ChangeFilter::is_ignored(std::string_view path, bool is_directory) const {
  if (rules_.empty() || !fs::is_within(root_, path) || path.size() <= root_.size() + 1) return false;
  const std::string_view relative = path.substr(root_.size() == 1 ? 1 : root_.size() + 1);
  for (std::size_t end = relative.find('/'); end != std::string_view::npos; end = relative.find('/', end + 1)) {
    if (rules_.verdict(relative.substr(0, end), true) == IgnoreRules::Verdict::kIgnored) return true;
  }
  return rules_.verdict(relative, is_directory) == IgnoreRules::Verdict::kIgnored;
}

bool ChangeFilter::leaves_out(std::string_view folder) const {
  return is_version_control(fs::file_name(folder)) || (is_enabled_ && is_ignored(folder, true));
}

ChangedKind ChangeFilter::judge(std::string_view path, bool is_searched) const {
  const std::string_view name = fs::file_name(path);
  if (name == "compile_commands.json" || name == "compile_flags.txt" || name.ends_with(".rsp")) {
    return ChangedKind::kDatabase;
  }
  if (name == ".gitignore") return ChangedKind::kIgnoring;
  if (name == ".cairn.json") return ChangedKind::kSettings;
  if (!is_enabled_) return ChangedKind::kSource;
  if (is_temporary_name(name) || is_ignored(path, false)) return ChangedKind::kNothing;
  if (deps::reader_of(path) != nullptr) return ChangedKind::kManifest;
  if (name.starts_with('.')) return ChangedKind::kNothing;
  return is_searched || is_source_name(name) ? ChangedKind::kSource : ChangedKind::kNothing;
}

}  // namespace cairn::index
