#include "platform/sync/background_thread.h"

#include <pthread.h>

#include <exception>
#include <system_error>
#include <utility>

#include "platform/base/log.h"
#include "platform/sync/idle_step.h"

namespace cairn::sync {

namespace {

constexpr std::size_t kMaxThreadNameBytes = 15;

void run_task(const std::function<void()>& task) {
  try {
    task();
  } catch (const std::exception& exception) {
    base::log_error("a background task failed: {}", exception.what());
  } catch (...) {
    base::log_error("a background task failed with an unknown exception");
  }
}

}  // namespace

BackgroundThread::BackgroundThread(const std::string& name, std::size_t capacity) : capacity_(capacity) {
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& failure) {
    base::log_error("cannot start the thread {}: {}", name, failure.what());
    return;
  }
  ::pthread_setname_np(thread_.native_handle(), name.substr(0, kMaxThreadNameBytes).c_str());
}

BackgroundThread::~BackgroundThread() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool BackgroundThread::post(std::function<void()> task) {
  if (!thread_.joinable()) return false;
  {
    const MutexLock lock(mutex_);
    if (stopping_ || waiting_.size() >= capacity_) return false;
    waiting_.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

bool BackgroundThread::has_work() const {
  const MutexLock lock(mutex_);
  return !waiting_.empty() || stopping_;
}

void BackgroundThread::run() {
  while (true) {
    std::function<void()> task;
    if (!has_work()) run_idle_step();
    {
      const MutexLock lock(mutex_);
      while (waiting_.empty() && !stopping_) changed_.wait(mutex_);
      if (stopping_) return;
      task = std::move(waiting_.front());
      waiting_.pop_front();
    }
    run_task(task);
  }
}

}  // namespace cairn::sync
