// SymbolTable: clang's declarations → symbols of UnitRows.
#pragma once

#include <clang/AST/Decl.h>
#include <llvm/ADT/DenseMap.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/file_table.h"
#include "core/clang/indexer/unit_rows.h"

namespace cairn::clang {

// How a declaration shows the entity that it declares.
model::SymbolKind kind_of(const ast::NamedDecl& declaration);

// Confined to one thread.
class SymbolTable {
 public:
  SymbolTable(FileTable& files, UnitRows& rows) : files_(files), rows_(rows) {}

  // None for what clang gives no USR.
  std::optional<std::uint32_t> number(const ast::NamedDecl& declaration);

  // Declarations out of module files that were given a number.
  const std::vector<const ast::NamedDecl*>& imported() const { return imported_; }

  // What stands in the text where the symbol is named: of a destructor "~Foo".
  std::string_view spelling(std::uint32_t symbol) const { return rows_.symbols[symbol].name; }

 private:
  std::optional<std::uint32_t> add(const ast::NamedDecl& declaration);
  std::string_view bound_path(const ast::NamedDecl& declaration, std::string_view base);

  FileTable& files_;
  UnitRows& rows_;
  std::vector<const ast::NamedDecl*> imported_;
  llvm::DenseMap<const ast::Decl*, std::int64_t> numbers_;  // by canonical declaration; -1: none
};

}  // namespace cairn::clang
