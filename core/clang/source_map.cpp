#include "core/clang/source_map.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <unordered_set>
#include <utility>

#include "core/clang/raii.h"
#include "core/clang/using_names.h"

namespace cairn::clang {
namespace {

// As in LSP and in clang: \n, \r\n and \r end a line.
std::vector<std::uint32_t> find_line_starts(std::string_view text) {
  std::vector<std::uint32_t> starts = {0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n' && text[i] != '\r') continue;
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    starts.push_back(static_cast<std::uint32_t>(i + 1));
  }
  return starts;
}

struct FreeDeleter {
  void operator()(char* memory) const { std::free(memory); }
};

}  // namespace

SourceMap::SourceMap(CXTranslationUnit unit, PreambleIncludes& preamble, const std::string& main_path,
                     std::string directory, base::TextEncoding encoding)
    : unit_(unit),
      preamble_(preamble),
      directory_(std::move(directory)),
      encoding_(encoding),
      main_file_(clang_getFile(unit, main_path.c_str())) {
  // The asker's own name for the main file is the one to answer with.
  if (main_file_) tables(main_file_).path = main_path;
}

std::optional<Place> SourceMap::place(CXSourceLocation location) const {
  Place place;
  clang_getFileLocation(location, &place.file, nullptr, nullptr, &place.offset);
  if (!place.file) return std::nullopt;
  return place;
}

CXSourceLocation SourceMap::location(const Place& place) const {
  return clang_getLocationForOffset(unit_, place.file, place.offset);
}

SourceMap::FileTables& SourceMap::tables(CXFile file) {
  auto [found, is_new] = files_.try_emplace(file);
  FileTables& tables = found->second;
  if (is_new) {
    std::size_t size = 0;
    const char* bytes = clang_getFileContents(unit_, file, &size);
    if (bytes) tables.text = std::string_view(bytes, size);
    tables.path = absolute_path(file);
  }
  return tables;
}

std::string_view SourceMap::text(CXFile file) { return tables(file).text; }

const std::string& SourceMap::path(CXFile file) {
  if (is_main(file)) return tables(main_file_).path;
  return tables(file).path;
}

// clang_File_tryGetRealPathName removes ".." by text alone, which is wrong behind a
// symbolic link (/lib/gcc/… where /lib is one), so this starts from the name clang
// opened the file by.
std::string SourceMap::absolute_path(CXFile file) const {
  std::string name = take_bytes(clang_getFileName(file));
  if (!name.starts_with('/')) name = directory_ + "/" + name;
  if (name.find("/..") != std::string::npos) {
    const std::unique_ptr<char, FreeDeleter> resolved(realpath(name.c_str(), nullptr));
    if (resolved) return resolved.get();
  }
  return std::filesystem::path(name).lexically_normal().string();
}

text::Position SourceMap::position(FileTables& tables, std::uint32_t offset) const {
  if (tables.line_starts.empty()) tables.line_starts = find_line_starts(tables.text);
  const auto bounded = static_cast<std::uint32_t>(std::min<std::size_t>(offset, tables.text.size()));
  const auto after = std::upper_bound(tables.line_starts.begin(), tables.line_starts.end(), bounded);
  const std::uint32_t start = *(after - 1);
  const std::size_t column = base::encoded_length(tables.text.substr(start, bounded - start), encoding_);
  return {static_cast<std::uint32_t>(after - tables.line_starts.begin() - 1), static_cast<std::uint32_t>(column)};
}

text::Range SourceMap::range(CXFile file, std::uint32_t begin, std::uint32_t end) {
  FileTables& entry = tables(file);
  return {position(entry, begin), position(entry, end)};
}

std::optional<text::Range> SourceMap::range_in(CXFile file, CXSourceRange range) {
  const auto begin = place(clang_getRangeStart(range));
  const auto end = place(clang_getRangeEnd(range));
  if (!begin || !end || !clang_File_isEqual(begin->file, file) || !clang_File_isEqual(end->file, file)) {
    return std::nullopt;
  }
  return this->range(file, begin->offset, std::max(begin->offset, end->offset));
}

std::vector<Token> SourceMap::tokenise(CXFile file) {
  const auto size = static_cast<std::uint32_t>(text(file).size());
  CXToken* raw = nullptr;
  unsigned count = 0;
  clang_tokenize(unit_, clang_getRange(location({file, 0}), location({file, size})), &raw, &count);
  std::vector<Token> tokens;
  tokens.reserve(count);
  for (unsigned i = 0; i < count; ++i) {
    const CXSourceRange extent = clang_getTokenExtent(unit_, raw[i]);
    Token token;
    token.kind = clang_getTokenKind(raw[i]);
    clang_getSpellingLocation(clang_getRangeStart(extent), nullptr, nullptr, nullptr, &token.begin);
    clang_getSpellingLocation(clang_getRangeEnd(extent), nullptr, nullptr, nullptr, &token.end);
    if (token.begin < token.end && token.end <= size) tokens.push_back(token);
  }
  clang_disposeTokens(unit_, raw, count);
  return tokens;
}

const std::vector<Token>& SourceMap::main_tokens() {
  if (!main_tokens_) main_tokens_ = tokenise(main_file_);
  return *main_tokens_;
}

std::vector<IncludedFile> SourceMap::find_includes(CXFile file) const {
  struct Context {
    const SourceMap& map;
    std::vector<IncludedFile> found;
  };
  Context context{*this, {}};
  const CXCursorAndRangeVisitor visitor{
      &context, [](void* data, CXCursor cursor, CXSourceRange) {
        auto& [map, found] = *static_cast<Context*>(data);
        CXFile included = clang_getIncludedFile(cursor);
        const auto at = map.place(clang_getCursorLocation(cursor));
        if (!included || !at) return CXVisit_Continue;
        found.push_back({take_bytes(clang_getFileName(included)), map.absolute_path(included), at->offset});
        return CXVisit_Continue;
      }};
  clang_findIncludesInFile(unit_, file, visitor);
  return std::move(context.found);
}

// clang_getInclusions forgets what a preamble included, so this follows the #include
// directives of file after file.
const std::vector<Inclusion>& SourceMap::inclusions() {
  if (inclusions_) return *inclusions_;
  const std::uint32_t preamble_end = find_preamble_end(text(main_file_));
  std::vector<Inclusion> all;
  std::vector<bool> in_preamble;  // of each of `all`
  std::unordered_set<std::string> seen = {path(main_file_)};
  const auto add = [&](const IncludedFile& found, std::size_t includer, bool is_in_preamble) {
    CXFile file = clang_getFile(unit_, found.name.c_str());
    if (!file || !seen.insert(found.path).second) return;
    all.push_back({file, found.path, includer, found.offset});
    in_preamble.push_back(is_in_preamble);
  };
  for (const IncludedFile& each : find_includes(main_file_)) {
    add(each, Inclusion::kMainFile, each.offset < preamble_end);
  }
  for (std::size_t next = 0; next < all.size(); ++next) {
    const bool is_kept = in_preamble[next];
    if (is_kept && !preamble_.find(all[next].path)) preamble_.keep(all[next].path, find_includes(all[next].file));
    const std::vector<IncludedFile>* known = is_kept ? preamble_.find(all[next].path) : nullptr;
    for (const IncludedFile& each : known ? *known : find_includes(all[next].file)) add(each, next, is_kept);
  }
  inclusions_ = std::move(all);
  return *inclusions_;
}

const UsingNames& SourceMap::using_names() {
  if (!using_names_) using_names_ = find_using_names(*this);
  return *using_names_;
}

}  // namespace cairn::clang
