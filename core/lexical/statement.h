// The tokens of one declaration, from its first to what ends it, with brackets matched.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/lexical/token.h"

namespace cairn::lexical {

// Bounded: of a longer statement the first kMaxTokens are kept. Braces never enter it (the outline makes a kBlock of
// them). Not thread-safe.
class Statement {
 public:
  static constexpr std::size_t kMaxTokens = 2048;

  void clear();
  void push(const Token& token);

  // As it was when it had `size` tokens.
  void cut_to(std::size_t size);

  std::size_t size() const { return tokens_.size(); }
  bool empty() const { return tokens_.empty(); }
  bool is_full() const { return tokens_.size() == kMaxTokens; }
  const Token& operator[](std::size_t at) const { return tokens_[at]; }
  const Token& back() const { return tokens_.back(); }

  // Inside of ( or [.
  bool is_open() const { return !open_.empty() || lost_open_ > 0; }

  // For a ( or [ the index of its partner; size() while it has none.
  std::size_t close_of(std::size_t open) const { return partners_[open] != 0 ? partners_[open] : size(); }

 private:
  void match(const Token& token);

  std::vector<Token> tokens_;
  std::vector<std::uint32_t> partners_;  // 0: none
  std::vector<std::uint32_t> open_;      // indexes of brackets that are not closed yet
  std::size_t lost_open_ = 0;            // open brackets that are not kept
};

}  // namespace cairn::lexical
