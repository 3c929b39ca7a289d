// MacroRows: what the preprocessor does while a unit is parsed becomes macro lines, include
// lines and occurrences of macros.
#pragma once

#include <clang/Lex/PPCallbacks.h>
#include <clang/Lex/Preprocessor.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/edit_facts.h"
#include "core/clang/indexer/file_table.h"
#include "core/clang/indexer/include_reach.h"
#include "core/clang/indexer/macro_record.h"
#include "core/clang/indexer/unit_rows.h"

namespace cairn::clang {

// An occurrence stands where a macro's name is spelled: in directives, in uses and in the
// bodies of other macros; not where a use inside another macro's body is expanded.
//
// Borrows everything it is made from; clang owns it. Confined to one thread.
class MacroRows : public ast::PPCallbacks {
 public:
  MacroRows(ast::Preprocessor& preprocessor, FileTable& files, UnitRows& rows, std::set<std::string>& missing_includes)
      : preprocessor_(preprocessor), files_(files), rows_(rows), missing_includes_(missing_includes) {}

  // After the parse, first: which files the include lines mean.
  void resolve_includes();
  // Then: the macros that conditions test of which the file itself makes something, if it may be read again ("#ifndef
  // X" says the same the second time), and the macros that bodies of others name. Clang binds them where the outer one
  // is used; here it is the last definition of those that the body's file includes, so that a header's rows depend
  // neither on its uses nor on what comes before it.
  void bind_names(IncludeReach& reach);

  // Has all expansions of macros put into `list`, which outlives the parse.
  void note_expansions(std::vector<Expansion>& list) { expansions_ = &list; }

  // Tells it all that happens; it outlives the parse.
  void record(MacroRecorder& recorder) { recorder_ = &recorder; }

  // A macro out of a module file, where it was tested or expanded.
  struct ImportedUse {
    std::string_view name;
    ast::SourceLocation definition;
    bool is_ambiguous = false;
  };
  const std::vector<ImportedUse>& imported_uses() const { return imported_uses_; }
  // Files that a command's options include, out of module files: their numbers in ImportedFiles.
  const std::vector<std::uint32_t>& imported_by_options() const { return imported_by_options_; }

  void FileChanged(ast::SourceLocation location, FileChangeReason reason, ast::SrcMgr::CharacteristicKind kind,
                   ast::FileID previous) override;
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
    std::size_t row = 0;  // kNoRow: by the command's options
    ast::FileEntryRef entry;
  };
  void test(ast::SourceLocation location, const ast::IdentifierInfo& name, bool is_evaluated = true);
  // `directive`: of its name.
  void test_all(ast::SourceLocation directive, ConditionValueKind value);
  void ask(ast::SourceLocation location, const ast::IdentifierInfo& name, const ast::MacroDefinition& definition);
  // `definition` may be null: not defined.
  std::uint32_t symbol(const ast::IdentifierInfo& name, const ast::MacroInfo* definition);
  void note_use(const ast::IdentifierInfo& name, const ast::MacroDefinition& definition);
  const ast::MacroInfo* definition_for(std::uint32_t file, const ast::IdentifierInfo& name, IncludeReach& reach);
  bool is_reached(std::uint32_t file, const ast::MacroInfo& definition, IncludeReach& reach);

  // A condition on what was not defined.
  struct Test {
    std::size_t row = 0;  // in rows_.occurrences
    const ast::IdentifierInfo* name = nullptr;
  };
  void bind_tests();
  void bind_bodies(IncludeReach& reach);

  static constexpr std::size_t kNoRow = SIZE_MAX;

  ast::Preprocessor& preprocessor_;
  FileTable& files_;
  UnitRows& rows_;
  std::set<std::string>& missing_includes_;
  std::vector<const ast::MacroInfo*> defined_;                                                           // in files
  llvm::DenseMap<const ast::IdentifierInfo*, llvm::SmallVector<const ast::MacroInfo*, 1>> definitions_;  // all
  llvm::DenseSet<const ast::MacroInfo*> used_;  // those of imported_uses_
  std::vector<ImportedUse> imported_uses_;
  std::vector<std::uint32_t> imported_by_options_;
  std::vector<Test> tests_;
  MacroRecorder* recorder_ = nullptr;
  std::vector<Expansion>* expansions_ = nullptr;
  std::vector<Included> included_;                      // their files have no number before they are entered
  llvm::DenseMap<const void*, std::uint32_t> symbols_;  // by definition, else by name
};

}  // namespace cairn::clang
