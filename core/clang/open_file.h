// OpenFile: one file parsed by libclang, and the questions it can answer. Linked
// into cairn-worker only; nothing of libclang shows in this header.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/answers.h"
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
  // complete() answers about the new text, everything else about the last parse.
  // This keeps completion from waiting for a parse while the user types.
  Result<void> update(const worker::ParseRequest& request);

  Result<std::optional<model::Hover>> hover(std::uint64_t offset);
  // On an #include: the start of the included file. On a macro's use: its
  // definition. On a definition itself: its declaration elsewhere, if there is one.
  Result<std::vector<model::Location>> definition(std::uint64_t offset);
  Result<std::vector<model::Location>> declaration(std::uint64_t offset);
  // Within the unit: the main file and everything it includes. Sorted, each once.
  Result<std::vector<model::Location>> references(std::uint64_t offset, bool include_declaration);
  Result<std::vector<model::Highlight>> highlights(std::uint64_t offset);
  Result<std::vector<model::DocumentSymbol>> document_symbols();
  Result<model::Completion> complete(std::uint64_t offset, std::uint32_t limit);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// libclang's own version line.
std::string library_version();

}  // namespace cairn::clang
