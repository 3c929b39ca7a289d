#include "server/documents/file_diagnostics.h"

#include <utility>

namespace cairn::server {
namespace {

std::size_t bytes_of(const model::Diagnostic& diagnostic) {
  std::size_t bytes = sizeof(diagnostic) + diagnostic.code.capacity() + diagnostic.message.capacity();
  for (const model::RelatedNote& note : diagnostic.notes) {
    bytes += sizeof(note) + note.location.path.capacity() + note.message.capacity();
  }
  for (const model::Fix& fix : diagnostic.fixes) {
    bytes += sizeof(fix) + fix.title.capacity();
    for (const model::Edit& edit : fix.edits) bytes += sizeof(edit) + edit.text.capacity();
  }
  return bytes;
}

}  // namespace

void FileDiagnostics::outdate() {
  is_current_ = false;
  answer(nullptr);
}

void FileDiagnostics::set(std::vector<model::Diagnostic> diagnostics) {
  last_ = std::make_shared<const std::vector<model::Diagnostic>>(std::move(diagnostics));
  is_current_ = true;
  answer(last_);
}

std::uint64_t FileDiagnostics::wait(Waiter waiter) {
  if (is_current_) {
    waiter(last_);
    return 0;
  }
  waiters_.emplace(next_id_, std::move(waiter));
  return next_id_++;
}

void FileDiagnostics::answer(const Diagnostics& diagnostics) {
  // Taken out first: a waiter may ask again.
  for (const auto& [id, waiter] : std::exchange(waiters_, {})) waiter(diagnostics);
}

std::size_t FileDiagnostics::memory_bytes() const {
  std::size_t bytes = sizeof(*this) + waiters_.size() * (sizeof(std::uint64_t) + sizeof(Waiter));
  if (!last_) return bytes;
  for (const model::Diagnostic& each : *last_) bytes += bytes_of(each);
  return bytes;
}

}  // namespace cairn::server
