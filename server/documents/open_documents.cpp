#include "server/documents/open_documents.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "platform/base/component.h"
#include "platform/base/log.h"
#include "platform/fs/path.h"
#include "protocol/lsp/uri.h"
#include "server/convert/answers.h"

namespace cairn::server {
namespace {

// A header's includers: nobody looks at them while the header is being typed in.
constexpr std::chrono::milliseconds kIncluderDelay{500};

// Of documents that were refused or dropped; beyond it the user may be told again.
constexpr std::size_t kMaxRefused = 1024;
constexpr std::size_t kMaxRefusedUriBytes = 4096;

bool lacks_include(const OpenFile& file) {
  const auto& last = file.diagnostics.last();
  return last && std::any_of(last->begin(), last->end(), [](const model::Diagnostic& each) {
           return each.message.find("file not found") != std::string::npos;
         });
}

void set_command(const project::CompileCommand& command, const std::string& root, worker::UnitInputs& inputs) {
  inputs.root = root;
  inputs.directory = command.directory;
  inputs.arguments = command.arguments;
}

}  // namespace

OpenDocuments::OpenDocuments(worker::WorkerPool& pool, Workspace& workspace, Events events)
    : pool_(pool), workspace_(workspace), events_(std::move(events)) {}

OpenDocuments::~OpenDocuments() = default;

void OpenDocuments::set_timeouts(worker::UnitTimeouts timeouts) {
  timeouts_ = timeouts;
  for (auto& [path, file] : files_) file->session->set_timeouts(timeouts);
}

Result<void> OpenDocuments::open(const lsp::TextDocumentItem& item) {
  const base::ComponentScope component(base::Component::kDocuments);
  refused_.erase(item.uri);
  auto path = lsp::path_from_uri(item.uri);
  if (!path) return drop(item.uri, Error(path.error()).within("textDocument.uri"));
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
          [this, self](bool is_first) {
            finish_parse(*self);  // a parse that is tried again has not ended before
            self->included_files.begin_parse();
            self->is_look_due = false;
            set_status(*self, is_first ? "parsing includes, parsing main file" : "parsing main file");
            self->progress = events_.on_parse_started(self->document);
          },
          [this, self](const worker::UnitSession::Inputs& inputs, model::ParseOutcome outcome) {
            finish_parse(*self);
            self->included_files.end_parse(outcome.included_files);
            lend_command(*self);
            set_status(*self, inputs == self->inputs ? "idle" : "file is queued");
            // Results for a text that has moved on would stand in wrong places.
            if (inputs != self->inputs) return;
            events_.on_inactive_regions(self->document, outcome.inactive_regions);
            take_diagnostics(*self, std::move(outcome.diagnostics));
            if (std::exchange(self->is_changed_from_outside, false)) events_.on_answers_outdated();
            if (std::exchange(self->is_look_due, false) && self->included_files.may_have_changed(real_paths())) {
              refresh_from_outside(*self, kIncluderDelay);
            }
          },
          [this, self](const worker::UnitSession::Inputs& inputs, const std::string& reason) {
            finish_parse(*self);
            if (inputs != self->inputs) return;
            set_status(*self, "failed: " + reason);
            model::Diagnostic diagnostic;
            diagnostic.code = "not-parsed";
            diagnostic.message = fmt::format(
                "Cairn could not parse this file: {}. Until it can (after an edit, or with more memory), answers about "
                "it come from "
                "the index alone.",
                reason);
            take_diagnostics(*self, {diagnostic});
          }});
  file->session->set_held(!commands_known_);
  if (commands_known_) fetch_command(*file);
  file->is_changed_by_client = true;
  refresh(*file, std::chrono::milliseconds(0));
  refresh_includers(document, kIncluderDelay);
  return {};
}

