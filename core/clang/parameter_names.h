// ParameterNames: what the parameters of a called function are called.
#pragma once

#include <clang-c/Index.h>

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace cairn::clang {

struct Parameter {
  std::string name;  // without leading underscores; empty: none, or part of a pack
  bool is_mutable_reference = false;
};

// Looks each function up once. Confined to one thread; for the lifetime of one parse.
class ParameterNames {
 public:
  // Empty where names would tell nothing: operators, copies, setters, `std::move`.
  const std::vector<Parameter>& of(CXCursor callee);

 private:
  struct Hash {
    std::size_t operator()(const CXCursor& cursor) const { return clang_hashCursor(cursor); }
  };
  struct Equal {
    bool operator()(const CXCursor& a, const CXCursor& b) const { return clang_equalCursors(a, b) != 0; }
  };
  std::unordered_map<CXCursor, std::vector<Parameter>, Hash, Equal> known_;
};

}  // namespace cairn::clang
