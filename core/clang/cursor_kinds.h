// libclang's kinds of declarations as the kinds that people are shown.
#pragma once

#include <clang-c/Index.h>

#include <optional>

#include "core/model/answers.h"

namespace cairn::clang {

// None for what is no declaration, and for declarations without a kind of their own.
std::optional<model::SymbolKind> kind_of(CXCursor cursor);

}  // namespace cairn::clang
