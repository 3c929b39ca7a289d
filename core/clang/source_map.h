// SourceMap: from libclang's locations and byte offsets to paths, lines and columns.
#pragma once

#include <clang-c/Index.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/clang/preamble_includes.h"
#include "core/model/answers.h"
#include "platform/base/utf.h"

namespace cairn::clang {

// A byte of a file of the unit.
struct Place {
  CXFile file = nullptr;
  std::uint32_t offset = 0;
};

// A raw token: comments and inactive code are tokens too, macros are not expanded.
struct Token {
  std::uint32_t begin = 0;  // byte offsets
  std::uint32_t end = 0;
  CXTokenKind kind = CXToken_Punctuation;
};

// How a file came into the unit: the first #include found that leads to it.
struct Inclusion {
  CXFile file = nullptr;
  std::string path;
  std::size_t includer = kMainFile;  // index into inclusions()
  std::uint32_t offset = 0;          // of the '#' in the includer
  static constexpr std::size_t kMainFile = static_cast<std::size_t>(-1);
};

// Reads the exact bytes that were parsed, which for unsaved files are not those on
// disk. Tables are made when first needed and live as long as the map: one per
// parse. Borrows the unit and what is known of its preamble. Confined to one thread.
class SourceMap {
 public:
  SourceMap(CXTranslationUnit unit, PreambleIncludes& preamble, const std::string& main_path, std::string directory,
            base::TextEncoding encoding);

  CXTranslationUnit unit() const { return unit_; }
  base::TextEncoding encoding() const { return encoding_; }
  // Null if the unit does not know the path; then nothing else here may be called.
  CXFile main_file() const { return main_file_; }
  bool is_main(CXFile file) const { return file && clang_File_isEqual(file, main_file_) != 0; }

  // Where a location stands in a file. What a macro's body produced stands where the
  // macro is used; a macro's argument stands where it is written.
  std::optional<Place> place(CXSourceLocation location) const;
  CXSourceLocation location(const Place& place) const;
  CXCursor cursor_at(const Place& place) const { return clang_getCursor(unit_, location(place)); }

  // The file's bytes as parsed; borrowed until the unit changes.
  std::string_view text(CXFile file);
  // Absolute path; symbolic links stay, except where ".." makes resolving them necessary.
  const std::string& path(CXFile file);
  model::Location file_start(CXFile file) { return {path(file), {}}; }

  text::Range range(CXFile file, std::uint32_t begin, std::uint32_t end);
  // The range of a cursor or diagnostic range, if it stands in `file`.
  std::optional<text::Range> range_in(CXFile file, CXSourceRange range);

  // All tokens of a file, in order; the main file's are kept.
  std::vector<Token> tokenise(CXFile file);
  const std::vector<Token>& main_tokens();
  std::string_view spelling(CXFile file, const Token& token) {
    return text(file).substr(token.begin, token.end - token.begin);
  }

  // Every file that the main file includes, directly or not, each once, in the order of
  // discovery (an includer stands before what it includes).
  const std::vector<Inclusion>& inclusions();

  // The unit's using declarations by the name that they bring (using_names.h).
  const std::map<std::string, std::vector<CXCursor>, std::less<>>& using_names();

 private:
  struct FileTables {
    std::string_view text;
    std::vector<std::uint32_t> line_starts;
    std::string path;
  };
  FileTables& tables(CXFile file);
  text::Position position(FileTables& tables, std::uint32_t offset) const;
  std::string absolute_path(CXFile file) const;
  std::vector<IncludedFile> find_includes(CXFile file) const;

  CXTranslationUnit unit_;
  PreambleIncludes& preamble_;
  std::string directory_;
  base::TextEncoding encoding_;
  CXFile main_file_;
  std::unordered_map<CXFile, FileTables> files_;
  std::optional<std::vector<Token>> main_tokens_;
  std::optional<std::vector<Inclusion>> inclusions_;
  std::optional<std::map<std::string, std::vector<CXCursor>, std::less<>>> using_names_;
};

}  // namespace cairn::clang
