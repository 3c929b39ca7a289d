// Reaper: waits for killed workers, so that the loop does not have to.
#pragma once

#include <list>
#include <memory>
#include <string>

#include "platform/io/event_loop.h"
#include "platform/proc/spawn.h"

namespace cairn::worker {

// A killed process is gone only when the kernel has taken its memory apart. Waiting
// for workers of 512 MB on the loop thread made the longest pause of a healthy file's
// answers 150 to 270 ms (`./dev bench poison` on a loaded machine), 60 to 95 without.
//
// Bounded by the workers that can be started at once. Confined to the loop thread.
class Reaper {
 public:
  explicit Reaper(io::EventLoop& loop) : loop_(loop) {}
  // Waits, blocking, for all that are still there; they have been killed before.
  ~Reaper();
  Reaper(const Reaper&) = delete;
  Reaper& operator=(const Reaper&) = delete;

  // Kills `child`, and once it is gone removes its temporary folder (empty: none).
  void bury(proc::ChildProcess child, std::string temporary_directory);

 private:
  struct Grave {
    proc::ChildProcess child;
    std::string temporary_directory;
    std::unique_ptr<io::ReadableWatch> watch;
  };
  static void clear(Grave& grave);

  io::EventLoop& loop_;
  std::list<Grave> graves_;
};

}  // namespace cairn::worker
