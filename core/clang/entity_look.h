// EntityLook: how a declaration is shown wherever it is named.
#pragma once

#include <clang-c/Index.h>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/model/semantic_tokens.h"

namespace cairn::clang {

struct EntityLook {
  std::optional<model::SemanticTokenKind> kind;  // none: not coloured
  std::uint32_t modifiers = 0;                   // those that its uses share
  std::string name;                              // as spelled_name()
};

// Describes each declaration once, since a file names most of them many times.
// Confined to one thread; for the lifetime of one parse.
class EntityLooks {
 public:
  const EntityLook& of(CXCursor entity);

 private:
  struct Hash {
    std::size_t operator()(const CXCursor& cursor) const { return clang_hashCursor(cursor); }
  };
  struct Equal {
    bool operator()(const CXCursor& a, const CXCursor& b) const { return clang_equalCursors(a, b) != 0; }
  };
  std::unordered_map<CXCursor, EntityLook, Hash, Equal> known_;
};

// The kind that a type is shown with: its class's or enumeration's, else kType.
model::SemanticTokenKind look_of_type(CXType type);

}  // namespace cairn::clang
