// Leaks on purpose, to see that the leak detector finds them (tests/process/injected_leaks_test.cpp). Exists in builds
// with CAIRN_INJECT_LEAKS only, which nobody ships: elsewhere everything here is empty and costs nothing.
#pragma once

#if defined(CAIRN_INJECT_LEAKS)
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>
#endif

namespace cairn::base {

#if defined(CAIRN_INJECT_LEAKS)

// Whether $CAIRN_INJECTED_LEAK names this component.
inline bool leaks_on_purpose(std::string_view component) {
  static const char* const named = std::getenv("CAIRN_INJECTED_LEAK");
  return named != nullptr && component == named;
}

// Keeps so many bytes for good. They are written to only if `is_touched`: the allocator counts them, the kernel
// does not.
inline void leak_bytes(std::string_view component, std::size_t bytes, bool is_touched) {
  if (!leaks_on_purpose(component)) return;
  static auto& kept = *new std::vector<std::string>;
  kept.emplace_back();
  kept.back().reserve(bytes);
  if (is_touched) kept.back().resize(bytes, 'x');
}

#endif

}  // namespace cairn::base
