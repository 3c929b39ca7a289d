#include "core/project/includers.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>

#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

constexpr std::size_t kMaxBytesPerFile = std::size_t{128} << 10;
constexpr std::size_t kMaxFiles = 256;
constexpr std::size_t kMaxPlaces = 4096;  // looked at, most of which are no files

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

// What stands between the quotes or angle brackets of an #include line; empty for any other line.
std::string_view included_path(std::string_view line) {
  line = without_blanks(line);
  if (!line.starts_with('#')) return {};
  line = without_blanks(line.substr(1));
  if (line.starts_with("include_next")) {
    line.remove_prefix(std::string_view("include_next").size());
  } else if (line.starts_with("include")) {
    line.remove_prefix(std::string_view("include").size());
  } else if (line.starts_with("import")) {
    line.remove_prefix(std::string_view("import").size());
  } else {
    return {};
  }
  line = without_blanks(line);
  if (line.empty() || (line[0] != '"' && line[0] != '<')) return {};
  const std::size_t end = line.find(line[0] == '"' ? '"' : '>', 1);
  return end == std::string_view::npos ? std::string_view() : line.substr(1, end - 1);
}

class Search {
 public:
  explicit Search(const std::string& header) : header_(header) {}

  bool includes(const std::string& file) {
    const std::string folder(fs::parent_path(file));
    return std::any_of(includes_of(file).begin(), includes_of(file).end(),
                       [&](const std::string& path) { return means_header(path, folder); });
  }

  bool includes_indirectly(const std::string& unit) {
    const std::string folder(fs::parent_path(unit));
    const std::string header_folder(fs::parent_path(header_));
    const std::vector<std::string> paths = includes_of(unit);  // a copy: the map grows below
    for (const std::string& path : paths) {
      for (const std::string& place : {folder, header_folder}) {
        if (includes(fs::join_path(place, path))) return true;
        if (folder == header_folder) break;
      }
    }
    return false;
  }

 private:
  bool means_header(const std::string& path, const std::string& folder) const {
    const std::string beside = fs::join_path(folder, path);
    if (beside == header_) return true;
    // normalize_path drops the leading ".." of a relative path, which lead to some folder of the search path.
    return header_.ends_with(fs::normalize_path(path)) && !fs::read_stamp(beside);
  }

  const std::vector<std::string>& includes_of(const std::string& file) {
    const auto [entry, is_new] = files_.try_emplace(file);
    std::vector<std::string>& paths = entry->second;
    if (!is_new || files_read_ == kMaxFiles || files_.size() > kMaxPlaces) return paths;
    const Result<std::string> text = fs::read_prefix(file, kMaxBytesPerFile);
    if (!text) return paths;
    ++files_read_;
    for (std::string_view rest = *text; !rest.empty();) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      const std::string_view path = included_path(line);
      if (!path.empty() && path.find('\0') == std::string_view::npos) paths.emplace_back(path);
    }
    return paths;
  }

  const std::string& header_;
  std::map<std::string, std::vector<std::string>> files_;  // what each includes
  std::size_t files_read_ = 0;
};

}  // namespace

std::optional<std::string> find_includer(const std::string& header, const std::vector<std::string>& units) {
  Search search(header);
  for (const std::string& unit : units) {
    if (search.includes(unit)) return unit;
  }
  for (const std::string& unit : units) {
    if (search.includes_indirectly(unit)) return unit;
  }
  return std::nullopt;
}

}  // namespace cairn::project
