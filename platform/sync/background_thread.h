// BackgroundThread: one thread for work that would hold up the loop thread.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <thread>

#include "platform/sync/mutex.h"

namespace cairn::sync {

// Runs tasks one after another, in the order they were posted, on a thread of its own. Results go
// back by EventLoop::post. Owned by one object; post() is thread-safe.
//
// The queue is bounded: a full one refuses, and the caller decides what that means. An exception
// that escapes a task is logged and ends that task only. The thread inherits the signal mask of the
// thread that made it. If the system gives no thread, that is logged and every post() refuses.
class BackgroundThread {
 public:
  // `name`, of which the kernel keeps 15 bytes, is what top and gdb show. `capacity`: tasks that may
  // wait, the running one not counted.
  BackgroundThread(const std::string& name, std::size_t capacity);

  // Waits for the running task; destroys the waiting ones without running them. REQUIRES: not called
  // from a task.
  ~BackgroundThread();
  BackgroundThread(const BackgroundThread&) = delete;
  BackgroundThread& operator=(const BackgroundThread&) = delete;

  // False if the queue is full or the destructor has begun (seen by tasks that post): the task is
  // destroyed without having run.
  bool post(std::function<void()> task) CAIRN_EXCLUDES(mutex_);

 private:
  void run() CAIRN_EXCLUDES(mutex_);
  bool has_work() const CAIRN_EXCLUDES(mutex_);

  // Constant after construction.
  const std::size_t capacity_;

  mutable Mutex mutex_;
  // Guarded by mutex_.
  CondVar changed_;  // a task came, or stopping_ was set
  std::deque<std::function<void()>> waiting_ CAIRN_GUARDED_BY(mutex_);
  bool stopping_ CAIRN_GUARDED_BY(mutex_) = false;

  std::thread thread_;  // last: it starts when all the rest is there
};

}  // namespace cairn::sync
