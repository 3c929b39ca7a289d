#include "core/clang/indexer/unit_parse.h"

#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendAction.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/clang/indexer/frontend.h"
#include "core/clang/indexer/reading.h"
#include "core/clang/indexer/source_files.h"

namespace cairn::clang {
namespace {

// A prefix of a unit is parsed like a whole one, without what waits for its end: instances
// of templates, of which no row speaks.
class RowsAction : public ast::ASTFrontendAction {
 public:
  explicit RowsAction(Reading& reading) : reading_(reading) {}
  ast::TranslationUnitKind getTranslationUnitKind() override { return ast::TU_Prefix; }

  std::unique_ptr<ast::ASTConsumer> CreateASTConsumer(ast::CompilerInstance& instance, llvm::StringRef) override {
    reading_.begin(instance);
    return reading_.make_consumer(instance);
  }

 private:
  Reading& reading_;
};

// One try; false if clang did not get as far as an AST.
bool read_unit(const worker::IndexUnitRequest& request, const std::vector<std::string>& arguments,
               const ImportedFiles* imported, const llvm::IntrusiveRefCntPtr<SourceFiles>& files, ParsedUnit& unit) {
  auto invocation = make_invocation(request.path, arguments, {imported != nullptr, request.module_files}, files);
  if (!invocation || invocation->getFrontendOpts().Inputs.empty()) return false;
  Errors errors;
  ErrorCounter counter(errors);
  Reading reading({request.directory, request.root, imported, false, &request.edited}, *files, errors);
  {
    ast::CompilerInstance instance;
    instance.setInvocation(std::move(invocation));
    instance.createDiagnostics(&counter, /*ShouldOwnClient=*/false);
    if (!instance.hasDiagnostics()) return false;
    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> all = files;
    if (imported) all = with_texts(files, imported->maps());
    instance.setFileManager(new ast::FileManager(instance.getFileSystemOpts(), std::move(all)));  // NOLINT: counted
    RowsAction action(reading);
    instance.ExecuteAction(action);
  }
  unit.error_count = errors.count;
  unit.first_error = std::move(errors.first);
  if (!reading.is_done()) return false;
  unit.rows = reading.take_rows();
  unit.missing_includes = reading.take_missing_includes();
  unit.imported = reading.take_imported();
  unit.edit = reading.take_edit();
  unit.entered_otherwise = reading.take_entered_otherwise();
  return true;
}

}  // namespace

Result<ParsedUnit> parse_unit(const worker::IndexUnitRequest& request, SourceTexts& texts,
                              const ImportedFiles* imported) {
  auto files = SourceFiles::make(request.directory, texts);
  if (!files) {
    return unexpected(ErrorCode::kNotFound,
                      fmt::format("cannot work in {}: {}", request.directory, llvm::toString(files.takeError())));
  }
  ParsedUnit unit;
  if (read_unit(request, request.arguments, imported, *files, unit)) return unit;
  // A machine option of another compiler's keeps clang from choosing a target.
  std::vector<std::string> arguments;
  std::copy_if(request.arguments.begin(), request.arguments.end(), std::back_inserter(arguments),
               [](const std::string& argument) { return !argument.starts_with("-m"); });
  std::string reason = unit.first_error;
  unit = {};
  if (arguments.size() != request.arguments.size() && read_unit(request, arguments, imported, *files, unit)) {
    return unit;
  }
  return unexpected(ErrorCode::kUnsupported,
                    fmt::format("clang cannot parse {}{}{}", request.path, reason.empty() ? "" : ": ", reason));
}

}  // namespace cairn::clang
