// UnitReading: in which order a unit reads its files, and what each of them names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/deps/unit_reader.h"

namespace cairn::server {

// What the rows of one file of a unit say. Ids are the store's; each list is sorted.
struct UnitFileNames {
  struct Declared {
    std::uint64_t symbol = 0;
    bool is_defined = false;
    auto operator<=>(const Declared&) const = default;
  };
  std::vector<Declared> declared;         // without namespaces
  std::vector<std::uint64_t> namespaces;  // that it opens
  std::vector<std::uint64_t> mentioned;
  std::vector<std::uint64_t> specialised;  // templates of which it declares a specialisation
  std::vector<std::string> functions;      // outside of classes
  std::vector<std::string> macros;         // that it defines
  bool has_operator = false;               // declares one outside of a class
};

// When files are read if the source has certain includes. By index in the unit's files.
struct ReadingOrder {
  static constexpr std::uint32_t kNever = 0xffffffff;
  std::vector<std::uint32_t> entered;
  std::vector<std::uint32_t> left;
  std::vector<std::uint32_t> source_line;  // of the source's include that led there first

  bool is_read(std::size_t file) const { return entered[file] != kNever; }
  // Whether what stands in `file` can use what `other` declares.
  bool sees(std::size_t file, std::size_t other) const { return is_read(other) && entered[other] < left[file]; }
};

// One unit, whose files stay valid as long as this does: rows of the files by need. Each file counts as read once,
// where it is first included. Confined to one thread. Memory: some 20 bytes for each name that a file mentions.
class UnitReading {
 public:
  // `files` as in UnitFiles; `source` is an index in them.
  UnitReading(deps::UnitReader& reader, std::vector<deps::ReadFile> files, std::size_t source);

  std::size_t size() const { return files_.size(); }
  std::size_t source() const { return source_; }
  const deps::ReadFile& file(std::size_t index) const { return files_[index]; }
  const std::string& path(std::size_t index) const { return reader_.graph().path(files_[index].file); }
  // The source's includes, by line; targets are indexes.
  struct Include {
    std::size_t to = 0;
    std::uint32_t line = 0;
    bool operator==(const Include&) const = default;
  };
  const std::vector<Include>& includes() const { return edges_[source_]; }

  // With these includes in place of the source's own.
  ReadingOrder order(const std::vector<Include>& includes) const;
  // All files that a file leads to, itself included, whatever else was read before.
  std::vector<bool> reached_from(std::size_t file) const;

  const UnitFileNames& names(std::size_t index);
  // What the source mentions, each symbol once.
  struct Use {
    std::uint64_t symbol = 0;
    std::string name;
    std::string scope;
    std::uint32_t line = 0;  // the first
  };
  std::vector<Use> source_uses() const;
  bool has_rows(std::size_t index) const { return files_[index].variant != 0; }

 private:
  UnitFileNames read_names(std::size_t index) const;

  deps::UnitReader& reader_;
  const std::vector<deps::ReadFile> files_;
  const std::size_t source_;
  std::vector<std::vector<Include>> edges_;
  std::vector<std::size_t> roots_;  // that nobody includes: named by the command line
  std::unordered_map<std::size_t, UnitFileNames> names_;
};

}  // namespace cairn::server
