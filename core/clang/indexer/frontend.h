// How clang is set up for one parse, whatever it is a parse of.
#pragma once

#include <clang/Basic/Diagnostic.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/CompilerInvocation.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/source_files.h"

namespace cairn::clang {

// Errors of a parse: how many, and the first in words.
struct Errors {
  std::uint32_t count = 0;
  std::string first;  // "file:line: message"; empty without errors
  void add(const std::string& text);
};

class ErrorCounter : public ast::DiagnosticConsumer {
 public:
  // `place`: for the errors that belong somewhere besides `errors`; null: nowhere.
  using PlaceOf = std::function<Errors*(const ast::SourceManager& sources, ast::SourceLocation location)>;
  explicit ErrorCounter(Errors& errors, PlaceOf place = {}) : errors_(errors), place_(std::move(place)) {}

  void HandleDiagnostic(ast::DiagnosticsEngine::Level level, const ast::Diagnostic& info) override;

 private:
  Errors& errors_;
  PlaceOf place_;
};

// Where module maps seem to be: they are in memory only, and no files of anything.
inline constexpr const char* kMapFolder = "/cairn-prelude/";

// Whether header modules are used: none, those of `files`; `uses_modules` without files is how the lowest is built.
struct ModuleChoice {
  bool uses_modules = false;
  const std::vector<std::string>& files;
};

// The disk, and files that are in memory only: path and text.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> with_texts(
    const llvm::IntrusiveRefCntPtr<SourceFiles>& files, const std::vector<std::pair<std::string, std::string>>& texts);

// What the driver makes of the command. `path`: of the main file, which need not be there. Null if it cannot
// make a parse of it.
std::shared_ptr<ast::CompilerInvocation> make_invocation(const std::string& path,
                                                         const std::vector<std::string>& arguments,
                                                         const ModuleChoice& modules,
                                                         llvm::IntrusiveRefCntPtr<SourceFiles> files);

}  // namespace cairn::clang
