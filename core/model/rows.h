// What is known of one file, as an index holds it: plain records that a scanner or a
// worker fills and the store keeps.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/model/answers.h"
#include "core/text/position.h"

namespace cairn::model {

// The identity of a symbol in all units: a hash of its USR (store::symbol_id). Two USRs
// with one hash are two symbols; whoever compares symbols compares the USRs too.
enum class SymbolId : std::uint64_t {};

// What a name does where it stands; bits, so that one occurrence may have several.
enum Role : std::uint16_t {
  kDeclares = 1,  // introduces the symbol, without its definition
  kDefines = 2,   // the definition itself
  kRefers = 4,    // any other mention
  kReads = 8,     // value is used
  kWrites = 16,   // value is changed
  kCalls = 32,    // function is called
  kTakesAddress = 64,
  kImplicit = 128,   // nothing is spelled there: a conversion, a destructor, a range's begin()
  kOverrides = 256,  // declares a method that overrides the symbol
  kFromMacro = 512,  // stands in the expansion of a macro, not in the file's own text
  kTests = 1024,     // a macro's name in #if, #ifdef or defined()
};
using Roles = std::uint16_t;

// Lines are zero-based, columns bytes from the line's start, both 32 bits.
struct Occurrence {
  std::uint32_t symbol = 0;  // index into FileRows::symbols
  text::Position start;
  std::uint32_t length = 0;  // bytes; 0 for what is not spelled
  Roles roles = kRefers;
  // The whole declaration, from its first token to its last; empty where that is not known.
  text::Range extent;
  bool operator==(const Occurrence&) const = default;
};

enum class RelationKind : std::uint8_t { kBaseOf, kOverriddenBy, kContains, kSpecialisedBy };

// `subject` is the base of `object`, is overridden by it, contains it, …: stated by this file.
struct Relation {
  std::uint32_t subject = 0;  // indexes into FileRows::symbols
  std::uint32_t object = 0;
  RelationKind kind = RelationKind::kBaseOf;
  bool operator==(const Relation&) const = default;
};

// A symbol as one file shows it. Views are borrowed, see FileRows.
struct SymbolFacts {
  std::string_view usr;        // what the symbol is; never empty
  std::string_view name;       // "size"; empty for what has no name
  std::string_view scope;      // "ns::Class::"; empty at file level
  std::string_view signature;  // parameters, type: one line for people
  SymbolKind kind = SymbolKind::kVariable;
  std::uint8_t flags = 0;
  enum Flag : std::uint8_t {
    kDeprecated = 1,
    kMentionedOnly = 2,  // the file only uses it: name and kind may be unknown
    kLocal = 4,          // cannot be named from other files
  };
  bool operator==(const SymbolFacts&) const = default;
};

struct IncludeLine {
  std::uint32_t line = 0;
  bool is_angled = false;
  std::string_view spelled;   // between the quotes
  std::string_view resolved;  // path in the form of FileRows::path; empty if it was not found
  bool operator==(const IncludeLine&) const = default;
};

enum class MacroAct : std::uint8_t { kDefine, kUndefine, kTest };

struct MacroLine {
  std::uint32_t line = 0;
  MacroAct act = MacroAct::kDefine;
  bool pastes = false;  // its body has ##
  std::string_view name;
  std::vector<std::string_view> body;  // identifiers in its body; of a scan also patterns (core/lexical/paste_reader.h)
  bool operator==(const MacroLine&) const = default;
};

// What identifies a file's state, and what a scan of its bytes says about the whole.
struct FileFacts {
  std::uint64_t content_hash = 0;
  std::uint64_t token_hash = 0;  // comments and white space left out; 0: not known
  std::int64_t mtime_ns = 0;     // the stamp at which it was read
  std::uint64_t size_bytes = 0;
  std::uint32_t line_count = 0;
  std::uint32_t flags = 0;
  enum Flag : std::uint32_t { kAscii = 1, kIncludeGuard = 2, kPragmaOnce = 4 };
  bool operator==(const FileFacts&) const = default;
};

// All rows of one file. The views point into memory of whoever made the record (a file's
// text, a segment's mapping) and are valid as long as that is; the store copies them.
struct FileRows {
  std::string_view path;  // relative to the workspace's root; absolute outside of it
  FileFacts facts;
  std::vector<SymbolFacts> symbols;  // each usr once
  std::vector<Occurrence> occurrences;
  std::vector<Relation> relations;
  std::vector<IncludeLine> includes;
  std::vector<MacroLine> macros;
  std::vector<std::string_view> identifiers;  // every identifier in the text, each once
};

}  // namespace cairn::model
