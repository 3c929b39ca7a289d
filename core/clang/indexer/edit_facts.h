// EditFacts: what an edit of a file may change besides itself, and what it depends on.
#pragma once

#include <clang/AST/ASTContext.h>
#include <clang/Basic/SourceLocation.h>
#include <clang/Lex/MacroInfo.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/file_table.h"
#include "core/clang/indexer/include_reach.h"
#include "core/clang/indexer/unit_rows.h"
#include "core/worker/messages.h"

namespace cairn::clang {

// A macro that was expanded while the unit was parsed; noted only if facts of an edit are asked for.
struct Expansion {
  ast::SourceLocation location;
  const ast::MacroInfo* macro = nullptr;
  std::string_view name;
};

// Of a finished parse without module files. `edited.path` must be a file of it that was entered once, or the facts are
// in doubt. Everything that is not understood is a doubt too. Walks the declarations of that file only.
worker::EditFacts find_edit_facts(ast::ASTContext& context, FileTable& files, IncludeReach& reach, const UnitRows& rows,
                                  const std::vector<Expansion>& expansions, const worker::EditedLines& edited);

}  // namespace cairn::clang
