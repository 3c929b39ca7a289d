// The command goes through clang's driver as a call of the compiler would, so that targets,
// include paths and defaults are those that clang itself finds; what the driver or the
// frontend does not know is left out by them.
#include "core/clang/indexer/frontend.h"

#include <clang/Frontend/Utils.h>
#include <clang/Lex/PreprocessorOptions.h>
#include <llvm/Support/MemoryBuffer.h>

#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "platform/base/utf.h"

namespace cairn::clang {
namespace {

// Header modules are made and used by explicit files only; no time stamps, so that content decides (clang still
// compares sizes). Local visibility: an include makes visible what that header includes, as in a text.
constexpr const char* kModuleOptions[] = {"-fmodules",
                                          "-fno-implicit-modules",
                                          "-fno-implicit-module-maps",
                                          "-Xclang",
                                          "-fmodules-local-submodule-visibility",
                                          "-Xclang",
                                          "-fno-pch-timestamp"};

}  // namespace

void Errors::add(const std::string& text) {
  ++count;
  if (first.empty()) first = text;
}

void ErrorCounter::HandleDiagnostic(ast::DiagnosticsEngine::Level level, const ast::Diagnostic& info) {
  DiagnosticConsumer::HandleDiagnostic(level, info);
  if (level < ast::DiagnosticsEngine::Error) return;
  llvm::SmallString<256> message;
  info.FormatDiagnostic(message);
  std::string where;
  Errors* place = nullptr;
  if (info.hasSourceManager() && info.getLocation().isValid()) {
    const ast::PresumedLoc presumed = info.getSourceManager().getPresumedLoc(info.getLocation());
    if (presumed.isValid()) where = fmt::format("{}:{}: ", presumed.getFilename(), presumed.getLine());
    if (place_) place = place_(info.getSourceManager(), info.getLocation());
  }
  const std::string text = base::to_valid_utf8(where + std::string(message.str()));
  errors_.add(text);
  if (place) place->add(text);
}

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> with_texts(
    const llvm::IntrusiveRefCntPtr<SourceFiles>& files, const std::vector<std::pair<std::string, std::string>>& texts) {
  if (texts.empty()) return files;
  auto memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  for (const auto& [path, text] : texts) {
    memory->addFile(path, /*ModificationTime=*/0, llvm::MemoryBuffer::getMemBufferCopy(text, path));
  }
  auto both = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(files);
  both->pushOverlay(std::move(memory));
  return both;
}

std::shared_ptr<ast::CompilerInvocation> make_invocation(const std::string& path,
                                                         const std::vector<std::string>& arguments,
                                                         const ModuleChoice& modules,
                                                         llvm::IntrusiveRefCntPtr<SourceFiles> files) {
  // The driver looks for the system's headers beside itself.
  std::vector<std::string> words = {"/usr/bin/clang"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  words.insert(words.end(),
               {"-resource-dir", CAIRN_CLANG_RESOURCE_DIR, "-w", "-ferror-limit=0", "-fno-spell-checking"});
  if (modules.uses_modules) words.insert(words.end(), std::begin(kModuleOptions), std::end(kModuleOptions));
  for (const std::string& each : modules.files) words.push_back("-fmodule-file=" + each);
  words.insert(words.end(), {"--", path});
  std::vector<const char*> command;
  for (const std::string& word : words) command.push_back(word.c_str());

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

}  // namespace cairn::clang
