#include "core/clang/deduced_type.h"

namespace cairn::clang {
namespace {

constexpr int kMaxLayers = 64;

}  // namespace

std::optional<CXType> auto_in(CXType type) {
  for (int layer = 0; layer < kMaxLayers; ++layer) {
    if (type.kind == CXType_Auto) return type;
    const CXType result = clang_getResultType(type);
    const CXType inner = result.kind != CXType_Invalid ? result : clang_getPointeeType(type);
    if (inner.kind == CXType_Invalid) return std::nullopt;
    type = inner;
  }
  return std::nullopt;
}

}  // namespace cairn::clang
