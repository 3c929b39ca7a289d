// The jobs that the server gives a worker, and their answers. FORMAT.md describes
// frames and versions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/answers.h"
#include "core/model/completion.h"
#include "core/model/inlay_hint.h"
#include "core/model/semantic_tokens.h"
#include "platform/base/utf.h"

namespace cairn::worker {

// What a frame carries. A reply has its request's kind and id. Part of the wire
// format: new kinds go at the end, and kProtocolVersion grows.
enum class JobKind : std::uint16_t {
  kHello = 0,               // worker → server, once, unasked: HelloMessage
  kParse = 1,               // ParseRequest → ParseOutcome
  kHover = 2,               // PositionRequest → optional<Hover>
  kDefinition = 3,          // PositionRequest → vector<Location>
  kDeclaration = 4,         // PositionRequest → vector<Location>
  kReferences = 5,          // ReferencesRequest → vector<Location>
  kHighlights = 6,          // PositionRequest → vector<Highlight>
  kDocumentSymbols = 7,     // EmptyRequest → vector<DocumentSymbol>
  kCompletion = 8,          // CompletionRequest → Completion
  kUpdate = 9,              // ParseRequest → EmptyRequest: take the texts, parse nothing
  kTypeDefinition = 10,     // PositionRequest → vector<Location>
  kImplementation = 11,     // PositionRequest → vector<Location>
  kCompletionDetails = 12,  // CompletionDetailsRequest → optional<CompletionDetails>
  kSignatureHelp = 13,      // PositionRequest → optional<SignatureHelp>
  kSemanticTokens = 14,     // SemanticTokensRequest → vector<SemanticToken>
  kInlayHints = 15,         // InlayHintsRequest → vector<InlayHint>
  kDocumentLinks = 16,      // EmptyRequest → vector<DocumentLink>
  kIndexUnit = 17,          // IndexUnitRequest → IndexedUnit; of cairn-indexer, as the next
  kDeliverRows = 18,        // DeliverRowsRequest → DeliveredRows
  kSymbolsAt = 19,          // PositionRequest → vector<NamedSymbol>
  kBuildPrelude = 20,       // BuildPreludeRequest → BuiltPrelude; of cairn-indexer
  kDescribeCommand = 21,    // DescribeCommandRequest → CommandDescription; of cairn-indexer
};
inline constexpr std::uint16_t kLastJobKind = 21;

// Stable lower-case name of a kind, for logs, spans and counters.
const char* job_kind_name(JobKind kind);

struct HelloMessage {
  std::uint32_t protocol_version = 0;
  std::string clang_version;  // as libclang prints it
};

// Unsaved text of one file, replacing what is on disk.
struct Overlay {
  std::string path;
  std::string text;
};

// Parse (or parse again) the one file this worker is for. `overlays` and
// `dropped_overlays` are changes against what this worker was told before, so that
// a keystroke does not send every open file again.
struct ParseRequest {
  std::string path;                                          // absolute
  std::string directory;                                     // working directory of the command, absolute
  std::vector<std::string> arguments;                        // normalised: no compiler, no input file, no output
  base::TextEncoding encoding = base::TextEncoding::kUtf16;  // of columns in all answers
  std::vector<Overlay> overlays;
  std::vector<std::string> dropped_overlays;
  std::string root;  // of the workspace: real, absolute; empty: none. For symbols' names only, so no reason to reparse
};

// Byte offset into the text of the last parse; for signature help into the newest text.
struct PositionRequest {
  std::uint64_t offset = 0;
};

struct ReferencesRequest {
  std::uint64_t offset = 0;
  bool include_declaration = false;
};

// Offset into the newest text, as for signature help.
struct CompletionRequest {
  std::uint64_t offset = 0;
  std::uint32_t limit = 0;          // most items to send
  std::uint64_t completion_id = 0;  // for questions about its items
  bool with_documentation = false;  // for editors that will not ask about an item
};

// About an item of the list that was asked for last.
struct CompletionDetailsRequest {
  std::uint64_t completion_id = 0;
  std::uint32_t index = 0;  // in that list
};

// Byte offsets into the text of the last parse; the whole file: 0 and its size or more.
struct SemanticTokensRequest {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  model::SemanticTokenChoice choice;
};

struct InlayHintsRequest {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  model::InlayHintChoice choice;
};

// Lines from 0, without the last.
struct EditedLines {
  std::string path;  // as IndexedFile::path
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

// Parse one unit of the project, as it is on the disk, and keep the rows of all its files
// until the next job of this kind or of kBuildPrelude.
struct IndexUnitRequest {
  std::string path;                    // absolute
  std::string directory;               // working directory of the command, absolute
  std::vector<std::string> arguments;  // normalised, as in ParseRequest
  std::string root;                    // of the workspace: real, absolute
  // Module files that kBuildPrelude wrote, absolute, the lowest layer first; each stands on those before it.
  // Includes of their headers become imports. Empty: the exact parse.
  std::vector<std::string> module_files = {};
  // A file of the unit that was edited, and which of its lines: the answer has EditFacts. Without a path: none.
  EditedLines edited = {};
};

// What an edit of a file may depend on and change besides itself, as far as one exact parse shows; for whoever wants to
// spare other units the parse (core/index/edit_context.h).
struct BodyFacts {
  std::uint32_t begin_line = 0;  // of its opening brace; all from 0, columns in bytes
  std::uint32_t begin_column = 0;
  std::uint32_t end_line = 0;  // of its closing brace
  std::uint32_t end_column = 0;
  // Why others may see more of it than that it is there (it is constexpr, a template's, of a deduced type …); empty:
  // they do not.
  std::string doubt;
  std::vector<std::string> names;  // that are looked up in it outside of itself and of classes, sorted
};
struct EditFacts {
  bool is_known = false;           // they were asked for and the file was parsed
  std::string doubt;               // what cannot be followed; empty: nothing
  std::optional<BodyFacts> body;   // of a function: the whole edit is inside of it
  std::vector<std::string> names;  // without a body: that the edited declarations look up, sorted
  // Identifiers that stand in the lines, or in macros that are expanded there: what a macro could replace. Sorted.
  std::vector<std::string> words;
  std::vector<BodyFacts> bodies;  // of all functions that the file defines
};

// One file that the unit consists of, and what the unit says about it.
struct IndexedFile {
  std::string path;                // relative to the root; absolute outside of it
  std::uint64_t content_hash = 0;  // XXH3 of the bytes that were parsed
  std::int64_t mtime_ns = 0;
  std::uint64_t size_bytes = 0;
  std::uint64_t rows_hash = 0;  // of its text and all its rows in this unit: equal ones, equal hash
};

struct IndexedUnit {
  std::vector<IndexedFile> files;  // that were parsed: the main file first, each file once
  // Files that the unit reads through modules, and what the prelude's build said about them: none of `files`,
  // nothing of them is kept here. Empty without module files.
  std::vector<IndexedFile> imported;
  // Errors that clang reported; 0: rows are as exact as clang's reading. With module files also what makes the prelude
  // wrong for this unit (it uses what it does not include, a module file does not fit): then the rows are worth
  // nothing.
  std::uint32_t error_count = 0;
  std::string first_error;                    // "file:line: message", for people; empty without errors
  std::vector<std::string> missing_includes;  // as spelled: files whose appearing would change the unit
  std::uint32_t cpu_ms = 0;                   // that this job took
  std::uint64_t peak_bytes = 0;               // of anonymous memory that the process had at once; 0: not known
  // With module files: those of `imported`, of layers of one unit, that ask about a macro which is another one in the
  // order of this unit's includes than it was in the layer's; paths. Of other files that is an error.
  std::vector<std::string> entered_otherwise = {};
  EditFacts edit = {};  // if `edited` was given
};

// What a command means to clang; of the file only the name counts.
struct DescribeCommandRequest {
  std::string path;                    // absolute
  std::string directory;               // working directory of the command, absolute
  std::vector<std::string> arguments;  // normalised, as in ParseRequest
};

struct SearchFolder {
  enum class Kind : std::uint8_t { kQuoted, kAngled, kSystem };
  std::string path;  // absolute
  Kind kind = Kind::kAngled;
};

struct CommandDescription {
  std::string language;                        // "c", "c++"; empty: another one, or none
  std::vector<SearchFolder> folders;           // in which includes are looked for, in that order
  std::vector<std::string> predefined_macros;  // names: clang's own and the command's, sorted
};

// Build one layer of header modules, and keep the rows of all files that it consists of until the next job of this
// kind or of kIndexUnit. Module files below it are used, not contained.
struct BuildPreludeRequest {
  std::string name;                       // of the module: an identifier, another one in each layer
  std::string directory;                  // of the command that stands for the group, absolute
  std::vector<std::string> arguments;     // of that command: normalised, with -x if not C++ by its input
  std::string root;                       // of the workspace: real, absolute
  bool is_one_unit = false;               // all headers see each other as in one text (the standard library's)
  std::vector<std::string> headers;       // absolute; each is a submodule unless is_one_unit
  std::vector<std::string> module_files;  // of the layers below, the lowest first
  std::string output_path;                // absolute; must not exist
};

// One of the headers asked for. An error counts for the innermost of them that was being read.
struct PreludeHeader {
  std::uint32_t error_count = 0;
  std::string first_error;  // "file:line: message", for people; empty without errors
};

// Without errors `output_path` is written: complete, synced, mode 0600. Beside it stands `output_path` + ".files",
// which parses on the module file need: what it consists of. With errors nothing is left.
struct BuiltPrelude {
  std::uint64_t bytes = 0;             // of both files; 0: not written, see the errors
  std::vector<PreludeHeader> headers;  // as in the request
  std::uint32_t error_count = 0;       // of all, also of those that belong to no header
  std::string first_error;
  std::vector<IndexedFile> files;             // that were parsed, each once; empty if nothing was written
  std::vector<std::string> missing_includes;  // as of a unit
  std::uint32_t cpu_ms = 0;                   // that this job took
  std::uint64_t peak_bytes = 0;               // most resident memory of the process meanwhile
};

// Write the kept rows of some files as a finished, synced store segment. The path of a
// file's rows in it is `path` + U+001F + rows_hash as 16 hexadecimal digits.
struct DeliverRowsRequest {
  std::string segment_path;  // absolute; must not exist
  std::uint32_t layer = 0;
  std::uint64_t generation = 0;
  std::vector<std::uint32_t> files;  // indexes into IndexedUnit::files or BuiltPrelude::files, rising
};

struct DeliveredRows {
  std::uint64_t bytes = 0;  // of the segment
};

// Also the answer of jobs that have nothing to say.
struct EmptyRequest {};

}  // namespace cairn::worker
