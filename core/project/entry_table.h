// EntryTable: the entries of a compilation database, kept small and sorted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cairn::project {

// Strings kept once each, numbered in the order of their first appearance.
class StringTable {
 public:
  std::uint32_t add(std::string_view text);
  const std::string& at(std::uint32_t id) const { return strings_[id]; }
  std::size_t size() const { return strings_.size(); }
  // Frees what only add() needs.
  void seal() { ids_ = {}; }
  std::size_t memory_bytes() const;

 private:
  std::deque<std::string> strings_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;  // views into strings_
};

// Filled with add(), then finish(); only then may the rest be called, from any
// thread. Order is by folder, then by file name; an Index is a place in that order.
//
// The commands of a target differ in their last words only. A command is kept as a
// head, shared with its neighbours in the database, and a tail of its own, which
// makes the table of a CMake project about a tenth of its file.
class EntryTable {
 public:
  using Index = std::uint32_t;
  struct Indices {  // half-open
    Index begin = 0;
    Index end = 0;
  };

  // `file` absolute and normalised, `directory` absolute. `command` is a shell's
  // command line, or with `is_list`: words ended by NUL.
  void add(std::string_view file, std::string_view directory, std::string_view command, bool is_list);

  // Sorts. Of several entries of a file the one added first stands for it; the others are
  // its further entries, in the order of adding. Returns how many those are. Ends within
  // some 10 ms of a request to stop, and the table is then of no use.
  std::size_t finish(const std::stop_token& stop = {});

  Index size() const { return static_cast<Index>(entries_.size()); }
  const std::string& folder(Index index) const { return folders_.at(entries_[index].folder); }
  std::string_view name(Index index) const;
  std::string path(Index index) const;
  std::size_t entry_count(Index index) const;  // of the file: 1 and its further ones
  // REQUIRES: nth < entry_count(index).
  const std::string& directory(Index index, std::size_t nth = 0) const {
    return directories_.at(entry(index, nth).directory);
  }
  std::vector<std::string> arguments(Index index, std::size_t nth = 0) const;  // the whole command line, split

  std::optional<Index> find(std::string_view path) const;
  Indices in_folder(std::string_view folder) const;               // directly in it
  Indices below_folder(std::string_view folder) const;            // in its sub-folders
  std::span<const Index> with_stem(std::string_view stem) const;  // in table order

  std::size_t memory_bytes() const;

 private:
  struct Entry {
    std::uint32_t folder;
    std::uint32_t directory;
    std::uint32_t head;
    std::uint32_t name_bytes;
    std::uint32_t tail_bytes;
    bool is_list;
    std::size_t name_offset;  // the name and, right after it, the tail in bytes_
  };

  struct Further {
    Index first;  // the file's first entry
    Entry entry;
  };

  Index lower_bound(std::string_view folder) const;
  std::string_view name_of(const Entry& entry) const;
  std::span<const Further> further(Index index) const;
  const Entry& entry(Index index, std::size_t nth) const;

  StringTable folders_;
  StringTable directories_;
  StringTable heads_;
  std::string bytes_;
  std::vector<Entry> entries_;    // one for each file
  std::vector<Further> further_;  // by first
  std::vector<Index> by_stem_;
  std::string previous_command_;  // while filling
};

// What related files have in common: the file name without its suffix and without
// the marks of an inline, implementation or private part (foo.h, foo_inl.h,
// foo-inl.h, foo_impl.h, foo_p.h, foo.inl.h → foo). A view into `path`.
std::string_view related_stem(std::string_view path);

}  // namespace cairn::project
