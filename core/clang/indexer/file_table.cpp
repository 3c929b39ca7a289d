#include "core/clang/indexer/file_table.h"

#include <clang/Basic/CharInfo.h>
#include <clang/Lex/Lexer.h>
#include <llvm/Support/MemoryBuffer.h>
#include <sys/stat.h>

#include "core/clang/indexer/frontend.h"
#include "core/clang/usr.h"
#include "platform/fs/path.h"

namespace cairn::clang {

std::string FileTable::real_path(llvm::StringRef name) {
  const std::string path = fs::join_path(directory_, name.str());
  const std::string folder(fs::parent_path(path));
  auto known = real_directories_.find(folder);
  if (known == real_directories_.end()) {
    known = real_directories_.emplace(folder, fs::real_path(folder).value_or(folder)).first;
  }
  std::string real = fs::join_path(known->second, fs::file_name(path));
  struct stat status = {};
  if (lstat(real.c_str(), &status) == 0 && S_ISLNK(status.st_mode)) return fs::real_path(real).value_or(real);
  return real;
}

std::uint32_t FileTable::add(ast::FileID id, ast::FileEntryRef entry, llvm::StringRef text) {
  const std::string name = entry.getName().str();
  if (const auto found = by_name_.find(name); found != by_name_.end()) return found->second;
  const std::string real = real_path(name);
  const auto number = static_cast<std::uint32_t>(rows_.files.size());
  const auto [place, is_new] = by_path_.emplace(std::string(store_path(root_, real)), number);
  by_name_.emplace(name, place->second);
  if (!is_new) return place->second;
  UnitFile& file = rows_.files.emplace_back();
  file.path = place->first;
  const SourceFiles::Source* source = opened_.source(entry.getUniqueID());
  if (source) file.facts.mtime_ns = source->mtime_ns;
  if (source && source->text && source->text->text().data() == text.data()) {
    file.source = source->text;
  } else {
    file.source = std::make_shared<const SourceText>(llvm::MemoryBuffer::getMemBufferCopy(text));
  }
  file.facts.content_hash = file.source->content_hash();
  file.facts.size_bytes = text.size();
  file.facts.line_count = file.source->line_count();
  if (file.source->is_ascii()) file.facts.flags |= model::FileFacts::kAscii;
  texts_.push_back(text);
  ids_.push_back(id);
  return number;
}

std::optional<std::uint32_t> FileTable::file(ast::FileID id) {
  if (id == last_id_ && last_file_ >= 0) return static_cast<std::uint32_t>(last_file_);
  auto [known, is_new] = by_id_.try_emplace(id, -1);
  if (is_new) {
    const auto entry = sources_.getFileEntryRefForID(id);
    const auto buffer = sources_.getBufferDataOrNone(id);
    if (entry && buffer && !entry->getName().starts_with(kMapFolder)) known->second = add(id, *entry, *buffer);
  }
  last_id_ = id;
  last_file_ = known->second;
  if (last_file_ < 0) return std::nullopt;
  return static_cast<std::uint32_t>(last_file_);
}

std::optional<std::uint32_t> FileTable::file(ast::FileEntryRef entry) {
  const auto found = by_name_.find(entry.getName().str());
  if (found != by_name_.end()) return found->second;
  const auto same = by_path_.find(std::string(store_path(root_, real_path(entry.getName()))));
  if (same == by_path_.end()) return std::nullopt;
  return same->second;
}

std::optional<Place> FileTable::place(ast::SourceLocation location) {
  Place place;
  if (location.isInvalid()) return std::nullopt;
  while (location.isMacroID()) {
    if (sources_.isMacroArgExpansion(location)) {
      location = sources_.getImmediateSpellingLoc(location);
    } else {
      location = sources_.getImmediateExpansionRange(location).getBegin();
      place.from_macro = true;
    }
  }
  if (sources_.isLoadedSourceLocation(location)) return std::nullopt;
  const auto [id, offset] = sources_.getDecomposedLoc(location);
  const auto number = file(id);
  if (!number) return std::nullopt;
  place.file = *number;
  place.offset = offset;
  return place;
}

void FileTable::leave_out_main_file() {
  rows_.files.emplace_back();
  texts_.emplace_back();
  ids_.emplace_back();
}

std::optional<std::uint32_t> FileTable::imported(ast::FileEntryRef entry) {
  const std::uint32_t number =
      imported_ ? imported_->find(store_path(root_, real_path(entry.getName()))) : ImportedFiles::kNone;
  if (number == ImportedFiles::kNone) return std::nullopt;
  return number;
}

std::optional<std::uint32_t> FileTable::imported(ast::SourceLocation location) {
  if (!imported_ || location.isInvalid() || !sources_.isLoadedSourceLocation(location)) return std::nullopt;
  const ast::FileID id = sources_.getFileID(sources_.getExpansionLoc(location));
  const auto [known, is_new] = imported_by_id_.try_emplace(id, ImportedFiles::kNone);
  if (is_new) {
    const auto entry = sources_.getFileEntryRefForID(id);
    const auto number = entry ? imported(*entry) : std::nullopt;
    if (number) known->second = *number;
  }
  if (known->second == ImportedFiles::kNone) return std::nullopt;
  return known->second;
}

std::string_view FileTable::path(ast::SourceLocation location) {
  if (location.isInvalid()) return {};
  if (sources_.isLoadedSourceLocation(location)) {
    const auto number = imported(location);
    return number ? imported_->path(*number) : std::string_view();
  }
  const auto number = file(sources_.getFileID(sources_.getExpansionLoc(location)));
  return number ? std::string_view(rows_.files[*number].path) : std::string_view();
}

// clang's lexer is asked only where a look at the bytes does not tell.
std::uint32_t FileTable::token_length(std::uint32_t file, std::uint32_t offset) const {
  const llvm::StringRef text = texts_[file].substr(offset);
  if (text.empty()) return 0;
  if (std::string_view("(){}[];,").find(text.front()) != std::string_view::npos) return 1;
  if (ast::isAsciiIdentifierStart(static_cast<unsigned char>(text.front()))) {
    const std::size_t length =
        text.take_while([](char c) { return ast::isAsciiIdentifierContinue(static_cast<unsigned char>(c)); }).size();
    if (length == text.size() ||
        std::string_view(" \n\t(){}[];,:<>=.&*+-").find(text[length]) != std::string_view::npos) {
      return static_cast<std::uint32_t>(length);
    }
  }
  const ast::SourceLocation start = sources_.getLocForStartOfFile(ids_[file]);
  return ast::Lexer::MeasureTokenLength(start.getLocWithOffset(static_cast<int>(offset)), sources_, language_);
}

Extent FileTable::extent(std::uint32_t file_number, ast::SourceRange range, ast::SourceLocation body) {
  if (range.isInvalid()) return {};
  const auto [begin_id, begin] = sources_.getDecomposedLoc(sources_.getExpansionRange(range.getBegin()).getBegin());
  const ast::SourceLocation last = sources_.getExpansionRange(range.getEnd()).getEnd();
  const auto [end_id, last_begin] = sources_.getDecomposedLoc(last);
  if (begin_id != end_id || file(begin_id) != file_number || last_begin < begin) return {};
  Extent extent{begin, last_begin + token_length(file_number, last_begin), kNoOffset};
  extent.head_end = extent.end;
  if (body.isValid()) {
    const auto [body_id, body_begin] = sources_.getDecomposedLoc(sources_.getExpansionLoc(body));
    if (body_id == begin_id && body_begin > begin && body_begin < extent.end) extent.head_end = body_begin;
  }
  return extent;
}

void FileTable::add_all() {
  for (unsigned i = 0; i < sources_.local_sloc_entry_size(); ++i) {
    const ast::SrcMgr::SLocEntry& entry = sources_.getLocalSLocEntry(i);
    if (entry.isFile()) {
      const auto location = ast::SourceLocation::getFromRawEncoding(entry.getOffset());
      if (location.isValid()) file(sources_.getFileID(location));
    }
  }
}

}  // namespace cairn::clang
