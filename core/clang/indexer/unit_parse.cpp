// The command goes through clang's driver as a call of the compiler would, so that targets,
// include paths and defaults are those that clang itself finds; what the driver or the
// frontend does not know is left out by them.
#include "core/clang/indexer/unit_parse.h"

#include <clang/AST/ASTConsumer.h>
#include <clang/AST/ASTContext.h>
#include <clang/Basic/Diagnostic.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/CompilerInvocation.h>
#include <clang/Frontend/FrontendAction.h>
#include <clang/Frontend/Utils.h>
#include <clang/Index/IndexingAction.h>
#include <clang/Index/IndexingOptions.h>
#include <clang/Lex/HeaderSearch.h>
#include <clang/Lex/PreprocessorOptions.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/clang/indexer/declaration_rows.h"
#include "core/clang/indexer/file_table.h"
#include "core/clang/indexer/macro_rows.h"
#include "core/clang/indexer/silent_uses.h"
#include "core/clang/indexer/source_files.h"
#include "core/clang/indexer/symbol_table.h"
#include "platform/base/utf.h"

namespace cairn::clang {
namespace {

class ErrorCounter : public ast::DiagnosticConsumer {
 public:
  explicit ErrorCounter(ParsedUnit& unit) : unit_(unit) {}

  void HandleDiagnostic(ast::DiagnosticsEngine::Level level, const ast::Diagnostic& info) override {
    DiagnosticConsumer::HandleDiagnostic(level, info);
    if (level < ast::DiagnosticsEngine::Error) return;
    ++unit_.error_count;
    if (!unit_.first_error.empty()) return;
    llvm::SmallString<256> message;
    info.FormatDiagnostic(message);
    std::string place;
    if (info.hasSourceManager() && info.getLocation().isValid()) {
      const ast::PresumedLoc presumed = info.getSourceManager().getPresumedLoc(info.getLocation());
      if (presumed.isValid()) place = fmt::format("{}:{}: ", presumed.getFilename(), presumed.getLine());
    }
    unit_.first_error = base::to_valid_utf8(place + std::string(message.str()));
  }

 private:
  ParsedUnit& unit_;
};

// What one parse fills and what it borrows.
struct Reading {
  const worker::IndexUnitRequest& request;
  SourceFiles& stamps;
  ParsedUnit& unit;
  UnitRows rows;
  std::unique_ptr<FileTable> files;
  MacroRows* macros = nullptr;  // the preprocessor's
  bool is_done = false;

  void finish(ast::Preprocessor& preprocessor, ast::ASTContext& context);
};

void note_guards(const ast::Preprocessor& preprocessor, Reading& reading) {
  const ast::SourceManager& sources = preprocessor.getSourceManager();
  for (unsigned i = 0; i < sources.local_sloc_entry_size(); ++i) {
    const ast::SrcMgr::SLocEntry& slot = sources.getLocalSLocEntry(i);
    if (!slot.isFile() || slot.getOffset() == 0) continue;
    const auto id = sources.getFileID(ast::SourceLocation::getFromRawEncoding(slot.getOffset()));
    const auto entry = sources.getFileEntryRefForID(id);
    const auto number = reading.files->file(id);
    if (!entry || !number) continue;
    const ast::HeaderFileInfo* header = preprocessor.getHeaderSearchInfo().getExistingFileInfo(*entry);
    if (!header) continue;
    std::uint32_t& flags = reading.rows.files[*number].facts.flags;
    if (header->isPragmaOnce) flags |= model::FileFacts::kPragmaOnce;
    if (header->LazyControllingMacro.isValid()) flags |= model::FileFacts::kIncludeGuard;
  }
}

void Reading::finish(ast::Preprocessor& preprocessor, ast::ASTContext& context) {
  note_guards(preprocessor, *this);
  macros->finish();
  SymbolTable symbols(*files, rows);
  DeclarationRows consumer(*files, symbols, rows);
  ast::index::IndexingOptions options;
  options.SystemSymbolFilter = ast::index::IndexingOptions::SystemSymbolFilterKind::All;
  std::vector<const ast::Decl*> declarations;
  for (const ast::Decl* each : context.getTranslationUnitDecl()->decls()) declarations.push_back(each);
  ast::index::indexTopLevelDecls(context, preprocessor, declarations, consumer, options);
  find_silent_uses(context, consumer);
  unit.rows = KeptRows(std::move(rows));
  is_done = true;
}

class RowsConsumer : public ast::ASTConsumer {
 public:
  RowsConsumer(ast::Preprocessor& preprocessor, Reading& reading) : preprocessor_(preprocessor), reading_(reading) {}
  void HandleTranslationUnit(ast::ASTContext& context) override { reading_.finish(preprocessor_, context); }

