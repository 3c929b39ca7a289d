// clang's driver and its preprocessor are set up as for a parse, and asked where they would look.
#include "core/clang/indexer/command_description.h"

#include <clang/Basic/Diagnostic.h>
#include <clang/Basic/FileManager.h>
#include <clang/Basic/TargetInfo.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/CompilerInvocation.h>
#include <clang/Frontend/Utils.h>
#include <clang/Lex/HeaderSearch.h>
#include <clang/Lex/Preprocessor.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/source_files.h"
#include "platform/fs/path.h"

namespace cairn::clang {
namespace {

std::shared_ptr<ast::CompilerInvocation> invocation_for(const worker::DescribeCommandRequest& request,
                                                        const llvm::IntrusiveRefCntPtr<SourceFiles>& files) {
  std::vector<const char*> command = {"/usr/bin/clang"};
  for (const std::string& argument : request.arguments) command.push_back(argument.c_str());
  command.insert(command.end(), {"-resource-dir", CAIRN_CLANG_RESOURCE_DIR, "-w", "--", request.path.c_str()});
  ast::CreateInvocationOptions options;
  options.VFS = files;
  options.RecoverOnError = true;
  auto* refused = new ast::IgnoringDiagConsumer;                                                 // NOLINT: the engine's
  options.Diags = ast::CompilerInstance::createDiagnostics(new ast::DiagnosticOptions, refused,  // NOLINT
                                                           /*ShouldOwnClient=*/true);
  return std::shared_ptr<ast::CompilerInvocation>(ast::createInvocation(command, options));
}

std::string language_of(const ast::LangOptions& language) {
  if (language.ObjC || language.OpenCL || language.CUDA || language.AsmPreprocessor) return "";
  return language.CPlusPlus ? "c++" : "c";
}

// "#define NAME…" line by line.
std::vector<std::string> defined_in(std::string_view predefines) {
  constexpr std::string_view kDefine = "#define ";
  std::vector<std::string> names;
  while (!predefines.empty()) {
    std::string_view line = predefines.substr(0, predefines.find('\n'));
    predefines.remove_prefix(std::min(line.size() + 1, predefines.size()));
    if (!line.starts_with(kDefine)) continue;
    line.remove_prefix(kDefine.size());
    names.emplace_back(line.substr(0, line.find_first_of(" (")));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

Result<worker::CommandDescription> describe_command(const worker::DescribeCommandRequest& request) {
  SourceTexts texts;  // no file is read
  auto files = SourceFiles::make(request.directory, texts);
  if (!files) {
    return unexpected(ErrorCode::kNotFound,
                      fmt::format("cannot work in {}: {}", request.directory, llvm::toString(files.takeError())));
  }
  const auto refused = [&] {
    return unexpected(ErrorCode::kUnsupported, "clang takes no such command for " + request.path);
  };
  auto invocation = invocation_for(request, *files);
  if (!invocation || invocation->getFrontendOpts().Inputs.empty()) return refused();
  ast::IgnoringDiagConsumer silent;
  ast::CompilerInstance instance;
  instance.setInvocation(std::move(invocation));
  instance.createDiagnostics(&silent, /*ShouldOwnClient=*/false);
  if (!instance.hasDiagnostics() || !instance.createTarget()) return refused();
  instance.setFileManager(new ast::FileManager(instance.getFileSystemOpts(), *files));  // NOLINT: counted
  instance.createSourceManager(instance.getFileManager());
  instance.createPreprocessor(ast::TU_Complete);
  worker::CommandDescription description;
  description.language = language_of(instance.getLangOpts());
  const ast::HeaderSearch& search = instance.getPreprocessor().getHeaderSearchInfo();
  const auto add = [&](auto begin, auto end, worker::SearchFolder::Kind kind) {
    for (auto each = begin; each != end; ++each) {
      if (!each->isNormalDir()) continue;
      description.folders.push_back({fs::join_path(request.directory, each->getName().str()), kind});
    }
  };
  add(search.quoted_dir_begin(), search.quoted_dir_end(), worker::SearchFolder::Kind::kQuoted);
  add(search.angled_dir_begin(), search.angled_dir_end(), worker::SearchFolder::Kind::kAngled);
  add(search.system_dir_begin(), search.system_dir_end(), worker::SearchFolder::Kind::kSystem);
  description.predefined_macros = defined_in(instance.getPreprocessor().getPredefines());
  return description;
}

}  // namespace cairn::clang
