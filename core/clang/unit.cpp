#include "core/clang/unit.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "core/clang/arguments.h"

namespace cairn::clang {
namespace {

// KeepGoing: a missing header must not cost everything behind its #include.
// CacheCompletionResults: completion in C takes 4 ms instead of 46 to 74, in C++ a half to
// a quarter, for 50 ms at reparses that find other declarations. From the first reparse
// on, names outside of functions, classes and namespaces are then those of the last one.
constexpr unsigned kParseOptions = CXTranslationUnit_PrecompiledPreamble | CXTranslationUnit_CacheCompletionResults |
                                   CXTranslationUnit_CreatePreambleOnFirstParse |
                                   CXTranslationUnit_DetailedPreprocessingRecord | CXTranslationUnit_KeepGoing |
                                   CXTranslationUnit_IncludeBriefCommentsInCodeCompletion;

IndexHandle create_index(const std::string& temporary_directory) {
  CXIndexOptions options{};
  options.Size = sizeof options;
  // Only for whole-unit visits, which want the main file's declarations; a position
  // or a name inside the preamble is found all the same.
  options.ExcludeDeclarationsFromPCH = 1;
  if (temporary_directory.empty()) {
    options.StorePreamblesInMemory = 1;
  } else {
    options.PreambleStoragePath = temporary_directory.c_str();
  }
  return IndexHandle(clang_createIndexWithOptions(&options));
}

bool is_regular_file(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

// An empty file with the extension of `path`. If it cannot be written the parse of it
// fails with every argument alike, and then all are kept.
std::string make_empty_file(const std::string& directory, const std::string& path) {
  const std::string name = "/empty" + std::filesystem::path(path).extension().string();
  if (directory.empty()) return "/proc/self" + name;  // nothing can be there, and nothing is written
  std::ofstream{directory + name};
  return directory + name;
}

}  // namespace

Unit::Unit(const std::string& temporary_directory)
    : temporary_directory_(temporary_directory), index_(create_index(temporary_directory)) {}

bool Unit::update_overlays(const worker::ParseRequest& request) {
  bool others = !request.dropped_overlays.empty();
  for (const std::string& path : request.dropped_overlays) overlays_.erase(path);
  for (const worker::Overlay& overlay : request.overlays) {
    others |= overlay.path != request.path;
    overlays_.insert_or_assign(overlay.path, overlay.text);
  }
  return others;
}

std::vector<CXUnsavedFile> Unit::unsaved_files() const {
  std::vector<CXUnsavedFile> files;
  for (const auto& [path, text] : overlays_) files.push_back({path.c_str(), text.data(), text.size()});
  return files;
}

const std::string* Unit::overlay(const std::string& path) const {
  const auto found = overlays_.find(path);
  return found == overlays_.end() ? nullptr : &found->second;
}

Result<void> Unit::parse(const worker::ParseRequest& request) {
  update_overlays(request);
  const bool same_command =
      unit_ && request.path == path_ && request.directory == directory_ && request.arguments == asked_arguments_;
  if (!overlay(request.path) && !is_regular_file(request.path)) {
    unit_.reset();
    return unexpected(ErrorCode::kNotFound, fmt::format("{}: no such file", request.path));
  }
  const bool is_reparse =
      same_command && !hidden_changes_.any([this](const std::string& path) { return overlay(path) != nullptr; });
  hidden_changes_.begin_parse();
  if (is_reparse) {
    std::vector<CXUnsavedFile> files = unsaved_files();
    const int status = clang_reparseTranslationUnit(unit_.get(), static_cast<unsigned>(files.size()), files.data(),
                                                    clang_defaultReparseOptions(unit_.get()));
    if (status == 0) {
      hidden_changes_.end_parse(unit_.get(), directory_);
      return {};
    }
    // After a failure the old unit may only be disposed of (Index.h).
  }
  unit_.reset();
  path_ = request.path;
  directory_ = request.directory;
  if (!same_command) {
    asked_arguments_ = request.arguments;
    AcceptedArguments accepted =
        accept_arguments(index_.get(), make_empty_file(temporary_directory_, path_), asked_arguments_);
    arguments_ = std::move(accepted.kept);
    dropped_arguments_ = std::move(accepted.dropped);
  }
  return parse_anew();
}

Result<void> Unit::parse_anew() {
  const std::vector<const char*> command = full_command(arguments_, directory_.c_str());
  std::vector<CXUnsavedFile> files = unsaved_files();
  CXTranslationUnit raw = nullptr;
  const CXErrorCode code =
      clang_parseTranslationUnit2FullArgv(index_.get(), path_.c_str(), command.data(), static_cast<int>(command.size()),
                                          files.data(), static_cast<unsigned>(files.size()), kParseOptions, &raw);
  unit_.reset(raw);
  if (code == CXError_Success && raw) {
    hidden_changes_.end_parse(raw, directory_);
    return {};
  }
  unit_.reset();
  return unexpected(ErrorCode::kInvalidArgument,
                    fmt::format("{}: clang cannot parse this file with its command (libclang error {})", path_,
                                static_cast<int>(code)));
}

}  // namespace cairn::clang
