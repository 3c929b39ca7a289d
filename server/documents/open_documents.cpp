#include "server/documents/open_documents.h"

#include <utility>

#include <fmt/format.h>

#include "platform/fs/path.h"
#include "protocol/lsp/uri.h"
#include "server/convert/answers.h"

namespace cairn::server {
namespace {

// How long to wait for the next keystroke before a parse that nobody asked for.
constexpr std::chrono::milliseconds kEditDelay{150};
// A header's includers: nobody looks at them while the header is being typed in.
constexpr std::chrono::milliseconds kIncluderDelay{500};

}  // namespace

OpenDocuments::OpenDocuments(worker::WorkerPool& pool, const Workspace& workspace, Events events)
    : pool_(pool), workspace_(workspace), events_(std::move(events)) {}

OpenDocuments::~OpenDocuments() = default;

Result<void> OpenDocuments::open(const lsp::TextDocumentItem& item) {
  auto path = lsp::path_from_uri(item.uri);
  if (!path) return unexpected(path.error());
  std::unique_ptr<OpenFile>& file = files_[fs::normalize_path(*path)];
  if (file) finish_parse(*file);  // opened twice: the newer text counts
  file = std::make_unique<OpenFile>();
  Document& document = file->document;
  document.uri = item.uri;
  document.path = fs::normalize_path(*path);
  document.real_path = fs::real_path(document.path).value_or(document.path);
  document.language_id = item.language_id;
  document.version = item.version;
  document.buffer = text::TextBuffer(item.text);

  OpenFile* self = file.get();  // the session is a member: its callbacks cannot outlive it
  file->session = std::make_shared<worker::UnitSession>(
      pool_, timeouts_,
      worker::UnitSession::Callbacks{
          [this, self] { self->progress = events_.on_parse_started(self->document); },
          [this, self](const worker::UnitSession::Inputs& inputs, model::ParseOutcome outcome) {
            finish_parse(*self);
            self->included_files = {outcome.included_files.begin(), outcome.included_files.end()};
            // Results for a text that has moved on would stand in wrong places.
            if (inputs == self->inputs) events_.on_diagnostics(self->document, outcome.diagnostics);
          },
          [this, self](const worker::UnitSession::Inputs& inputs, const std::string& reason) {
            finish_parse(*self);
            if (inputs != self->inputs) return;
            model::Diagnostic diagnostic;
            diagnostic.code = "not-parsed";
            diagnostic.message = fmt::format(
                "Cairn could not parse this file: {}. Answers about it have to wait for the next edit.", reason);
            events_.on_diagnostics(self->document, {diagnostic});
          }});
  file->session->set_held(!commands_known_);
  refresh(*file, std::chrono::milliseconds(0));
  refresh_includers(document, kIncluderDelay);
  return {};
}

Result<void> OpenDocuments::change(const lsp::DidChangeTextDocumentParams& params) {
  auto found = find(params.text_document.uri);
  if (!found) return unexpected(found.error());
  Document& document = (*found)->document;
  for (const lsp::TextDocumentContentChangeEvent& event : params.content_changes) {
    document.forget_snapshot();
    if (!event.range) {
      document.buffer = text::TextBuffer(event.text);
      continue;
    }
    if (auto replaced = document.buffer.replace(from_lsp(*event.range), encoding_, event.text); !replaced) {
      Error error = replaced.error();
      const std::string uri = document.uri;
      close(uri);
      return unexpected(std::move(error).within(fmt::format("impossible edit, {} is dropped until it is opened again", uri)));
    }
  }
  document.version = params.text_document.version;
  refresh(**found, kEditDelay);
  refresh_includers(document, kIncluderDelay);
  return {};
}

void OpenDocuments::close(const std::string& uri) {
  auto found = find(uri);
  if (!found) return;
  auto node = files_.extract((*found)->document.path);
  OpenFile& file = *node.mapped();
  finish_parse(file);
  events_.on_cleared(file.document.uri);
  file.session.reset();
  refresh_includers(file.document, kIncluderDelay);  // they see the disk again
}

void OpenDocuments::close_all() {
  for (auto& [path, file] : files_) file->session.reset();
  files_.clear();
}

Result<OpenFile*> OpenDocuments::find(const std::string& uri) {
  auto path = lsp::path_from_uri(uri);
  if (!path) return unexpected(path.error());
  auto file = files_.find(fs::normalize_path(*path));
  if (file == files_.end()) {
    return unexpected(ErrorCode::kInvalidArgument, fmt::format("textDocument.uri: {} is not open", uri));
  }
  return file->second.get();
}

Result<std::uint64_t> OpenDocuments::offset_at(const OpenFile& file, text::Position position) const {
  auto offset = file.document.buffer.offset_at(position, encoding_);
  if (!offset) return unexpected(Error(offset.error()).within("position"));
  return static_cast<std::uint64_t>(*offset);
}

void OpenDocuments::commands_changed() {
  commands_known_ = true;
  for (auto& [path, file] : files_) {
    if (file->without_command.empty()) {
      refresh(*file, std::chrono::milliseconds(0));
      continue;
    }
    // Questions may already be asked about these snapshots: they are completed, not
    // replaced. The session has not looked at them yet.
    for (const auto& inputs : std::exchange(file->without_command, {})) set_command(*inputs);
    file->session->set_held(false);
  }
}

void OpenDocuments::set_command(worker::UnitInputs& inputs) const {
  project::CompileCommand command = workspace_.command_for(inputs.path);
  inputs.directory = std::move(command.directory);
  inputs.arguments = std::move(command.arguments);
}

void OpenDocuments::refresh(OpenFile& file, std::chrono::milliseconds delay) {
  auto inputs = std::make_shared<worker::UnitInputs>();
  inputs->path = file.document.path;
  inputs->encoding = encoding_;
  for (auto& [path, other] : files_) inputs->overlays[path] = other->document.snapshot();
  if (commands_known_) {
    set_command(*inputs);
  } else {
    file.without_command.push_back(inputs);
  }
  file.inputs = inputs;
  file.session->set_inputs(std::move(inputs), delay);
}

void OpenDocuments::refresh_includers(const Document& changed, std::chrono::milliseconds delay) {
  for (auto& [path, file] : files_) {
    if (&file->document != &changed && file->included_files.contains(changed.real_path)) refresh(*file, delay);
  }
}

void OpenDocuments::finish_parse(OpenFile& file) {
  if (file.progress != 0) events_.on_parse_finished(std::exchange(file.progress, 0));
}

void OpenDocuments::report_memory(memory::MemoryTree& tree) const {
  for (const auto& [path, file] : files_) {
    memory::MemoryTree& node = tree.child(path);
    node.child("text").add(file->document.buffer.memory_bytes() + file->document.snapshot_bytes());
    file->session->report_memory(node);
  }
}

}  // namespace cairn::server
