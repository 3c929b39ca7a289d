#include "platform/fs/watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "platform/base/unique_fd.h"

namespace cairn::fs {
namespace {

constexpr std::uint32_t kWatched = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                   IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK;
// Room for some hundred events; one takes 16 bytes and its name.
constexpr std::size_t kReadBytes = std::size_t{64} << 10;

std::pair<bool, FolderEvent::Kind> kind_of(std::uint32_t mask) {
  using Kind = FolderEvent::Kind;
  if (mask & IN_Q_OVERFLOW) return {true, Kind::kOverflow};
  if (mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) return {true, Kind::kFolderGone};
  if (mask & IN_CREATE) return {true, Kind::kCreated};
  if (mask & IN_CLOSE_WRITE) return {true, Kind::kWritten};
  if (mask & IN_MODIFY) return {true, Kind::kChanged};
  if (mask & IN_DELETE) return {true, Kind::kRemoved};
  if (mask & IN_MOVED_FROM) return {true, Kind::kMovedFrom};
  if (mask & IN_MOVED_TO) return {true, Kind::kMovedTo};
  return {false, Kind::kOverflow};  // IN_IGNORED: the end of a watch, told by what ended it
}

class Inotify final : public FolderWatch {
 public:
  Inotify(base::UniqueFd events, base::UniqueFd wakes) : events_(std::move(events)), wakes_(std::move(wakes)) {}

  Result<int> add(const std::string& folder) override {
    if (folder.find('\0') != std::string::npos) {
      return base::unexpected(ErrorCode::kInvalidArgument, "a path with a NUL byte");
    }
    const int number = inotify_add_watch(events_.get(), folder.c_str(), kWatched);
    if (number < 0) return base::unexpected(base::errno_error("cannot watch " + folder));
    return number;
  }

  void remove(int folder) override { inotify_rm_watch(events_.get(), folder); }

  std::vector<FolderEvent> read(std::size_t max_events) override {
    std::vector<FolderEvent> result;
    while (result.size() < max_events) {
      const ssize_t size = ::read(events_.get(), buffer_.data(), buffer_.size());
      if (size <= 0) break;
      for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(size);) {
        inotify_event raw{};
        std::memcpy(&raw, buffer_.data() + at, sizeof(raw));
        const auto [is_told, kind] = kind_of(raw.mask);
        if (is_told) {
          FolderEvent event{kind, (raw.mask & IN_ISDIR) != 0, raw.wd, raw.cookie, {}};
          if (raw.len != 0) event.name = buffer_.data() + at + sizeof(raw);  // padded with NULs
          result.push_back(std::move(event));
        }
        at += sizeof(raw) + raw.len;
      }
    }
    return result;
  }

  void wait(std::chrono::milliseconds limit) override {
    std::array<pollfd, 2> fds{{{events_.get(), POLLIN, 0}, {wakes_.get(), POLLIN, 0}}};
    const auto bounded = std::clamp<std::int64_t>(limit.count(), 0, 3'600'000);
    poll(fds.data(), fds.size(), static_cast<int>(bounded));
    std::uint64_t count = 0;
    if (fds[1].revents != 0 && ::read(wakes_.get(), &count, sizeof(count)) < 0) return;  // somebody else's wake
  }

  void wake() override {
    const std::uint64_t one = 1;
    if (write(wakes_.get(), &one, sizeof(one)) < 0) return;  // full: it is awake
  }

 private:
  const base::UniqueFd events_;
  const base::UniqueFd wakes_;
  std::vector<char> buffer_ = std::vector<char>(kReadBytes);
};

}  // namespace

Result<std::unique_ptr<FolderWatch>> watch_folders() {
  base::UniqueFd events(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!events) return base::unexpected(base::errno_error("cannot watch folders"));
  base::UniqueFd wakes(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!wakes) return base::unexpected(base::errno_error("cannot watch folders"));
  return std::unique_ptr<FolderWatch>(std::make_unique<Inotify>(std::move(events), std::move(wakes)));
}

}  // namespace cairn::fs
