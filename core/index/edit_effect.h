// EditEffect: whom an edit of a header concerns, as its rows before and after it show.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/index/header_edit.h"
#include "core/index/variant_rows.h"
#include "core/worker/messages.h"

namespace cairn::index {

struct EditEffect {
  std::string doubt;  // why it concerns everybody; empty: only those who mention one of
  // the names of all that was or is declared in the edited lines; none for the body of a function.
  std::set<std::string, std::less<>> changed;
  // What the header's rows depend on besides what it includes itself: who declares one of these, or defines one of
  // those as a macro, before the header is read, may give it other rows.
  std::set<std::string, std::less<>> names;
  std::set<std::string, std::less<>> words;
};

// `before` and `after`: rows of the header by one and the same unit. `text`: the header as it is now. Pure.
//
// Two kinds of edits are followed. In the body of a function of which others see only that it is there: everything
// outside of the edited lines has to be as it was. And of whole declarations of functions, variables, enumerations and
// other names of types, and of macros: who does not mention such a name in any of its files cannot tell, unless the
// header's own other declarations do; mentions in bodies as above concern nobody else.
EditEffect find_effect(const HeaderEdit& edit, const VariantRows& before, const VariantRows& after,
                       const worker::EditFacts& facts, std::string_view text);

}  // namespace cairn::index
