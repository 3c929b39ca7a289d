#include "core/worker/reaper.h"

#include <signal.h>

#include <utility>

#include "platform/base/log.h"
#include "platform/fs/file.h"

namespace cairn::worker {

Reaper::~Reaper() {
  for (Grave& grave : graves_) clear(grave);
}

void Reaper::bury(proc::ChildProcess child, std::string temporary_directory) {
  graves_.push_back({std::move(child), std::move(temporary_directory), nullptr});
  const auto grave = std::prev(graves_.end());
  if (!grave->child.running() || grave->child.try_wait()) {
    clear(*grave);
    graves_.erase(grave);
    return;
  }
  grave->child.kill(SIGKILL);
  grave->watch = std::make_unique<io::ReadableWatch>(loop_, grave->child.pidfd(), [this, grave] {
    clear(*grave);
    graves_.erase(grave);
  });
}

void Reaper::clear(Grave& grave) {
  grave.child = proc::ChildProcess();  // reaps
  if (grave.temporary_directory.empty()) return;
  if (auto removed = fs::remove_tree(grave.temporary_directory); !removed) {
    base::log_error("cannot remove {}: {}", grave.temporary_directory, removed.error().message);
  }
}

}  // namespace cairn::worker
