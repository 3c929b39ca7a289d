// FolderWatch: what happens to the entries of folders, told by the system.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "platform/base/result.h"

namespace cairn::fs {

// One thing that happened to an entry of a watched folder, or to the folder itself.
struct FolderEvent {
  enum class Kind : std::uint8_t {
    kCreated,  // may not have its bytes yet
    kChanged,  // some were written; more may come
    kWritten,  // whoever wrote has closed it
    kRemoved,
    kMovedFrom,   // to another name; `pair` tells which kMovedTo belongs to it
    kMovedTo,     // from another name, maybe from where nobody watches
    kFolderGone,  // the watched folder itself is removed, moved or unmounted: nothing more is told of it
    kOverflow,    // events were lost; of no folder
  };
  Kind kind = Kind::kOverflow;
  bool is_directory = false;
  int folder = -1;         // as FolderWatch::add() numbered it
  std::uint32_t pair = 0;  // of the two halves of a rename; else 0
  std::string name;        // of the entry; empty for kFolderGone and kOverflow
};

// Tells nothing about folders below a watched one. Events of all folders come in the order in which
// things happened; the same about the same entry several times in a row may come once. What is told may be
// incomplete (network file systems, writes through mappings): it is a hint where to look, not the truth.
//
// An interface so that tests can say what happens and when. All but wake() is confined to one thread.
class FolderWatch {
 public:
  virtual ~FolderWatch() = default;

  // A number for `folder`, the same if it is watched already. kNoSpace: the system watches no more
  // folders; kNotFound, kPermission as for opening it. Symbolic links are followed.
  virtual Result<int> add(const std::string& folder) = 0;
  // Events of before may still come.
  virtual void remove(int folder) = 0;
  // What has happened; about `max_events` at once. Empty: nothing more has. Never blocks.
  virtual std::vector<FolderEvent> read(std::size_t max_events) = 0;
  // Blocks until there is something to read, wake() was called, or `limit` is over.
  virtual void wait(std::chrono::milliseconds limit) = 0;
  // Ends a wait(), or the next one. Thread-safe.
  virtual void wake() = 0;
};

// By inotify(7). Errors: the system gives no instance or descriptor.
Result<std::unique_ptr<FolderWatch>> watch_folders();

}  // namespace cairn::fs