 private:
  ast::Preprocessor& preprocessor_;
  Reading& reading_;
};

// A prefix of a unit is parsed like a whole one, without what waits for its end: instances
// of templates, of which no row speaks.
class RowsAction : public ast::ASTFrontendAction {
 public:
  explicit RowsAction(Reading& reading) : reading_(reading) {}
  ast::TranslationUnitKind getTranslationUnitKind() override { return ast::TU_Prefix; }

  std::unique_ptr<ast::ASTConsumer> CreateASTConsumer(ast::CompilerInstance& instance, llvm::StringRef) override {
    ast::Preprocessor& preprocessor = instance.getPreprocessor();
    const ast::SourceManager& sources = instance.getSourceManager();
    reading_.files = std::make_unique<FileTable>(sources, instance.getLangOpts(), reading_.stamps,
                                                 reading_.request.directory, reading_.request.root, reading_.rows);
    reading_.files->file(sources.getMainFileID());
    auto macros =
        std::make_unique<MacroRows>(preprocessor, *reading_.files, reading_.rows, reading_.unit.missing_includes);
    reading_.macros = macros.get();
    preprocessor.addPPCallbacks(std::move(macros));
    return std::make_unique<RowsConsumer>(preprocessor, reading_);
  }

 private:
  Reading& reading_;
};

std::vector<const char*> full_command(const worker::IndexUnitRequest& request, const std::vector<std::string>& kept) {
  // The driver looks for the system's headers beside itself.
  std::vector<const char*> command = {"/usr/bin/clang"};
  for (const std::string& argument : kept) command.push_back(argument.c_str());
  command.insert(command.end(), {"-resource-dir", CAIRN_CLANG_RESOURCE_DIR, "-w", "-ferror-limit=0",
                                 "-fno-spell-checking", "--", request.path.c_str()});
  return command;
}

std::shared_ptr<ast::CompilerInvocation> invocation_for(const std::vector<const char*>& command,
                                                        llvm::IntrusiveRefCntPtr<SourceFiles> files) {
  ast::CreateInvocationOptions options;
  options.VFS = std::move(files);
  options.RecoverOnError = true;
  // What the driver refuses is left out, and no error of the source.
  auto* refused = new ast::IgnoringDiagConsumer;                                                 // NOLINT: the engine's
  options.Diags = ast::CompilerInstance::createDiagnostics(new ast::DiagnosticOptions, refused,  // NOLINT
                                                           /*ShouldOwnClient=*/true);
  auto invocation = ast::createInvocation(command, options);
  if (!invocation) return nullptr;
  invocation->getFrontendOpts().DisableFree = false;
  invocation->getFrontendOpts().Plugins.clear();
  invocation->getFrontendOpts().AddPluginActions.clear();
  invocation->getDependencyOutputOpts() = {};
  invocation->getDiagnosticOpts().VerifyDiagnostics = false;
  invocation->getDiagnosticOpts().ShowCarets = false;  // prints how many errors there were
  invocation->getPreprocessorOpts().UsePredefines = true;
  return std::shared_ptr<ast::CompilerInvocation>(std::move(invocation));
}

// One try; false if clang did not get as far as an AST.
bool read_unit(const worker::IndexUnitRequest& request, const std::vector<std::string>& arguments,
               const llvm::IntrusiveRefCntPtr<SourceFiles>& files, ParsedUnit& unit) {
  auto invocation = invocation_for(full_command(request, arguments), files);
  if (!invocation || invocation->getFrontendOpts().Inputs.empty()) return false;
  ErrorCounter errors(unit);
  ast::CompilerInstance instance;
  instance.setInvocation(std::move(invocation));
  instance.createDiagnostics(&errors, /*ShouldOwnClient=*/false);
  if (!instance.hasDiagnostics()) return false;
  instance.setFileManager(new ast::FileManager(instance.getFileSystemOpts(), files));  // NOLINT: counted
  Reading reading{request, *files, unit, {}, {}, nullptr, false};
  RowsAction action(reading);
  instance.ExecuteAction(action);
  return reading.is_done;
}

}  // namespace

Result<ParsedUnit> parse_unit(const worker::IndexUnitRequest& request, SourceTexts& texts) {
  auto files = SourceFiles::make(request.directory, texts);
  if (!files) {
    return unexpected(ErrorCode::kNotFound,
                      fmt::format("cannot work in {}: {}", request.directory, llvm::toString(files.takeError())));
  }
  ParsedUnit unit;
  if (read_unit(request, request.arguments, *files, unit)) return unit;
  // A machine option of another compiler's keeps clang from choosing a target.
  std::vector<std::string> arguments;
  std::copy_if(request.arguments.begin(), request.arguments.end(), std::back_inserter(arguments),
               [](const std::string& argument) { return !argument.starts_with("-m"); });
  std::string reason = unit.first_error;
  unit = {};
  if (arguments.size() != request.arguments.size() && read_unit(request, arguments, *files, unit)) return unit;
  return unexpected(ErrorCode::kUnsupported,
                    fmt::format("clang cannot parse {}{}{}", request.path, reason.empty() ? "" : ": ", reason));
}

}  // namespace cairn::clang
