// OpenFile: one file parsed by libclang, and the questions it can answer. Linked
// into cairn-worker only; nothing of libclang shows in this header.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/answers.h"
#include "core/model/completion.h"
#include "core/model/inlay_hint.h"
#include "core/model/semantic_tokens.h"
#include "core/worker/messages.h"
#include "platform/base/result.h"

namespace cairn::clang {

// One translation unit, kept between questions. Confined to one thread. May crash,
// hang or eat memory at any call, because libclang may: the process around it is
// disposable.
//
// Every question answers about the last successful parse(); before one they fail
// with kUnavailable. Offsets are bytes into the main file's text at that parse;
// answers' columns are in the encoding of that parse's request.
class OpenFile {
 public:
  // Preambles and other temporary files of libclang go into `temporary_directory`;
  // empty: preambles are kept in memory, which costs anonymous memory.
  explicit OpenFile(const std::string& temporary_directory);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  // Parses or reparses. Flags that clang does not know are dropped, named in the
  // outcome, and the parse is tried again. Fails if libclang gives no unit at all
  // (missing file, command without input).
  Result<model::ParseOutcome> parse(const worker::ParseRequest& request);

  // Takes new overlays without parsing (same path and arguments as the last parse):
  // complete() and signature_help() answer about the new text, everything else about
  // the last parse. This keeps them from waiting for a parse while the user types.
  Result<void> update(const worker::ParseRequest& request);

  Result<std::optional<model::Hover>> hover(std::uint64_t offset);
  // On an #include: the start of the included file. On a macro's use: its
  // definition. On a definition itself: its declaration elsewhere, if there is one.
  Result<std::vector<model::Location>> definition(std::uint64_t offset);
  // The first declaration; asked on that, the definition.
  Result<std::vector<model::Location>> declaration(std::uint64_t offset);
  // The type of what is named, without pointers, references and arrays; of a function
  // its result's. An alias stands for itself.
  Result<std::vector<model::Location>> type_definition(std::uint64_t offset);
  // What `definition` is about, as the index's rows name it; a macro also by the name that it has where its
  // definition is not known. Empty where nothing is named.
  Result<std::vector<model::NamedSymbol>> symbols_at(std::uint64_t offset);
  // Within the unit: of a class all that derive from it, of a virtual method all that
  // override it, directly or not.
  Result<std::vector<model::Location>> implementations(std::uint64_t offset);
  // Within the unit: the main file and everything it includes. Sorted, each once. Of a
  // method, also those of the methods that it overrides.
  Result<std::vector<model::Location>> references(std::uint64_t offset, bool include_declaration);
  Result<std::vector<model::Highlight>> highlights(std::uint64_t offset);
  Result<std::vector<model::DocumentSymbol>> document_symbols();

  // About the newest text, see update().
  Result<model::Completion> complete(const worker::CompletionRequest& request);
  // None for an item of another list than the last.
  std::optional<model::CompletionDetails> completion_details(const worker::CompletionDetailsRequest& request) const;
  // None where no call is open, or where clang knows nothing of it.
  Result<std::optional<model::SignatureHelp>> signature_help(std::uint64_t offset);
  // A range whose end is past the end of the file reaches to that end.
  Result<std::vector<model::SemanticToken>> semantic_tokens(const worker::SemanticTokensRequest& request);
  Result<std::vector<model::InlayHint>> inlay_hints(const worker::InlayHintsRequest& request);
  Result<std::vector<model::DocumentLink>> links();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// libclang's own version line.
std::string library_version();

}  // namespace cairn::clang
