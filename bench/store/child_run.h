// One measurement in a process of its own, so that its memory and its CPU time are its
// own too.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace cairn::bench {

// What a measurement found, by name.
using Figures = std::map<std::string, double>;

// Lines "NAME<tab>VALUE", and back.
std::string to_lines(const Figures& figures);
Figures from_lines(const std::string& lines);

// Forks, runs `measure` in the child and gives back what it returned. Throws
// std::runtime_error if the child fails. REQUIRES: the process has one thread.
Figures run_in_child(const std::function<Figures()>& measure);

// Seconds of CPU that this process has used; and of the wall clock.
double cpu_seconds();
double wall_seconds();

// Anonymous memory that this process has resident now, in bytes: what the kernel could
// not drop. It is RssAnon of /proc/self/status, the same pages as Anonymous in
// smaps_rollup, without walking all mappings.
std::uint64_t anonymous_bytes();

// Takes the highest anonymous_bytes() of the time it lives, every 20 ms.
class AnonymousPeak {
 public:
  AnonymousPeak();
  ~AnonymousPeak();
  AnonymousPeak(const AnonymousPeak&) = delete;
  AnonymousPeak& operator=(const AnonymousPeak&) = delete;
  std::uint64_t bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cairn::bench
