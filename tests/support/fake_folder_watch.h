// FakeFolderWatch: a FolderWatch that tells what a test says.
#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "platform/fs/watch.h"

namespace cairn::test {

// Folders have to exist on the disk; of what happens there it knows only what tell() says. Confined to one
// thread, wake() and wait() included.
class FakeFolderWatch : public fs::FolderWatch {
 public:
  using Kind = fs::FolderEvent::Kind;

  Result<int> add(const std::string& folder) override {
    if (!std::filesystem::is_directory(folder)) return unexpected(ErrorCode::kNotFound, folder + " is not there");
    if (const auto found = numbers.find(folder); found != numbers.end()) return found->second;
    if (numbers.size() >= max_folders) return unexpected(ErrorCode::kNoSpace, "no more watches");
    if (on_add) on_add(folder);
    return numbers[folder] = ++last_;
  }
  void remove(int folder) override {
    std::erase_if(numbers, [&](const auto& each) { return each.second == folder; });
  }
  std::vector<fs::FolderEvent> read(std::size_t) override { return std::exchange(events_, {}); }
  void wait(std::chrono::milliseconds) override {}
  void wake() override {}

  // An event of the entry with this absolute path, if its folder is watched.
  void tell(const std::string& path, Kind kind, bool is_directory = false) {
    const auto slash = path.rfind('/');
    const auto folder = numbers.find(path.substr(0, slash));
    if (folder != numbers.end()) events_.push_back({kind, is_directory, folder->second, 0, path.substr(slash + 1)});
  }
  void tell_gone(const std::string& folder) {
    if (const auto found = numbers.find(folder); found != numbers.end()) {
      events_.push_back({Kind::kFolderGone, true, found->second, 0, {}});
    }
  }
  void tell_overflow() { events_.push_back({Kind::kOverflow, false, -1, 0, {}}); }

  std::map<std::string, int> numbers;  // watched now
  std::size_t max_folders = 1'000'000;
  std::function<void(const std::string& folder)> on_add;  // before it is watched

 private:
  int last_ = 0;
  std::vector<fs::FolderEvent> events_;
};

}  // namespace cairn::test
