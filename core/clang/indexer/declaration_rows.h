// DeclarationRows: what clang's walk over a unit's declarations and expressions finds
// becomes occurrences and relations.
#pragma once

#include <clang/AST/DeclCXX.h>
#include <clang/Index/IndexDataConsumer.h>
#include <llvm/ADT/DenseMap.h>

#include <utility>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/file_table.h"
#include "core/clang/indexer/include_reach.h"
#include "core/clang/indexer/symbol_table.h"
#include "core/clang/indexer/unit_rows.h"

namespace cairn::clang {

// Borrows everything it is made from. Confined to one thread.
class DeclarationRows : public ast::index::IndexDataConsumer {
 public:
  DeclarationRows(FileTable& files, SymbolTable& symbols, IncludeReach& reach, UnitRows& rows)
      : files_(files), symbols_(symbols), reach_(reach), rows_(rows) {}

  bool handleDeclOccurrence(const ast::Decl* declaration, ast::index::SymbolRoleSet roles,
                            llvm::ArrayRef<ast::index::SymbolRelation> relations, ast::SourceLocation location,
                            ASTNodeInfo node) override;

  // A use of what `declaration` (null: none) names. Instances of templates stand for their template's; what
  // is local or made up by the compiler is left out.
  void use(const ast::Decl* declaration, ast::SourceLocation location, model::Roles roles);
  // A use of one of several, as is_candidate() has it.
  void use_candidate(const ast::NamedDecl* declaration, ast::SourceLocation location);
  // A class in a function, or a method of one, which stands in a hierarchy with others that are not local.
  void introduce_local(const ast::NamedDecl& declaration);
  void relate_base(const ast::CXXRecordDecl& base, const ast::CXXRecordDecl& derived);

 private:
  // Sets length and roles by what is spelled there.
  void read_spelling(std::uint32_t symbol, const Place& place, FoundOccurrence& occurrence) const;
  void introduce(const ast::NamedDecl& declaration, FoundOccurrence& occurrence);
  void relate(std::uint32_t symbol, const FoundOccurrence& occurrence, const ast::NamedDecl& declaration,
              llvm::ArrayRef<ast::index::SymbolRelation> relations);

  // Whether a candidate of a name that depends on template parameters counts.
  bool is_candidate(const ast::NamedDecl& candidate, const ast::Expr& expression, std::uint32_t file);
  bool is_declared_within(const ast::NamedDecl& declaration, std::uint32_t file);

  FileTable& files_;
  SymbolTable& symbols_;
  IncludeReach& reach_;
  UnitRows& rows_;
  llvm::DenseMap<std::pair<const ast::Decl*, std::uint32_t>, bool> declared_within_;  // by entity and file
};

// The bytes at `offset` that spell a symbol of that name, be it an operator's sign alone;
// 0 if something else stands there.
std::uint32_t spelled_length(const FileTable& files, std::uint32_t file, std::uint32_t offset, std::string_view name);

}  // namespace cairn::clang