Result<void> OpenDocuments::change(const lsp::DidChangeTextDocumentParams& params) {
  const base::ComponentScope component(base::Component::kDocuments);
  auto found = find(params.text_document.uri);
  if (!found) return drop(params.text_document.uri, found.error());
  Document& document = (*found)->document;
  const std::int32_t version = params.text_document.version;
  if (document.version && version < *document.version) {
    return drop(params.text_document.uri,
                Error{ErrorCode::kInvalidArgument,
                      fmt::format("textDocument.version: {} comes after {}", version, *document.version)});
  }
  for (const lsp::TextDocumentContentChangeEvent& event : params.content_changes) {
    document.forget_snapshot();
    if (!event.range) {
      document.buffer = text::TextBuffer(event.text);
      continue;
    }
    if (auto replaced = document.buffer.replace(from_lsp(*event.range), encoding_, event.text); !replaced) {
      return drop(params.text_document.uri, replaced.error());
    }
  }
  document.version = version;
  (*found)->is_changed_by_client = true;
  refresh(**found, (*found)->session->edit_delay());
  refresh_includers(document, kIncluderDelay);
  return {};
}

Result<void> OpenDocuments::drop(const std::string& uri, Error why) {
  const bool was_open = find(uri).has_value();
  if (!was_open && refused_.contains(uri)) return {};
  close(uri);
  if (refused_.size() == kMaxRefused) refused_.clear();
  if (uri.size() <= kMaxRefusedUriBytes) refused_.insert(uri);
  if (!was_open) return unexpected(std::move(why));
  return unexpected(std::move(why).within(fmt::format("impossible edit, {} is dropped until it is opened again", uri)));
}

void OpenDocuments::close(const std::string& uri) {
  refused_.erase(uri);
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
  if (!path) return unexpected(ErrorCode::kInvalidArgument, "textDocument.uri: " + path.error().message);
  auto file = files_.find(fs::normalize_path(*path));
  if (file == files_.end()) {
    return unexpected(ErrorCode::kInvalidArgument, fmt::format("textDocument.uri: {} is not open", uri));
  }
  return file->second.get();
}

Result<std::uint64_t> OpenDocuments::offset_at(const OpenFile& file, text::Position position) const {
  auto offset = file.document.buffer.offset_at(position, encoding_);
  if (!offset) return unexpected(Error(offset.error()).within("position.line"));
  return static_cast<std::uint64_t>(*offset);
}

Result<std::pair<std::uint64_t, std::uint64_t>> OpenDocuments::offsets_of(const OpenFile& file,
                                                                          text::Range range) const {
  auto begin = file.document.buffer.offset_at(range.start, encoding_);
  if (!begin) return unexpected(Error(begin.error()).within("range.start.line"));
  // Clients name the end of what they show, which may be behind the last line.
  auto end = file.document.buffer.offset_at(range.end, encoding_);
  const std::size_t last = end ? *end : file.document.buffer.text().size();
  if (last < *begin) return unexpected(ErrorCode::kInvalidArgument, "range: ends before it starts");
  return std::pair<std::uint64_t, std::uint64_t>{*begin, last};
}

void OpenDocuments::commands_changed() {
  const base::ComponentScope component(base::Component::kDocuments);
  commands_known_ = true;
  for (auto& [path, file] : files_) {
    const bool is_new = fetch_command(*file);
    if (file->without_command.empty()) {
      if (is_new) refresh_from_outside(*file, std::chrono::milliseconds(0));
      continue;
    }
    // Questions may already be asked about these snapshots: they are completed, not
    // replaced. The session has not looked at them yet.
    for (const auto& inputs : std::exchange(file->without_command, {}))
      set_command(file->command, workspace_.root(), *inputs);
    file->session->set_held(false);
  }
}

void OpenDocuments::files_changed(const std::set<std::string>& paths, bool all) {
  const base::ComponentScope component(base::Component::kDocuments);
  const std::set<std::string> open = real_paths();
  for (auto& [path, file] : files_) {
    const IncludedFiles& included = file->included_files;
    const bool is_concerned = lacks_include(*file) || (all && included.may_have_changed(open)) ||
                              std::any_of(paths.begin(), paths.end(), [&](const std::string& changed) {
                                return included.contains(changed) && !open.contains(changed);
                              });
    if (is_concerned) {
      refresh_from_outside(*file, kIncluderDelay);
    } else {
      file->is_look_due = true;
    }
  }
}

