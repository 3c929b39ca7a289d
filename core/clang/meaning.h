// What a place means beyond what its word names: for all questions that lead somewhere else.
#pragma once

#include <clang-c/Index.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "core/clang/subject.h"

namespace cairn::clang {

// The constructor that a call's opening bracket behind a name ("x(1)", "x{1}") is about; one that
// a class has by `using Base::Base` is the base's.
std::optional<CXCursor> constructor_at(SourceMap& sources, std::uint64_t offset);

// The class that a type's name with arguments means where there is one of its own for them.
std::optional<CXCursor> specialisation_at(SourceMap& sources, const Subject& subject);

// What to look for: on `auto` and `this`, the declaration of the type.
std::vector<CXCursor> wanted(const Subject& subject);

}  // namespace cairn::clang
