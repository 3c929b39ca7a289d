// The module map exists in memory only, under a path that is the same on every machine, so that
// neither the cache's place nor the project's gets into the module file by it. Headers of one
// unit of visibility are one module of clang's; otherwise each is a submodule that exports what
// it includes, as a text would.
//
// The module is parsed as a prefix: instances of templates that wait for the end of a unit are
// not made, neither here nor in the units that use it.
#include "core/clang/indexer/prelude_build.h"

#include <clang/Frontend/FrontendActions.h>
#include <clang/Frontend/MultiplexConsumer.h>
#include <clang/Lex/ModuleMap.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "core/clang/indexer/frontend.h"
#include "core/clang/indexer/reading.h"
#include "core/clang/indexer/source_files.h"
#include "platform/base/hash.h"
#include "platform/base/unique_fd.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::clang {
namespace {

bool is_identifier(const std::string& name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

// A string of the module map's language, which is C's. (clang makes an include line of it, in which nothing can
// stand for a quotation mark.)
std::string quoted(const std::string& path) {
  std::string result = "\"";
  for (const char c : path) {
    if (c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

Result<std::string> module_map(const worker::BuildPreludeRequest& request) {
  if (!is_identifier(request.name)) {
    return unexpected(ErrorCode::kInvalidArgument, request.name + " is no name of a module");
  }
  std::string map = fmt::format("module {}{} {{\n", request.name, request.is_one_unit ? " [system]" : "");
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    const std::string& header = request.headers[i];
    if (!header.starts_with('/') || header.find_first_of("\n\"") != std::string::npos) {
      return unexpected(ErrorCode::kInvalidArgument, header + " is no path for a module map");
    }
    if (request.is_one_unit) {
      map += fmt::format("header {}\n", quoted(header));
    } else {
      map += fmt::format("module h{} {{ header {} export * }}\n", i, quoted(header));
    }
  }
  return map + (request.is_one_unit ? "export *\n}\n" : "}\n");
}

// What clang writes, under a temporary name.
class Output {
 public:
  explicit Output(const std::string& path) : path_(path), temporary_(path + ".part") {}
  ~Output() {
    if (!is_published_) unlink(temporary_.c_str());
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  Result<void> create() {
    file_ = base::UniqueFd{::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (!file_) return unexpected(base::errno_error("cannot write " + temporary_));
    return {};
  }
  int descriptor() const { return file_.get(); }
  const std::string& temporary() const { return temporary_; }

  Result<void> publish() {
    if (fsync(file_.get()) != 0) return unexpected(base::errno_error("cannot sync " + temporary_));
    if (rename(temporary_.c_str(), path_.c_str()) != 0) return unexpected(base::errno_error("cannot publish " + path_));
    is_published_ = true;
    return {};
  }

 private:
  const std::string path_;
  const std::string temporary_;
  base::UniqueFd file_;
  bool is_published_ = false;
};

class BuildAction : public ast::GenerateModuleFromModuleMapAction {
 public:
  BuildAction(Reading& reading, Output& output) : reading_(reading), output_(output) {}

 private:
  // Exports are resolved at the end of a module, which a prefix does not come to.
  class ExportsResolver : public ast::ASTConsumer {
   public:
    explicit ExportsResolver(ast::CompilerInstance& instance) : instance_(instance) {}
    void HandleTranslationUnit(ast::ASTContext&) override {
      ast::ModuleMap& map = instance_.getPreprocessor().getHeaderSearchInfo().getModuleMap();
      ast::Module* top = map.findModule(instance_.getLangOpts().CurrentModule);
      if (!top) return;
      map.resolveExports(top, /*Complain=*/false);
      for (ast::Module* each : top->submodules()) map.resolveExports(each, /*Complain=*/false);
    }

   private:
    ast::CompilerInstance& instance_;
  };

  ast::TranslationUnitKind getTranslationUnitKind() override { return ast::TU_Prefix; }
  std::unique_ptr<llvm::raw_pwrite_stream> CreateOutputFile(ast::CompilerInstance&, llvm::StringRef) override {
    return std::make_unique<llvm::raw_fd_ostream>(output_.descriptor(), /*shouldClose=*/false);
  }
  std::unique_ptr<ast::ASTConsumer> CreateASTConsumer(ast::CompilerInstance& instance, llvm::StringRef file) override {
    auto writer = GenerateModuleFromModuleMapAction::CreateASTConsumer(instance, file);
    if (!writer) return nullptr;
    reading_.begin(instance);
    std::vector<std::unique_ptr<ast::ASTConsumer>> consumers;
    consumers.push_back(std::make_unique<ExportsResolver>(instance));
    consumers.push_back(std::move(writer));
    consumers.push_back(reading_.make_consumer(instance));
    return std::make_unique<ast::MultiplexConsumer>(std::move(consumers));
  }

  Reading& reading_;
  Output& output_;
};

// Which of the headers a place belongs to: the innermost that is being read there.
class HeaderErrors {
 public:
  HeaderErrors(const worker::BuildPreludeRequest& request, SourceFiles& files) : errors_(request.headers.size()) {
    for (std::size_t i = 0; i < request.headers.size(); ++i) {
      const auto status = files.status(request.headers[i]);
      if (!status || status->isDirectory()) {
        errors_[i].add(request.headers[i] + ": no such file");
      } else {
        numbers_.emplace(status->getUniqueID(), i);
      }
    }
  }

  Errors* place(const ast::SourceManager& sources, ast::SourceLocation location) {
    for (ast::FileID id = sources.getFileID(sources.getExpansionLoc(location)); id.isValid();) {
      if (const auto entry = sources.getFileEntryRefForID(id)) {
        const auto known = numbers_.find(entry->getUniqueID());
        if (known != numbers_.end()) return &errors_[known->second];
      }
      const ast::SourceLocation from = sources.getIncludeLoc(id);
      if (from.isInvalid()) return nullptr;
      id = sources.getFileID(sources.getExpansionLoc(from));
    }
    return nullptr;
  }

  const std::vector<Errors>& all() const { return errors_; }

 private:
  std::vector<Errors> errors_;
  std::map<llvm::sys::fs::UniqueID, std::size_t> numbers_;
};

Result<std::uint64_t> hash_of(const std::string& path) {
  auto bytes = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!bytes) return unexpected(ErrorCode::kIo, path + ": " + bytes.getError().message());
  return base::hash64({(*bytes)->getBufferStart(), (*bytes)->getBufferSize()});
}

// The contents file first: a module file that is there has one.
Result<std::uint64_t> write(const std::string& path, const KeptRows& rows,
                            const std::vector<std::pair<std::string, std::string>>& includes,
                            const ImportedFiles* imported, PreludeContents contents, Output& output) {
  auto hash = hash_of(output.temporary());
  if (!hash) return unexpected(hash.error());
  contents.module_hash = *hash;
  std::unordered_map<std::string, std::uint32_t> numbers;
  for (std::uint32_t i = 1; i < rows.files().size(); ++i) {
    contents.files.push_back(rows.statement(i));
    numbers.emplace(rows.files()[i].path, i - 1);
  }
  std::set<std::pair<std::uint32_t, std::uint32_t>> lines;
  for (const auto& [from, to] : includes) {
    const auto count = static_cast<std::uint32_t>(numbers.size());
    const auto [known, is_below] = numbers.emplace(to, count);
    if (is_below) contents.below.push_back(to);
    lines.emplace(numbers[from], known->second);
  }
  for (const auto& [from, to] : lines) {
    contents.from.push_back(from);
    contents.to.push_back(to);
  }
  const auto local_count = static_cast<std::uint32_t>(rows.files().size());
  const auto number_of = [&](std::uint32_t& file) {
    if (file >= MacroRecord::kPredefined) return;
    const std::string name(file < local_count ? rows.files()[file].path : imported->path(file - local_count));
    const auto [known, is_below] = numbers.emplace(name, static_cast<std::uint32_t>(numbers.size()));
    if (is_below) contents.below.push_back(name);
    file = known->second;
  };
  for (MacroRecord::Entry& entry : contents.macros.entries) {
    number_of(entry.file);
    for (MacroRecord::Event& event : entry.events) {
      number_of(event.kind == MacroRecord::Kind::kInclude ? event.what : event.value);
    }
  }
  const std::string bytes = encode_contents(contents);
  if (auto written = fs::write_file_atomically(contents_path(path), bytes); !written)
    return unexpected(written.error());
  if (auto published = output.publish(); !published) {
    unlink(contents_path(path).c_str());
    return unexpected(published.error());
  }
  const auto stamp = fs::read_stamp(path);
  if (!stamp) return unexpected(stamp.error());
  return stamp->size_bytes + bytes.size();
}

}  // namespace

Result<ParsedPrelude> build_prelude(const worker::BuildPreludeRequest& request, SourceTexts& texts,
                                    const ImportedFiles* imported) {
  auto map = module_map(request);
  if (!map) return unexpected(map.error());
  struct stat status = {};
  if (lstat(request.output_path.c_str(), &status) == 0) {
    return unexpected(ErrorCode::kInvalidArgument, request.output_path + " is there");
  }
  auto files = SourceFiles::make(request.directory, texts);
  if (!files) {
    return unexpected(ErrorCode::kNotFound,
                      fmt::format("cannot work in {}: {}", request.directory, llvm::toString(files.takeError())));
  }
  PreludeContents contents;
  contents.map_path = kMapFolder + request.name + ".modulemap";
  contents.map = *std::move(map);
  auto invocation = make_invocation(fs::join_path(request.directory, "cairn-prelude.cpp"), request.arguments,
                                    {/*uses_modules=*/true, request.module_files}, *files);
  if (!invocation || invocation->getFrontendOpts().Inputs.empty()) {
    return unexpected(ErrorCode::kUnsupported, "clang cannot parse anything with the command of " + request.name);
  }
  ast::FrontendOptions& frontend = invocation->getFrontendOpts();
  const ast::InputKind kind = frontend.Inputs.front().getKind();
  frontend.Inputs = {ast::FrontendInputFile(
      contents.map_path, ast::InputKind(kind.getLanguage(), ast::InputKind::ModuleMap), request.is_one_unit)};
  frontend.ProgramAction = ast::frontend::GenerateModule;
  frontend.OutputFile = request.name + ".pcm";
  invocation->getLangOpts().ModuleName = request.name;
  invocation->getLangOpts().CurrentModule = request.name;
  invocation->getLangOpts().setCompilingModule(ast::LangOptions::CMK_ModuleMap);

  Errors errors;
  HeaderErrors headers(request, **files);
  ErrorCounter counter(errors, [&](const ast::SourceManager& sources, ast::SourceLocation location) {
    return headers.place(sources, location);
  });
  for (const Errors& each : headers.all()) {
    if (each.count != 0) errors.add(each.first);
  }
  Output output(request.output_path);
  if (auto created = output.create(); !created) return unexpected(created.error());
  Reading reading({request.directory, request.root, imported, /*is_module=*/true}, **files, errors);
  if (errors.count == 0) {
    ast::CompilerInstance instance;
    instance.setInvocation(std::move(invocation));
    instance.createDiagnostics(&counter, /*ShouldOwnClient=*/false);
    // A missing include shall not hide the errors after it.
    instance.getDiagnostics().setFatalsAsError(true);
    std::vector<std::pair<std::string, std::string>> maps;
    if (imported) maps = imported->maps();
    maps.emplace_back(contents.map_path, contents.map);
    instance.setFileManager(  // NOLINT: counted
        new ast::FileManager(instance.getFileSystemOpts(), with_texts(*files, maps)));
    BuildAction action(reading, output);
    instance.ExecuteAction(action);
  }
  ParsedPrelude result;
  worker::BuiltPrelude& outcome = result.outcome;
  for (const Errors& each : headers.all()) outcome.headers.push_back({each.count, each.first});
  const bool is_good = errors.count == 0 && reading.is_done();
  if (!is_good && errors.count == 0) errors.add("clang did not come to the module's end");
  outcome.error_count = errors.count;
  outcome.first_error = errors.first;
  const std::set<std::string> missing = reading.take_missing_includes();
  outcome.missing_includes.assign(missing.begin(), missing.end());
  if (!is_good) return result;
  result.rows = reading.take_rows();
  contents.is_one_unit = request.is_one_unit;
  contents.macros = reading.take_macros();
  auto bytes = write(request.output_path, result.rows, reading.take_includes(), imported, std::move(contents), output);
  if (!bytes) return unexpected(bytes.error());
  outcome.bytes = *bytes;
  return result;
}

}  // namespace cairn::clang
