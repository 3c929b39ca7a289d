// DocumentTree: what a small structured text says (JSON, TOML), each value with the line it stands on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.h"

namespace cairn::project {

struct DocumentMember;

// Plain data. A scalar's `text` is what the text has: of a string its characters, else its spelling.
struct DocumentTree {
  enum class Kind : std::uint8_t { kNone, kText, kScalar, kTable, kList };
  Kind kind = Kind::kNone;
  std::uint32_t line = 0;  // from 0; of a table's member that of its name
  std::string text;
  std::vector<DocumentMember> members;  // of a table; of a list without names. In order.

  // The member of a table; of several the first. Without one, and of anything else, a tree of kind kNone, for good.
  const DocumentTree& operator[](std::string_view name) const;
  bool is_table() const { return kind == Kind::kTable; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_text() const { return kind == Kind::kText; }
};

struct DocumentMember {
  std::string name;
  DocumentTree value;
};

// Deeper texts are refused, as are those with more values: no tool writes them.
inline constexpr std::size_t kMaxDocumentDepth = 64;
inline constexpr std::size_t kMaxDocumentValues = std::size_t{4} << 20;

// A text that cannot be read, and where that shows; from 0.
struct DocumentProblem {
  std::uint32_t line = 0;
  std::string message;
};

// `problem` says why the result is empty. `allow_comments`: of // and /* */. Thread-safe.
Result<DocumentTree> parse_json_document(std::string_view text, DocumentProblem& problem, bool allow_comments = false);

}  // namespace cairn::project
