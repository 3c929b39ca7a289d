// MacroRecord: what a parse asked about macros and did to them, file by file, in its order.
#pragma once

#include <clang/Lex/MacroInfo.h>
#include <clang/Lex/Preprocessor.h>
#include <llvm/ADT/DenseMap.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/file_table.h"
#include "core/clang/indexer/imported_files.h"

namespace cairn::clang {

// A name is asked about where clang looks whether it is a macro: in conditions, at each identifier that the parser
// gets, at each expansion. While nothing happens to it in the same file, a name is noted once.
//
// Told by MacroRows. Borrows the preprocessor and the table; confined to one thread.
class MacroRecorder {
 public:
  MacroRecorder(ast::Preprocessor& preprocessor, FileTable& files);

  void ask(ast::SourceLocation location, const ast::IdentifierInfo& name, const ast::MacroInfo* definition);
  // The same for a condition behind a branch that was taken.
  void name(ast::SourceLocation location, const ast::IdentifierInfo& name, const ast::MacroInfo* definition);
  // The name of an #ifndef; ask() comes next.
  void begin_default(const ast::Token& name);
  void define(ast::SourceLocation location, const ast::IdentifierInfo& name);
  void undefine(ast::SourceLocation location, const ast::IdentifierInfo& name);
  void include(ast::SourceLocation location, ast::FileEntryRef file);
  void enter(ast::FileID file);

  // After the parse. A file has the number `file_number` gives: of a local file (first argument), or of an imported
  // one. kNone where that gives nothing. Empty if there was more than the bound.
  struct Source {
    std::uint32_t number = 0;
    bool is_imported = false;
  };
  MacroRecord take(const std::function<std::uint32_t(Source)>& file_number,
                   const std::function<bool(std::uint32_t local)>& is_guarded);
  bool is_too_long() const { return events_ > kMaxEvents; }

 private:
  // 12 bytes each; clang's largest units have 2 million.
  static constexpr std::size_t kMaxEvents = 16'000'000;
  static constexpr std::uint32_t kImported = 1U << 30;  // of a file: a number in ImportedFiles
  struct Included {
    std::size_t entry = 0;
    std::size_t event = 0;
    ast::FileEntryRef file;
  };
  struct Entry {
    std::uint32_t file = MacroRecord::kNone;
    std::vector<MacroRecord::Event> events;
    llvm::DenseMap<const ast::IdentifierInfo*, std::uint32_t> known;  // what it was when it was last noted
  };

  std::size_t entry_of(ast::FileID file);
  Entry& entry_at(ast::SourceLocation location);
  std::uint32_t definer(const ast::MacroInfo* definition);
  std::uint32_t number(const ast::IdentifierInfo& name);
  void add(Entry& entry, MacroRecord::Event event);

  ast::Preprocessor& preprocessor_;
  FileTable& files_;
  std::vector<Entry> entries_;
  llvm::DenseMap<ast::FileID, std::size_t> by_id_;
  llvm::DenseMap<const ast::MacroInfo*, std::uint32_t> definers_;
  llvm::DenseMap<const ast::IdentifierInfo*, std::uint32_t> numbers_;
  std::vector<const ast::IdentifierInfo*> names_;
  std::vector<Included> included_;
  const ast::IdentifierInfo* default_ = nullptr;  // the next ask() about it is one of that kind
  std::size_t events_ = 0;
};

}  // namespace cairn::clang
