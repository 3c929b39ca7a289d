// The next of a few bytes, sixteen at a time: comments are a third of real sources.
#pragma once

#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace cairn::lexical {

// The first byte in [from, end) that is one of the three; `end` if there is none. Reads nothing outside.
inline const char* find_byte(const char* from, const char* end, char a, char b, char c) {
#ifdef __SSE2__
  const __m128i all_a = _mm_set1_epi8(a);
  const __m128i all_b = _mm_set1_epi8(b);
  const __m128i all_c = _mm_set1_epi8(c);
  for (; end - from >= 16; from += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const __m128i hits = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, all_a), _mm_cmpeq_epi8(bytes, all_b)),
                                      _mm_cmpeq_epi8(bytes, all_c));
    const unsigned mask = static_cast<unsigned>(_mm_movemask_epi8(hits));
    if (mask != 0) return from + std::countr_zero(mask);
  }
#endif
  while (from != end && *from != a && *from != b && *from != c) ++from;
  return from;
}

}  // namespace cairn::lexical
