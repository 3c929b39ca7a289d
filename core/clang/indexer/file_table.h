// FileTable: clang's files and places → files of UnitRows and bytes in them.
#pragma once

#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/DenseMap.h>

#include <optional>
#include <string>
#include <unordered_map>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/imported_files.h"
#include "core/clang/indexer/source_files.h"
#include "core/clang/indexer/unit_rows.h"

namespace cairn::clang {

// Where a name stands in a file's own text: where it is spelled, also when that is the
// argument of a macro, else where the outermost macro is used.
struct Place {
  std::uint32_t file = 0;
  std::uint32_t offset = 0;
  bool from_macro = false;  // the name itself comes out of a macro's body
};

// Borrows the source manager, the file system and the rows. Confined to one thread.
class FileTable {
 public:
  FileTable(const ast::SourceManager& sources, const ast::LangOptions& language, const SourceFiles& opened,
            std::string directory, std::string root, const ImportedFiles* imported, UnitRows& rows)
      : sources_(sources),
        language_(language),
        opened_(opened),
        directory_(std::move(directory)),
        root_(std::move(root)),
        imported_(imported),
        rows_(rows) {}

  // For a parse without a main file: number 0 is no file.
  void leave_out_main_file();

  // None for what stands in no file (built-ins, the command line, pasted tokens) or in one of a module file.
  std::optional<Place> place(ast::SourceLocation location);
  // The number of the file; none for a buffer without one.
  std::optional<std::uint32_t> file(ast::FileID id);
  std::optional<std::uint32_t> file(ast::FileEntryRef entry);
  // The number in ImportedFiles of a file that a module file brought: that in which `location` stands when macros
  // are expanded, or the one with that name.
  std::optional<std::uint32_t> imported(ast::SourceLocation location);
  std::optional<std::uint32_t> imported(ast::FileEntryRef entry);
  std::string_view imported_path(std::uint32_t imported) const { return imported_->path(imported); }
  // Path of the file, of a module file's too, in which `location` stands when macros are expanded; empty if none.
  std::string_view path(ast::SourceLocation location);

  // Bytes of a declaration, as its own file's text has them: `head_end` is where its body begins.
  // Empty if it does not begin and end in the file `file`.
  Extent extent(std::uint32_t file, ast::SourceRange range, ast::SourceLocation body);

  // The parsed bytes of a file.
  llvm::StringRef text(std::uint32_t file) const { return texts_[file]; }
  // The length of the token at an offset; of white space 0.
  std::uint32_t token_length(std::uint32_t file, std::uint32_t offset) const;

  // All files that the unit entered, in no order; the main file is number 0.
  void add_all();

 private:
  std::uint32_t add(ast::FileID id, ast::FileEntryRef entry, llvm::StringRef text);
  std::string real_path(llvm::StringRef name);

  const ast::SourceManager& sources_;
  const ast::LangOptions& language_;
  const SourceFiles& opened_;
  std::string directory_;
  std::string root_;
  const ImportedFiles* imported_;
  UnitRows& rows_;
  std::vector<llvm::StringRef> texts_;
  std::vector<ast::FileID> ids_;                               // the first of each file
  llvm::DenseMap<ast::FileID, std::int64_t> by_id_;            // -1: no file
  llvm::DenseMap<ast::FileID, std::uint32_t> imported_by_id_;  // kNone: no file of a module file's
  std::unordered_map<std::string, std::uint32_t> by_name_;
  std::unordered_map<std::string, std::uint32_t> by_path_;
  std::unordered_map<std::string, std::string> real_directories_;
  ast::FileID last_id_;
  std::int64_t last_file_ = -1;
};

}  // namespace cairn::clang
