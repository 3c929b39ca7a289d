// PasteReader: the names that ## makes in a macro's body, as patterns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lexical/string_arena.h"

namespace cairn::lexical {

// A pattern is what stands between the ## of one name, joined by "##"; what arguments say is empty: of `get_##x##_fn`
// it is "get_####_fn", of `a##b` just "##". Operands that make no name (strings, punctuation) end a pattern. Not
// thread-safe.
class PasteReader {
 public:
  void start();
  // The next token of the body; none: it can be no part of a name. A pattern that it ends goes to `out`.
  void add(std::optional<std::string_view> operand, std::vector<std::string_view>& out, StringArena& arena);
  // A ## stands here.
  void join() { is_joining_ = true; }
  void end(std::vector<std::string_view>& out, StringArena& arena);

 private:
  std::string pattern_;
  std::size_t operands_ = 0;
  bool is_joining_ = false;
};

}  // namespace cairn::lexical
