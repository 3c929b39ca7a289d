// HeaderEdit: which lines of a file are others than when units were parsed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/index/code_lines.h"
#include "core/worker/messages.h"

namespace cairn::index {

// One run of lines in place of another; all lines with code before and behind it are the same, in order, whatever
// comments stand between them. A value.
struct HeaderEdit {
  std::string path;  // as the index names files
  std::uint64_t content_before = 0;
  std::uint64_t content_after = 0;
  std::uint64_t rows_before = 0;  // of the unit that is parsed first
  CodeLines before;
  CodeLines after;
  std::size_t kept_first = 0;  // lines with code before the edit
  std::size_t kept_last = 0;   // behind it

  // The edited lines; comments around them count to them. Lines from 0, without the last.
  struct Lines {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    bool contains(std::uint32_t line) const { return first <= line && line < last; }
  };
  Lines lines_before() const { return lines_of(before); }
  Lines lines_after() const { return lines_of(after); }
  // Where a kept line is now; empty for others and for lines without code.
  std::optional<std::uint32_t> map(std::uint32_t line) const;
  // Whether every edited line, old or new, is of one of two kinds.
  bool has_only(LineKind a, LineKind b) const;

  worker::EditedLines asked() const { return {path, lines_after().first, lines_after().last}; }

 private:
  Lines lines_of(const CodeLines& lines) const;
};

// Empty if the prints of one are not known, nothing differs, or something is not understood. Pure.
std::optional<HeaderEdit> find_header_edit(const std::string& path, CodeLines before, CodeLines after);

}  // namespace cairn::index
