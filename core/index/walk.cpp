#include "core/index/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "core/index/ignore_rules.h"
#include "platform/base/unique_fd.h"
#include "platform/fs/file.h"

namespace cairn::index {
namespace {

constexpr std::size_t kMaxDepth = 256;
constexpr std::size_t kMaxProblems = 100;
constexpr std::size_t kMaxIgnoreBytes = std::size_t{1} << 20;

constexpr std::array<std::string_view, 29> kExtensions = {
    ".c",   ".cc",  ".cpp", ".cxx", ".c++", ".C",    ".cp",  ".h",   ".hh",  ".hpp",
    ".hxx", ".h++", ".H",   ".inc", ".inl", ".ipp",  ".ixx", ".tcc", ".tpp", ".txx",
    ".def", ".cu",  ".cuh", ".m",   ".mm",  ".cppm", ".ii",  ".icc", ".hip"};

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

class Walker {
 public:
  Walker(const std::string& root, const WalkOptions& options, const std::stop_token& stop)
      : root_(root), options_(options), stop_(stop) {
    std::string patterns;
    for (const std::string& pattern : options.exclude_patterns) patterns += pattern + "\n";
    excluded_ = IgnoreRules("", patterns);
  }

  Result<WalkResult> run() {
    visit("", 0);
    if (stop_.stop_requested()) return unexpected(ErrorCode::kCancelled, "cancelled");
    std::sort(result_.files.begin(), result_.files.end(),
              [](const WalkedFile& a, const WalkedFile& b) { return a.path < b.path; });
    return std::move(result_);
  }

 private:
  void visit(const std::string& folder, std::size_t depth);
  void visit_entry(int folder_fd, const std::string& path, const char* name, std::size_t depth);
  bool is_ignored(const std::string& path, bool is_directory) const;
  void note(std::string problem) {
    if (result_.problems.size() < kMaxProblems) result_.problems.push_back(std::move(problem));
  }

  const std::string& root_;
  const WalkOptions& options_;
  const std::stop_token& stop_;
  IgnoreRules excluded_{"", ""};    // by the user
  std::vector<IgnoreRules> rules_;  // of the folders above, outermost first
  WalkResult result_;
  bool is_full_ = false;
};

void Walker::visit(const std::string& folder, std::size_t depth) {
  const std::string full = folder.empty() ? root_ : root_ + "/" + folder;
  base::UniqueFd fd(open(full.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  const std::unique_ptr<DIR, CloseDirectory> directory(fd.get() < 0 ? nullptr : fdopendir(fd.get()));
  if (!directory) {
    note(base::errno_error("cannot read " + full).message);
    return;
  }
  const int folder_fd = fd.release();  // the stream closes it
  const std::size_t outer_rules = rules_.size();
  if (auto text = fs::read_prefix(full + "/.gitignore", kMaxIgnoreBytes)) {
    IgnoreRules rules(folder, *text);
    if (!rules.empty()) rules_.push_back(std::move(rules));
  }
  while (const dirent* entry = readdir(directory.get())) {
    if (stop_.stop_requested() || is_full_) break;
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    visit_entry(folder_fd, folder.empty() ? std::string(name) : folder + "/" + std::string(name), entry->d_name, depth);
  }
  rules_.resize(outer_rules, IgnoreRules("", ""));
}

void Walker::visit_entry(int folder_fd, const std::string& path, const char* name, std::size_t depth) {
  struct stat status{};
  if (fstatat(folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return;  // gone meanwhile
  if (S_ISDIR(status.st_mode)) {
    // Version control's, editors' and tools' own folders.
    if (name[0] == '.' || is_ignored(path, true)) return;
    if (depth == kMaxDepth) return note(fmt::format("{}/{} is nested too deeply", root_, path));
    return visit(path, depth + 1);
  }
  if (!S_ISREG(status.st_mode) || !is_source_name(name) || is_ignored(path, false)) return;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > options_.max_file_bytes) return note(fmt::format("{}/{} is too large ({} bytes)", root_, path, size));
  if (result_.files.size() == options_.max_files) {
    is_full_ = true;
    return note(fmt::format("more than {} files: the rest is left out", options_.max_files));
  }
  const std::int64_t mtime = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  result_.files.push_back({path, mtime, size});
}

// The user's word counts first, then the innermost file with a rule that matches.
bool Walker::is_ignored(const std::string& path, bool is_directory) const {
  const IgnoreRules::Verdict excluded = excluded_.verdict(path, is_directory);
  if (excluded != IgnoreRules::Verdict::kNone) return excluded == IgnoreRules::Verdict::kIgnored;
  for (auto rules = rules_.rbegin(); rules != rules_.rend(); ++rules) {
    const IgnoreRules::Verdict verdict = rules->verdict(path, is_directory);
    if (verdict != IgnoreRules::Verdict::kNone) return verdict == IgnoreRules::Verdict::kIgnored;
  }
  return false;
}

}  // namespace

bool is_source_name(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  return std::find(kExtensions.begin(), kExtensions.end(), name.substr(dot)) != kExtensions.end();
}

Result<WalkResult> walk_sources(const std::string& root, const WalkOptions& options, const std::stop_token& stop) {
  return Walker(root, options, stop).run();
}

}  // namespace cairn::index
