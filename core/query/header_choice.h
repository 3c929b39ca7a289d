// HeaderChooser: which header to include for a symbol, and how it is spelled.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/answers.h"
#include "core/store/snapshot.h"

namespace cairn::query {

// What is to be included somewhere.
struct HeaderSpelling {
  std::string spelled;  // between the quotes
  bool is_angled = false;
  bool operator==(const HeaderSpelling&) const = default;
};

// The file that includes. Paths absolute.
struct IncludingFile {
  std::string path;
  std::vector<std::string> search_folders;  // of its unit, the most important first
  bool is_c = false;
};

struct NeededSymbol {
  std::string name;
  std::string scope;              // "ns::"
  std::vector<std::string> usrs;  // of any layer
  model::SymbolKind kind = model::SymbolKind::kVariable;
};

// Rules, the first that tells something:
// 1. What a standard names is in that standard's header (std_headers.h).
// 2. A header says itself who is to be included for it: "IWYU pragma: private, include "x"".
// 3. A header that another one exports ("#include "x"  // IWYU pragma: export", or between begin_exports and
//    end_exports) is included by way of that one.
// 4. A header is private by its name if a folder of its path is bits, detail, details, impl, internal or __…, or its
//    name begins with "_" or ends in _impl, _internal, -inl or .inc; but for files beside that folder. For it the
//    nearest public header is taken that includes it, of several the one that most files include.
// 5. Of several headers that declare a symbol first those that define it, then those that most files include.
// The spelling is the one that most files of the project use that means this header for the including file too; else
// the shortest by its search folders (quoted in the workspace, angled outside), or seen from the file's own folder.
//
// Reads the texts of headers, some dozens at most for each symbol. Remembers what it found; for one thread.
class HeaderChooser {
 public:
  // `read_text`: the text of a file by its path in the store, empty if there is none.
  HeaderChooser(const store::Snapshot& snapshot, std::string root, IncludingFile file,
                std::function<std::string(const std::string& path)> read_text);

  // Best first, each once; empty for what no header declares.
  std::vector<HeaderSpelling> headers_of(const NeededSymbol& symbol);

 private:
  struct Use {
    std::string includer;  // as the store has it
    HeaderSpelling spelling;
    std::uint32_t line = 0;
  };
  struct Provider {
    std::string path;        // of a header, as the store has it
    HeaderSpelling literal;  // or what a pragma says, if there is one
  };
  std::vector<std::string> declaring_headers(const NeededSymbol& symbol) const;
  const std::vector<Use>& uses_of(const std::string& path);
  Provider provider_of(const std::string& path);
  bool is_private(std::string_view path) const;
  std::string exporter_of(const std::string& path);
  std::string public_includer_of(const std::string& path);
  HeaderSpelling spelling_of(const std::string& path);
  bool means(const HeaderSpelling& spelling, const std::string& path) const;
  std::string absolute(const std::string& path) const;

  const store::Snapshot& snapshot_;
  const std::string root_;
  const IncludingFile file_;
  const std::function<std::string(const std::string&)> read_text_;
  std::map<std::string, std::vector<Use>> uses_;
  std::map<std::string, Provider> providers_;
  std::map<std::string, HeaderSpelling> spellings_;
};

}  // namespace cairn::query
