// Types that are spelled `auto`.
#pragma once

#include <clang-c/Index.h>

#include <optional>

namespace cairn::clang {

// The `auto` inside of a type as it was written, such as `const auto&`, behind pointers,
// references and function results. Its canonical type is what it stands for, and again
// an `auto` where that is not known (yet).
std::optional<CXType> auto_in(CXType type);

}  // namespace cairn::clang
