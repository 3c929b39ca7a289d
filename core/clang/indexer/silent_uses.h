// SilentUses: a walk over a unit for the uses that clang's index walk does not tell of.
#pragma once

#include <clang/AST/ASTContext.h>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/declaration_rows.h"

namespace cairn::clang {

// What is called without being spelled (a range's begin and end, destructors, allocation,
// inherited constructors, operators that stand in for others), and what is spelled where the index
// walk does not look: outer designators, attributes, templates as arguments, `using enum`, members
// of what depends on template parameters.
void find_silent_uses(ast::ASTContext& context, DeclarationRows& rows);

}  // namespace cairn::clang
