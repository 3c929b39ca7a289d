// MacroRows: what the preprocessor does while a unit is parsed becomes macro lines, include
// lines and occurrences of macros.
#pragma once

#include <clang/Lex/PPCallbacks.h>
#include <clang/Lex/Preprocessor.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/file_table.h"
#include "core/clang/indexer/unit_rows.h"

namespace cairn::clang {

// An occurrence stands where a macro's name is spelled: in directives, in uses and in the
// bodies of other macros; not where a use inside another macro's body is expanded.
//
// Borrows everything it is made from; clang owns it. Confined to one thread.
class MacroRows : public ast::PPCallbacks {
 public:
  MacroRows(const ast::Preprocessor& preprocessor, FileTable& files, UnitRows& rows,
            std::set<std::string>& missing_includes)
      : preprocessor_(preprocessor), files_(files), rows_(rows), missing_includes_(missing_includes) {}

  // After the parse: the macros that bodies of others name. Clang binds them where the outer one
  // is used; here it is the last definition, so that a header's rows do not depend on its uses.
  void finish();

  void MacroDefined(const ast::Token& name, const ast::MacroDirective* directive) override;
  void MacroUndefined(const ast::Token& name, const ast::MacroDefinition& definition,
                      const ast::MacroDirective* undefinition) override;
  void MacroExpands(const ast::Token& name, const ast::MacroDefinition& definition, ast::SourceRange range,
                    const ast::MacroArgs* arguments) override;
  void If(ast::SourceLocation location, ast::SourceRange condition, ConditionValueKind value) override;
  void Elif(ast::SourceLocation location, ast::SourceRange condition, ConditionValueKind value,
            ast::SourceLocation if_location) override;
  void Ifdef(ast::SourceLocation location, const ast::Token& name, const ast::MacroDefinition& definition) override;
  void Ifndef(ast::SourceLocation location, const ast::Token& name, const ast::MacroDefinition& definition) override;
  void Elifdef(ast::SourceLocation location, const ast::Token& name, const ast::MacroDefinition& definition) override;
  void Elifdef(ast::SourceLocation location, ast::SourceRange condition, ast::SourceLocation if_location) override;
  void Elifndef(ast::SourceLocation location, const ast::Token& name, const ast::MacroDefinition& definition) override;
  void Elifndef(ast::SourceLocation location, ast::SourceRange condition, ast::SourceLocation if_location) override;
  void InclusionDirective(ast::SourceLocation hash, const ast::Token& include, llvm::StringRef name, bool is_angled,
                          ast::CharSourceRange name_range, ast::OptionalFileEntryRef file, llvm::StringRef search_path,
                          llvm::StringRef relative_path, const ast::Module* module, bool is_imported,
                          ast::SrcMgr::CharacteristicKind kind) override;
  void HasInclude(ast::SourceLocation location, llvm::StringRef name, bool is_angled, ast::OptionalFileEntryRef file,
                  ast::SrcMgr::CharacteristicKind kind) override;

 private:
  struct Included {
    std::size_t row = 0;
    ast::FileEntryRef entry;
  };
  void test(ast::SourceLocation location, const ast::IdentifierInfo& name);
  // `directive`: of its name.
  void test_all(ast::SourceLocation directive);
  // `definition` may be null: not defined.
  std::uint32_t symbol(const ast::IdentifierInfo& name, const ast::MacroInfo* definition);
  const ast::MacroInfo* last_definition(const ast::IdentifierInfo& name) const;

  const ast::Preprocessor& preprocessor_;
  FileTable& files_;
  UnitRows& rows_;
  std::set<std::string>& missing_includes_;
  std::vector<const ast::MacroInfo*> defined_;
  std::vector<Included> included_;  // their files have no number before they are entered
};

}  // namespace cairn::clang
