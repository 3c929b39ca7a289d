// The words that mean something to the scanner, each with a fixed number in the identifier table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cairn::lexical {

// Words that both languages reserve come first: they are never listed as a file's identifiers.
// The others may be names in C (`class`, `new`) or anywhere (`final`).
#define CAIRN_SHARED_KEYWORDS(X)                                                                             \
  X(auto) X(break) X(case) X(char) X(const) X(continue) X(default) X(do) X(double) X(else) X(enum) X(extern)      \
  X(float) X(for) X(goto) X(if) X(inline) X(int) X(long) X(register) X(return) X(short) X(signed) X(sizeof)       \
  X(static) X(struct) X(switch) X(typedef) X(union) X(unsigned) X(void) X(volatile) X(while)
#define CAIRN_OTHER_KEYWORDS(X)                                                                                        \
  X(_Alignas)                                                                                                          \
  X(_Atomic)                                                                                                           \
  X(_Bool)                                                                                                             \
  X(_Complex)                                                                                                          \
  X(_Noreturn)                                                                                                         \
  X(_Static_assert) X(_Thread_local) X(__asm) X(__asm__) X(__attribute) X(__attribute__) X(__const) X(__declspec)      \
      X(__extension__) X(__inline) X(__inline__) X(__restrict) X(__restrict__) X(__thread) X(__typeof) X(__typeof__)   \
          X(__volatile__) X(alignas) X(asm) X(bool) X(catch) X(char16_t) X(char32_t) X(char8_t) X(class) X(concept)    \
              X(consteval) X(constexpr) X(constinit) X(decltype) X(delete) X(explicit) X(export) X(final) X(friend)    \
                  X(mutable) X(namespace) X(new) X(noexcept) X(operator) X(override) X(private) X(protected) X(public) \
                      X(requires) X(restrict) X(static_assert) X(template) X(this) X(thread_local) X(throw) X(try)     \
                          X(typename) X(typeof) X(using) X(virtual) X(wchar_t)

// Numbers are indexes into kKeywordSpellings.
enum class Keyword : std::uint32_t {
#define X(word) k_##word,
  CAIRN_SHARED_KEYWORDS(X) kFirstOther,
  kBeforeOther = kFirstOther - 1,
  CAIRN_OTHER_KEYWORDS(X) kCount,
#undef X
};

inline constexpr std::array kKeywordSpellings{
#define X(word) std::string_view(#word),
    CAIRN_SHARED_KEYWORDS(X) CAIRN_OTHER_KEYWORDS(X)
#undef X
};

inline constexpr std::uint32_t kKeywordCount = static_cast<std::uint32_t>(Keyword::kCount);
inline constexpr std::uint32_t kSharedKeywordCount = static_cast<std::uint32_t>(Keyword::kFirstOther);
static_assert(kKeywordSpellings.size() == kKeywordCount);

}  // namespace cairn::lexical
