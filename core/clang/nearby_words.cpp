#include "core/clang/nearby_words.h"

#include <algorithm>
#include <cctype>

#include "core/clang/source_token.h"

namespace cairn::clang {
namespace {

// Code is written near the code that it uses: what is farther away says little about
// this place, and a file can have hundreds of thousands of lines.
constexpr std::size_t kWindowBefore = 96 * 1024;
constexpr std::size_t kWindowBehind = 32 * 1024;

// Which token it is does not matter for literals: f("a", …) is like f("b", …).
std::string_view token_class(std::string_view token) {
  if (token[0] == '"' || token[0] == '\'') return "\"";
  if (std::isdigit(static_cast<unsigned char>(token[0]))) return "0";
  return token;
}

struct Before {
  std::string_view one;
  std::string_view two;
  void push(std::string_view token) {
    two = one;
    one = token_class(token);
  }
};

// Calls use(token, its offset, what stands before it) for each token of a window.
template <typename Use>
Before each_token(std::string_view text, std::size_t begin, std::size_t end, Before before, Use&& use) {
  text = text.substr(0, end);
  for (std::size_t at = begin; at < end;) {
    const std::size_t next = token_end(text, at);
    const std::string_view token = text.substr(at, next - at);
    if (!is_space(token) && !is_comment(token)) {
      use(token, at, before);
      before.push(token);
    }
    at = next;
  }
  return before;
}

bool is_identifier(std::string_view token) {
  return is_word_byte(token[0]) && !std::isdigit(static_cast<unsigned char>(token[0]));
}

}  // namespace

NearbyWords::NearbyWords(std::string_view text, std::size_t begin, std::size_t end) {
  const std::size_t first = begin > kWindowBefore ? begin - kWindowBefore : 0;
  const std::size_t last = std::min(text.size(), end + kWindowBehind);
  const Before here = each_token(text, first, begin, {}, [](auto&&...) {});
  const auto count = [&](std::string_view token, std::size_t at, const Before& before) {
    if (!is_identifier(token)) return;
    WordUse& use = uses_[token];
    const std::size_t distance = at < begin ? begin - at : at - end;
    use.distance =
        static_cast<std::uint32_t>(use.count == 0 ? distance : std::min<std::size_t>(use.distance, distance));
    ++use.count;
    if (before.one != here.one) return;
    ++use.after_one;
    if (before.two == here.two) ++use.after_two;
  };
  each_token(text, first, begin, {}, count);
  each_token(text, end, last, here, count);
}

WordUse NearbyWords::use_of(std::string_view word) const {
  const auto found = uses_.find(word);
  return found == uses_.end() ? WordUse{} : found->second;
}

}  // namespace cairn::clang
