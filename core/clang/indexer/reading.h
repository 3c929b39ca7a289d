// Reading: from clang's callbacks and its finished AST to kept rows, for whatever is parsed.
#pragma once

#include <clang/AST/ASTConsumer.h>
#include <clang/Frontend/CompilerInstance.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/edit_facts.h"
#include "core/clang/indexer/file_table.h"
#include "core/clang/indexer/frontend.h"
#include "core/clang/indexer/imported_files.h"
#include "core/clang/indexer/kept_rows.h"
#include "core/clang/indexer/macro_record.h"
#include "core/clang/indexer/macro_rows.h"
#include "core/clang/indexer/source_files.h"
#include "core/clang/indexer/symbol_table.h"
#include "core/clang/indexer/unit_rows.h"

namespace cairn::clang {

// One parse. Only what this parse read has rows: declarations out of module files are neither loaded for it nor
// walked. Borrows what it is made from; clang's memory ends before this object. Confined to one thread.
class Reading {
 public:
  struct Source {
    const std::string& directory;
    const std::string& root;
    const ImportedFiles* imported = nullptr;      // null: no module files
    bool is_module = false;                       // a module is built: there is no main file
    const worker::EditedLines* edited = nullptr;  // null, or without a path: no facts of an edit are wanted
  };
  Reading(const Source& source, SourceFiles& opened, Errors& errors)
      : source_(source), opened_(opened), errors_(errors) {}

  // When clang is ready to parse.
  void begin(ast::CompilerInstance& instance);
  // The consumer that reads the rows when the parse is finished.
  std::unique_ptr<ast::ASTConsumer> make_consumer(ast::CompilerInstance& instance);

  // All below after the parse.
  bool is_done() const { return is_done_; }  // clang came as far as an AST
  KeptRows take_rows() { return std::move(kept_); }
  std::set<std::string> take_missing_includes() { return std::move(missing_includes_); }
  // What the files of the parse reach in module files, as the layers' builds stated it.
  std::vector<worker::IndexedFile> take_imported() { return std::move(imported_); }
  // Files of layers of one unit that ask about a macro which is another one in the order of this parse: their paths.
  std::vector<std::string> take_entered_otherwise() { return std::move(entered_otherwise_); }
  worker::EditFacts take_edit() { return std::move(edit_); }
  // Of a module: paths of what includes what.
  std::vector<std::pair<std::string, std::string>> take_includes() { return std::move(includes_); }
  // Of a module: files have the numbers of its rows, imported ones stand behind those.
  MacroRecord take_macros() { return std::move(macro_record_); }

 private:
  class Consumer;
  void finish(ast::Preprocessor& preprocessor, ast::ASTContext& context);
  void note_guards(const ast::Preprocessor& preprocessor);
  void check_reach(const SymbolTable& symbols, const IncludeReach& reach, const std::vector<bool>& reached);
  MacroRecord recorded(const std::function<std::uint32_t(MacroRecorder::Source)>& file_number);
  void check_order();
  void note_imported(const IncludeReach& reach, const std::vector<bool>& reached);
  void note_includes();

  const Source source_;
  SourceFiles& opened_;
  Errors& errors_;
  UnitRows rows_;
  std::unique_ptr<FileTable> files_;
  MacroRows* macros_ = nullptr;  // the preprocessor's
  std::set<std::string> missing_includes_;
  std::vector<worker::IndexedFile> imported_;
  std::unique_ptr<MacroRecorder> recorder_;
  MacroRecord macro_record_;
  std::vector<std::string> entered_otherwise_;
  std::vector<std::pair<std::string, std::string>> includes_;
  std::vector<Expansion> expansions_;  // for the facts of an edit
  worker::EditFacts edit_;
  KeptRows kept_;
  bool is_done_ = false;
};

}  // namespace cairn::clang
