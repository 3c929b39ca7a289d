#include "core/project/response_files.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/project/normalise.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;
// Files that name each other grow exponentially within the depth limit alone.
constexpr std::size_t kMaxTotalBytes = std::size_t{8} << 20;
constexpr int kMaxFiles = 1000;

class Expander {
 public:
  explicit Expander(std::string_view directory) : directory_(directory) {}

  void expand(const std::vector<std::string>& words, int depth) {
    for (const std::string& word : words) {
      if (word.size() < 2 || word[0] != '@' || depth == kMaxDepth || files_left_ == 0) {
        result.push_back(word);
        continue;
      }
      --files_left_;
      std::string path = fs::join_path(directory_, word.substr(1));
      const Result<std::string> text = fs::read_file(path, std::min(kMaxFileBytes, budget_bytes_));
      files.push_back(std::move(path));
      if (!text) {
        result.push_back(word);
        continue;
      }
      budget_bytes_ -= text->size();
      // Quoting is the shell's but for a backslash between single quotes, which no build writes.
      expand(split_command(*text), depth + 1);
    }
  }

  std::vector<std::string> result;
  std::vector<std::string> files;

 private:
  const std::string directory_;
  std::size_t budget_bytes_ = kMaxTotalBytes;
  int files_left_ = kMaxFiles;
};

}  // namespace

std::vector<std::string> expand_response_files(const std::vector<std::string>& argv, std::string_view directory) {
  Expander expander(directory);
  expander.expand(argv, 0);
  return std::move(expander.result);
}

std::vector<std::string> response_files_of(const std::vector<std::string>& argv, std::string_view directory) {
  Expander expander(directory);
  expander.expand(argv, 0);
  std::sort(expander.files.begin(), expander.files.end());
  expander.files.erase(std::unique(expander.files.begin(), expander.files.end()), expander.files.end());
  return std::move(expander.files);
}

}  // namespace cairn::project
