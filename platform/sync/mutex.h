// Mutex, MutexLock and CondVar: std::mutex and its companions with the annotations that let
// clang's -Wthread-safety prove that guarded members are touched only under their lock. libstdc++'s
// own types carry none. (The idea is leveldb's port/port_stdcxx.h.)
//
//   class Counter {
//     Mutex mutex_;
//     int value_ CAIRN_GUARDED_BY(mutex_) = 0;
//   };
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define CAIRN_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define CAIRN_THREAD_ANNOTATION(x)
#endif

// On a member: read and written only while `mutex` is held.
#define CAIRN_GUARDED_BY(mutex) CAIRN_THREAD_ANNOTATION(guarded_by(mutex))
// On a function: the caller holds (must not hold) these mutexes.
#define CAIRN_REQUIRES(...) CAIRN_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define CAIRN_EXCLUDES(...) CAIRN_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
// For lock types: what the class below and functions of its like do.
#define CAIRN_CAPABILITY(name) CAIRN_THREAD_ANNOTATION(capability(name))
#define CAIRN_SCOPED_CAPABILITY CAIRN_THREAD_ANNOTATION(scoped_lockable)
#define CAIRN_ACQUIRE(...) CAIRN_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define CAIRN_RELEASE(...) CAIRN_THREAD_ANNOTATION(release_capability(__VA_ARGS__))

namespace cairn::sync {

// Not recursive. Locked through MutexLock, so that no path forgets to unlock.
class CAIRN_CAPABILITY("mutex") Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

 private:
  friend class MutexLock;
  friend class CondVar;

  void lock() CAIRN_ACQUIRE() { native_.lock(); }
  void unlock() CAIRN_RELEASE() { native_.unlock(); }

  std::mutex native_;
};

// Holds a mutex, which must outlive it, for the length of a scope.
class CAIRN_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) CAIRN_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() CAIRN_RELEASE() { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Thread-safe. All waiters of one CondVar use the same mutex.
class CondVar {
 public:
  // Releases `mutex`, sleeps until notified (or for no reason: test the condition in a loop), and
  // takes it again.
  void wait(Mutex& mutex) CAIRN_REQUIRES(mutex) {
    std::unique_lock<std::mutex> held(mutex.native_, std::adopt_lock);
    native_.wait(held);
    held.release();  // back to the caller's MutexLock
  }
  // The same, and wakes up also when `timeout` has passed.
  void wait_for(Mutex& mutex, std::chrono::nanoseconds timeout) CAIRN_REQUIRES(mutex) {
    std::unique_lock<std::mutex> held(mutex.native_, std::adopt_lock);
    native_.wait_for(held, timeout);
    held.release();
  }
  void notify_one() { native_.notify_one(); }

 private:
  std::condition_variable native_;
};

}  // namespace cairn::sync
