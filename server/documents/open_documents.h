// OpenDocuments: every file that the client has open, each with its parse.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/model/answers.h"
#include "core/worker/pool.h"
#include "core/worker/unit_session.h"
#include "platform/memory/memory_tree.h"
#include "protocol/lsp/semantic_tokens.h"
#include "protocol/lsp/text_sync.h"
#include "server/documents/document.h"
#include "server/documents/file_diagnostics.h"
#include "server/documents/included_files.h"
#include "server/session/workspace.h"

namespace cairn::server {

// One open file: its text, its worker session, what its last parse found.
struct OpenFile {
  Document document;
  std::shared_ptr<worker::UnitSession> session;  // shared only with a request's cancel hook, weakly
  worker::UnitSession::Inputs inputs;            // newest handed to the session
  project::CompileCommand command;               // known once OpenDocuments knows commands
  // Snapshots made before the commands were known; completed when they are.
  std::vector<std::shared_ptr<worker::UnitInputs>> without_command;
  IncludedFiles included_files;  // of the last parse
  // Something changed on the disk while the running parse read it: what it has read is looked at when it ends.
  bool is_look_due = false;
  std::uint64_t progress = 0;  // running progress report, 0: none
  // The wanted parse has another reason than an edit of the file: another command, or an
  // edit of an open header.
  bool is_changed_from_outside = false;
  lsp::SemanticTokens semantic_tokens;  // the last full result, for the next one's delta
  FileDiagnostics diagnostics;
  std::string status;                 // as on_status told it last
  bool is_changed_by_client = false;  // since the last diagnostics: the client expects new ones
};

// Keeps texts, versions and parses in step: an edit of a file is what clang sees
// next, in the file itself and in every open file that includes it.
//
// A document whose edit is impossible is dropped, because every later edit would
// apply to a text that the client does not have; it recovers at the next didOpen.
// Bound: the client's own number of open files; one text and one parse each, and
// as many workers as the pool allows. Confined to the loop thread.
class OpenDocuments {
 public:
  struct Events {
    // New diagnostics for the document's current text; last() are those. `is_expected`:
    // the client changed this very text, or the diagnostics are those that it has.
    std::function<void(const OpenFile&, bool is_expected)> on_diagnostics;
    // Lines of the current text that the preprocessor leaves out; after every parse.
    std::function<void(const Document&, const std::vector<text::Range>&)> on_inactive_regions;
    // What was answered about some file may be wrong now, though its text is the same.
    std::function<void()> on_answers_outdated;
    // The client should forget the file's diagnostics.
    std::function<void(const std::string& uri)> on_cleared;
    std::function<std::uint64_t(const Document&)> on_parse_started;  // gives a progress id
    std::function<void(std::uint64_t progress)> on_parse_finished;
    // What is being done for the file became something else; for people.
    std::function<void(const Document&, const std::string& status)> on_status;
    // Something the user should read.
    std::function<void(const std::string& message)> on_problem;
  };

  OpenDocuments(worker::WorkerPool& pool, Workspace& workspace, Events events);
  ~OpenDocuments();

  void set_encoding(base::TextEncoding encoding) { encoding_ = encoding; }
  base::TextEncoding encoding() const { return encoding_; }
  void set_timeouts(worker::UnitTimeouts timeouts);

  // Commands are known now, or may be new ones: every open file whose command is
  // another than before is parsed (again).
  // Before the first call, files and questions are taken in but have to wait.
  void commands_changed();

  // Files changed on the disk (absolute paths, links resolved; `all`: any may have): open files that include one
  // of them, or lack an include, are parsed again.
  void files_changed(const std::set<std::string>& paths, bool all);

  // Both fail on a URI that names no local file; change() also on an unopened file, a
  // version before the last one or an impossible edit, and then drops the file.
  Result<void> open(const lsp::TextDocumentItem& item);
  Result<void> change(const lsp::DidChangeTextDocumentParams& params);
  // Closes the file if it is open, because of `why`: client and Cairn no longer agree on
  // its text. Returns the error for the user; none where they were told already and
  // nothing was open, so that a client that goes on sending edits is not a flood.
  Result<void> drop(const std::string& uri, Error why);
  void close(const std::string& uri);
  void close_all();

  // The open file that `uri` names, or kInvalidArgument with the field that is wrong.
  Result<OpenFile*> find(const std::string& uri);

  // Byte offset of a client's position in an open file.
  Result<std::uint64_t> offset_at(const OpenFile& file, text::Position position) const;

  // The same for both ends of a range, in order.
  Result<std::pair<std::uint64_t, std::uint64_t>> offsets_of(const OpenFile& file, text::Range range) const;

  // A name for a result that a client may refer to later; never given twice.
  std::string next_result_id() { return std::to_string(next_result_id_++); }

  const std::map<std::string, std::unique_ptr<OpenFile>>& files() const { return files_; }
  std::vector<std::string> paths() const;
  void report_memory(memory::MemoryTree& tree) const;

 private:
  // Asks for the file's command again; true if it is another one.
  bool fetch_command(OpenFile& file);
  // Headers that borrow by guess get the command of `includer`, which was just parsed.
  void lend_command(const OpenFile& includer);
  // Of the open files, links resolved: whatever lies there on the disk, the client's text counts.
  std::set<std::string> real_paths() const;
  void refresh(OpenFile& file, std::chrono::milliseconds delay);
  void refresh_from_outside(OpenFile& file, std::chrono::milliseconds delay);
  void refresh_includers(const Document& changed, std::chrono::milliseconds delay);
  void finish_parse(OpenFile& file);
  void set_status(OpenFile& file, std::string status);
  void take_diagnostics(OpenFile& file, std::vector<model::Diagnostic> diagnostics);

  worker::WorkerPool& pool_;
  Workspace& workspace_;
  const Events events_;
  base::TextEncoding encoding_ = base::TextEncoding::kUtf16;
  worker::UnitTimeouts timeouts_;
  std::uint64_t next_result_id_ = 1;
  bool commands_known_ = false;
  std::map<std::string, std::unique_ptr<OpenFile>> files_;  // by path
  std::set<std::string> refused_;  // URIs the user was told about; at most kMaxRefused short ones
};

}  // namespace cairn::server
