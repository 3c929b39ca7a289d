// Document: the client's text of one open file.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/text/text_buffer.h"

namespace cairn::server {

// From didOpen to didClose the client's text is the truth, whatever the disk says.
// Confined to the loop thread.
struct Document {
  std::string uri;        // as the client wrote it: answers go back in the same form
  std::string path;       // absolute, normalised, links not resolved
  std::string real_path;  // links resolved; equals `path` for a file that does not exist
  std::string language_id;
  std::optional<std::int32_t> version;
  text::TextBuffer buffer;

  // The text as an immutable snapshot, shared until the next edit.
  std::shared_ptr<const std::string> snapshot() {
    if (!snapshot_) snapshot_ = std::make_shared<const std::string>(buffer.text());
    return snapshot_;
  }
  void forget_snapshot() { snapshot_.reset(); }
  // Bytes of a snapshot that only this document keeps alive, for memory reports.
  std::size_t snapshot_bytes() const { return snapshot_ ? snapshot_->capacity() : 0; }

 private:
  std::shared_ptr<const std::string> snapshot_;
};

}  // namespace cairn::server
