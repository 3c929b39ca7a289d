// HiddenChanges: files that changed on the disk in a way that libclang's preamble does not notice.
#pragma once

#include <cstdint>
#include <ctime>
#include <functional>
#include <map>
#include <string>

#include <clang-c/Index.h>

namespace cairn::clang {

// A preamble is used again if its files have the same size, and the same time of their last write in whole seconds
// (clang's PrecompiledPreamble.cpp): of two writes within a second the second is not seen if the size is the same.
// Bound: one stamp for each file that a unit includes. Confined to one thread.
class HiddenChanges {
 public:
  // Before a parse: what is written from now on may or may not be what it reads.
  void begin_parse();
  // After it: takes the stamps of all that the unit has included. `directory`: of the command, absolute.
  void end_parse(CXTranslationUnit unit, const std::string& directory);

  // Whether a file that is not `overlaid` has changed since so that a reparse would take it for unchanged.
  bool any(const std::function<bool(const std::string& path)>& overlaid) const;

 private:
  struct Stamp {
    timespec written{};
    timespec changed{};
    std::int64_t size = 0;
    std::uint64_t inode = 0;
  };
  static Stamp read(const std::string& path);

  timespec begun_{};
  std::map<std::string, Stamp> stamps_;
};

}  // namespace cairn::clang
