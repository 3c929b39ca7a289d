// Completer: what is asked while somebody types, about a text that is not parsed yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clang/completion_run.h"
#include "core/clang/unit.h"
#include "core/model/completion.h"
#include "core/worker/messages.h"
#include "platform/base/utf.h"

namespace cairn::clang {

// Answers about the main file's newest text, newer perhaps than the unit's parse.
// Keeps clang's last list, so that the next character of a word, the help for the
// call around it and the documentation of an item need not ask clang again.
// Offsets are bytes into `text`. Confined to one thread.
class Completer {
 public:
  // Files have changed, other than the main file by what is typed into it.
  void forget_place() { run_.forget_place(); }

  // completion.cpp
  model::Completion complete(const Unit& unit, std::string_view text, base::TextEncoding encoding,
                             const worker::CompletionRequest& request);
  // What the item with this index of the list with this id says in its comment; none
  // if another list was asked for since.
  std::optional<model::CompletionDetails> details(std::uint64_t completion_id, std::uint32_t index) const;

  // signature_help.cpp: none where no call is open, or nothing is known of it.
  std::optional<model::SignatureHelp> signatures(const Unit& unit, std::string_view text, std::uint64_t offset);

 private:
  CompletionRun run_;
  std::uint64_t completion_id_ = 0;
  std::vector<std::string> comments_;  // of each item of that list
};

}  // namespace cairn::clang
