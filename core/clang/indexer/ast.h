// clang's own namespace under a name that Cairn's "cairn::clang" does not hide.
#pragma once

namespace clang {}

namespace cairn::clang {
namespace ast = ::clang;  // NOLINT
}  // namespace cairn::clang
