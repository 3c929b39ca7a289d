// PreambleIncludes: what the files of a preamble include, kept from parse to parse.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace cairn::clang {

// What one #include directive found.
struct IncludedFile {
  std::string name;          // clang's name of the file
  std::string path;          // absolute
  std::uint32_t offset = 0;  // of the '#'
};

// The end of the directives, comments and blanks that `text`, a main file, begins with.
// Clang's preamble is at most that; headers that are included there are in the preamble.
std::uint32_t find_preamble_end(std::string_view text);

// Libclang reads a header's directives from a preamble only together with every macro
// that is defined or used there; for all headers of redis' server.c that takes longer
// than reparsing it (100 against 60 ms). They stay the same until clang writes another preamble.
// Bounded by the files of one preamble. Confined to one thread.
class PreambleIncludes {
 public:
  // `directory` is where clang keeps the preamble, and no other unit's. Empty: in memory,
  // where a new one looks like the old, so nothing is kept.
  explicit PreambleIncludes(std::string directory) : directory_(std::move(directory)) {}

  // After each parse: forgets everything if there is another preamble now, or none.
  void follow_preamble();

  // The directives of the file at `path`, in order; null: not known. Borrowed until follow_preamble().
  const std::vector<IncludedFile>* find(const std::string& path) const;
  void keep(const std::string& path, std::vector<IncludedFile> includes);

 private:
  using FileStamp = std::tuple<std::string, ino_t, std::int64_t>;  // name, inode, time of the last write
  std::vector<FileStamp> find_preamble() const;

  std::string directory_;
  std::vector<FileStamp> preamble_;  // empty: none
  std::unordered_map<std::string, std::vector<IncludedFile>> known_;
};

}  // namespace cairn::clang
