// Conditions of #if, decided as far as they can be without a preprocessor.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::index {

// One of the conditions under which a line counts.
struct Condition {
  std::string expression;   // behind #if; "defined(X)" for #ifdef X
  bool is_negated = false;  // in an #else, or behind other branches
  bool operator==(const Condition&) const = default;
};

// What is known of macros, at any place of any unit of a group.
struct KnownMacros {
  std::function<bool(const std::string&)> may_be_defined;
  std::function<bool(const std::string&)> is_always_defined;
};

// The value of an expression of the preprocessor; nothing if it depends on what is not known, or cannot be read. Pure.
std::optional<long long> evaluate(std::string_view expression, const KnownMacros& macros);

// False if one of them surely does not hold.
bool may_hold(const std::vector<Condition>& conditions, const KnownMacros& macros);

}  // namespace cairn::index