bool OpenDocuments::fetch_command(OpenFile& file) {
  std::vector<std::string> includers;
  for (const auto& [path, other] : files_) {
    if (other->included_files.contains(file.document.real_path)) includers.push_back(path);
  }
  project::CompileCommand command = workspace_.command_for(file.document.path, includers);
  const bool is_new = command.directory != file.command.directory || command.arguments != file.command.arguments;
  if (is_new && !command.warning.empty()) base::log_info("{}: {}", file.document.path, command.warning);
  file.command = std::move(command);
  return is_new;
}

void OpenDocuments::lend_command(const OpenFile& includer) {
  for (auto& [path, file] : files_) {
    const bool borrows = file->command.is_guess && includer.included_files.contains(file->document.real_path);
    if (borrows && fetch_command(*file)) refresh_from_outside(*file, std::chrono::milliseconds(0));
  }
}

void OpenDocuments::refresh(OpenFile& file, std::chrono::milliseconds delay) {
  auto inputs = std::make_shared<worker::UnitInputs>();
  inputs->path = file.document.path;
  inputs->encoding = encoding_;
  for (auto& [path, other] : files_) inputs->overlays[path] = other->document.snapshot();
  if (commands_known_) {
    set_command(file.command, workspace_.root(), *inputs);
  } else {
    file.without_command.push_back(inputs);
  }
  file.inputs = inputs;
  file.diagnostics.outdate();
  if (file.progress == 0) set_status(file, "file is queued");
  file.session->set_inputs(std::move(inputs), delay);
}

void OpenDocuments::refresh_from_outside(OpenFile& file, std::chrono::milliseconds delay) {
  file.is_changed_from_outside = true;
  refresh(file, delay);
}

void OpenDocuments::refresh_includers(const Document& changed, std::chrono::milliseconds delay) {
  for (auto& [path, file] : files_) {
    if (&file->document != &changed && file->included_files.contains(changed.real_path)) {
      refresh_from_outside(*file, delay);
    }
  }
}

void OpenDocuments::finish_parse(OpenFile& file) {
  if (file.progress != 0) events_.on_parse_finished(std::exchange(file.progress, 0));
}

void OpenDocuments::set_status(OpenFile& file, std::string status) {
  if (file.status == status) return;
  file.status = std::move(status);
  events_.on_status(file.document, file.status);
}

void OpenDocuments::take_diagnostics(OpenFile& file, std::vector<model::Diagnostic> diagnostics) {
  const Diagnostics before = file.diagnostics.last();
  const bool is_expected =
      std::exchange(file.is_changed_by_client, false) || (before != nullptr && *before == diagnostics);
  file.diagnostics.set(std::move(diagnostics));
  events_.on_diagnostics(file, is_expected);
}

std::set<std::string> OpenDocuments::real_paths() const {
  std::set<std::string> open;
  for (const auto& [path, file] : files_) open.insert(file->document.real_path);
  return open;
}

std::vector<std::string> OpenDocuments::paths() const {
  std::vector<std::string> paths;
  for (const auto& [path, file] : files_) paths.push_back(path);
  return paths;
}

void OpenDocuments::report_memory(memory::MemoryTree& tree) const {
  for (const auto& [path, file] : files_) {
    memory::MemoryTree& node = tree.child(path);
    node.child("text").add(file->document.buffer.memory_bytes() + file->document.snapshot_bytes());
    node.child("semantic_tokens").add(file->semantic_tokens.data.capacity() * sizeof(std::uint32_t));
    node.child("diagnostics").add(file->diagnostics.memory_bytes());
    file->session->report_memory(node);
  }
}

}  // namespace cairn::server
