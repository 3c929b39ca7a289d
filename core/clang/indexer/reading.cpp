#include "core/clang/indexer/reading.h"

#include <clang/AST/ASTContext.h>
#include <clang/Index/IndexingAction.h>
#include <clang/Index/IndexingOptions.h>
#include <clang/Lex/HeaderSearch.h>

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/clang/indexer/declaration_rows.h"
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
  macros_->bind_bodies(reach);
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
    macros_before_imports_ = macros_->changed_before_imports();
    note_imported(reach, reached);
  }
  if (source_.edited && !source_.edited->path.empty() && !source_.imported) {
    edit_ = find_edit_facts(context, *files_, reach, rows_, expansions_, *source_.edited);
  }
  if (source_.is_module) note_includes();
  kept_ = KeptRows(std::move(rows_));
  is_done_ = true;
}

}  // namespace cairn::clang
