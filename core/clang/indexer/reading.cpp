#include "core/clang/indexer/reading.h"

#include <clang/AST/ASTContext.h>
#include <clang/Index/IndexingAction.h>
#include <clang/Index/IndexingOptions.h>
#include <clang/Lex/HeaderSearch.h>

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/clang/indexer/declaration_rows.h"
#include "core/clang/indexer/macro_replay.h"
#include "core/clang/indexer/silent_uses.h"

namespace cairn::clang {

class Reading::Consumer : public ast::ASTConsumer {
 public:
  Consumer(ast::Preprocessor& preprocessor, Reading& reading) : preprocessor_(preprocessor), reading_(reading) {}
  void HandleTranslationUnit(ast::ASTContext& context) override { reading_.finish(preprocessor_, context); }

 private:
  ast::Preprocessor& preprocessor_;
  Reading& reading_;
};

void Reading::begin(ast::CompilerInstance& instance) {
  ast::Preprocessor& preprocessor = instance.getPreprocessor();
  const ast::SourceManager& sources = instance.getSourceManager();
  files_ = std::make_unique<FileTable>(sources, instance.getLangOpts(), opened_, source_.directory, source_.root,
                                       source_.imported, rows_);
  if (source_.is_module) {
    files_->leave_out_main_file();
  } else {
    files_->file(sources.getMainFileID());
  }
  auto macros = std::make_unique<MacroRows>(preprocessor, *files_, rows_, missing_includes_);
  macros_ = macros.get();
  if (source_.edited && !source_.edited->path.empty()) macros_->note_expansions(expansions_);
  if (source_.is_module || source_.imported) {
    recorder_ = std::make_unique<MacroRecorder>(preprocessor, *files_);
    macros_->record(*recorder_);
  }
  preprocessor.addPPCallbacks(std::move(macros));
}

std::unique_ptr<ast::ASTConsumer> Reading::make_consumer(ast::CompilerInstance& instance) {
  return std::make_unique<Consumer>(instance.getPreprocessor(), *this);
}

void Reading::note_guards(const ast::Preprocessor& preprocessor) {
  const ast::SourceManager& sources = preprocessor.getSourceManager();
  for (unsigned i = 0; i < sources.local_sloc_entry_size(); ++i) {
    const ast::SrcMgr::SLocEntry& slot = sources.getLocalSLocEntry(i);
    if (!slot.isFile() || slot.getOffset() == 0) continue;
    const auto id = sources.getFileID(ast::SourceLocation::getFromRawEncoding(slot.getOffset()));
    const auto entry = sources.getFileEntryRefForID(id);
    const auto number = files_->file(id);
    if (!entry || !number) continue;
    const ast::HeaderFileInfo* header = preprocessor.getHeaderSearchInfo().getExistingFileInfo(*entry);
    if (!header) continue;
    std::uint32_t& flags = rows_.files[*number].facts.flags;
    if (header->isPragmaOnce) flags |= model::FileFacts::kPragmaOnce;
    if (header->LazyControllingMacro.isValid()) flags |= model::FileFacts::kIncludeGuard;
  }
}

// A module of many headers in one shows more than the unit includes. Whoever uses that may mean something else in the
// text that the unit is: such a unit is not parsed rightly with modules.
void Reading::check_reach(const SymbolTable& symbols, const IncludeReach& reach, const std::vector<bool>& reached) {
  const auto is_reached = [&](ast::SourceLocation location) {
    const auto imported = files_->imported(location);
    return !imported || reached[reach.node_of_imported(*imported)];
  };
  for (const MacroRows::ImportedUse& use : macros_->imported_uses()) {
    if (use.is_ambiguous) errors_.add(fmt::format("prelude: several meanings of macro {}", use.name));
    if (is_reached(use.definition)) continue;
    errors_.add(fmt::format("prelude: macro {} of {}, which is not included", use.name, files_->path(use.definition)));
  }
  for (const ast::NamedDecl* each : symbols.imported()) {
    if (is_reached(each->getLocation()) || llvm::isa<ast::NamespaceDecl>(each)) continue;
    bool is_known = false;
    for (const ast::Decl* again : each->redecls()) is_known = is_known || is_reached(again->getLocation());
    if (is_known) continue;
    errors_.add(fmt::format("prelude: {} of {}, which is not included", each->getQualifiedNameAsString(),
                            files_->path(each->getLocation())));
  }
}

MacroRecord Reading::recorded(const std::function<std::uint32_t(MacroRecorder::Source)>& file_number) {
  return recorder_->take(file_number, [this](std::uint32_t file) {
    return (rows_.files[file].facts.flags & (model::FileFacts::kPragmaOnce | model::FileFacts::kIncludeGuard)) != 0;
  });
}

// A module has not seen what the unit did to macros before it came to the import, nor does the text behind an import
// see what a text would have left behind.
void Reading::check_order() {
  const ImportedFiles& imported = *source_.imported;
  const auto first_own = static_cast<std::uint32_t>(imported.size());
  const MacroRecord unit = recorded([&](MacroRecorder::Source file) {
    if (file.is_imported) return file.number;
    const std::uint32_t same = imported.find(rows_.files[file.number].path);
    return same == ImportedFiles::kNone ? first_own + file.number : same;
  });
  if (recorder_->is_too_long()) errors_.add("prelude: the unit asks about too many macros");
  for (const MacroMismatch& each : replay_macros(unit, imported)) {
    const bool is_imported = each.file < imported.size();
    const std::string_view path = is_imported ? imported.path(each.file) : rows_.files[each.file - first_own].path;
    if (is_imported && imported.is_of_one_unit(each.file)) {
      entered_otherwise_.emplace_back(path);
    } else {
      errors_.add(fmt::format("prelude: macro {}, which {} asks about, is another one in this order of includes",
                              each.name, path));
    }
  }
}

void Reading::note_imported(const IncludeReach& reach, const std::vector<bool>& reached) {
  for (std::uint32_t file = 0; file < source_.imported->size(); ++file) {
    if (!reached[reach.node_of_imported(file)]) continue;
    const auto& statements = source_.imported->statements(file);
    imported_.insert(imported_.end(), statements.begin(), statements.end());
  }
}

void Reading::note_includes() {
  for (const FoundInclude& each : rows_.includes) {
    const std::string_view to = each.resolved == kNoOffset ? each.imported : rows_.files[each.resolved].path;
    if (!to.empty()) includes_.emplace_back(rows_.files[each.file].path, to);
  }
}

void Reading::finish(ast::Preprocessor& preprocessor, ast::ASTContext& context) {
  note_guards(preprocessor);
  macros_->resolve_includes();
  IncludeReach reach(rows_, source_.imported);
  macros_->bind_names(reach);
  SymbolTable symbols(*files_, rows_);
  DeclarationRows consumer(*files_, symbols, reach, rows_);
  ast::index::IndexingOptions options;
  options.SystemSymbolFilter = ast::index::IndexingOptions::SystemSymbolFilterKind::All;
  std::vector<ast::Decl*> scope;
  for (ast::Decl* each : context.getTranslationUnitDecl()->noload_decls()) {
    if (!each->isFromASTFile()) scope.push_back(each);
  }
  context.setTraversalScope(scope);
  const std::vector<const ast::Decl*> declarations(scope.begin(), scope.end());
  ast::index::indexTopLevelDecls(context, preprocessor, declarations, consumer, options);
  find_silent_uses(context, consumer);
  if (source_.imported && !source_.is_module) {
    std::vector<std::uint32_t> roots;
    for (std::uint32_t file = 0; file < rows_.files.size(); ++file) roots.push_back(file);
    for (const std::uint32_t file : macros_->imported_by_options()) roots.push_back(reach.node_of_imported(file));
    const std::vector<bool> reached = reach.reached_from(std::move(roots));
    check_reach(symbols, reach, reached);
    check_order();
    note_imported(reach, reached);
  }
  if (source_.edited && !source_.edited->path.empty() && !source_.imported) {
    edit_ = find_edit_facts(context, *files_, reach, rows_, expansions_, *source_.edited);
  }
  if (source_.is_module) {
    note_includes();
    macro_record_ = recorded([&](MacroRecorder::Source file) {
      return file.is_imported ? static_cast<std::uint32_t>(rows_.files.size()) + file.number : file.number;
    });
    if (recorder_->is_too_long()) errors_.add("prelude: its headers ask about too many macros");
  }
  kept_ = KeptRows(std::move(rows_));
  is_done_ = true;
}

}  // namespace cairn::clang
