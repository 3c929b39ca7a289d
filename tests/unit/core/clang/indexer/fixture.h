// IndexedProject: a few files in a folder, one of them indexed as a unit, and its rows as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clang/indexer/unit_parse.h"
#include "tests/support/temp_dir.h"

namespace cairn::clang::testing {

class IndexedProject {
 public:
  // Path relative to the project.
  void add(std::string_view path, std::string_view text) { folder_.write(path, text); }
  std::string path(std::string_view relative) const { return folder_.file(relative); }
  worker::IndexUnitRequest request(std::string_view path, std::vector<std::string> arguments) const;

  // Throws if it fails, which fails the test. All below is about the last unit; paths are
  // relative to the project.
  const ParsedUnit& index(std::string_view path, std::vector<std::string> arguments = {"-std=c++20"});

  // "2:5 ref+call | 3:1 def" for the symbol with that USR: roles as in `role_names`. A '~' behind
  // the position: nothing is spelled there.
  std::string occurrences(std::string_view file, std::string_view usr) const;
  // "1:1-3:2" of its declarations and definitions, in order.
  std::string extents(std::string_view file, std::string_view usr) const;
  // "ns::name = signature"; " (mentioned)", " (local)", " (deprecated)" behind it.
  std::string facts(std::string_view file, std::string_view usr) const;
  model::SymbolKind kind(std::string_view file, std::string_view usr) const;
  // "USR base-of USR", sorted, joined by " | ".
  std::string relations(std::string_view file) const;
  // "1 <vector> PATH".
  std::string includes(std::string_view file) const;
  // "1 define NAME: body words".
  std::string macros(std::string_view file) const;
  // The USRs that the file declares or defines, sorted, one a line.
  std::string introduced(std::string_view file) const;
  std::uint64_t rows_hash(std::string_view file) const;
  bool has_file(std::string_view file) const;

 private:
  std::uint32_t number(std::string_view file) const;
  model::FileRows rows(std::string_view file) const;

  test::TempDir folder_;
  SourceTexts texts_{std::chrono::nanoseconds(0)};  // also of files that were just made
  std::optional<ParsedUnit> unit_;
};

}  // namespace cairn::clang::testing
