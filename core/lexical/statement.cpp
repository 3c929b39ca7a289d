#include "core/lexical/statement.h"

#include <algorithm>

namespace cairn::lexical {

void Statement::clear() {
  tokens_.clear();
  partners_.clear();
  open_.clear();
  lost_open_ = 0;
}

void Statement::push(const Token& token) {
  if (token.kind == TokenKind::kPunctuation) match(token);
  if (tokens_.size() == kMaxTokens) return;
  tokens_.push_back(token);
  partners_.push_back(0);
}

// ( and [ are not told apart: text whose brackets do not match has no right reading anyhow.
void Statement::match(const Token& token) {
  if (token.is('(') || token.is('[')) {
    if (tokens_.size() == kMaxTokens) {
      ++lost_open_;
    } else {
      open_.push_back(static_cast<std::uint32_t>(tokens_.size()));
    }
  } else if (token.is(')') || token.is(']')) {
    if (lost_open_ > 0) {
      --lost_open_;
    } else if (!open_.empty()) {
      partners_[open_.back()] = static_cast<std::uint32_t>(tokens_.size());
      open_.pop_back();
    }
  }
}

void Statement::cut_to(std::size_t size) {
  if (size >= tokens_.size() && lost_open_ == 0) return;
  std::vector<Token> kept(tokens_.begin(),
                          tokens_.begin() + static_cast<std::ptrdiff_t>(std::min(size, tokens_.size())));
  clear();
  for (const Token& token : kept) push(token);
}

}  // namespace cairn::lexical
