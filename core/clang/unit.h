// Unit: libclang's translation unit with the texts and arguments it is parsed from.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/clang/hidden_changes.h"
#include "core/clang/raii.h"
#include "core/worker/messages.h"
#include "platform/base/result.h"

namespace cairn::clang {

// Owns one index and at most one translation unit. Confined to one thread.
class Unit {
 public:
  // Preambles are written into `temporary_directory`.
  explicit Unit(const std::string& temporary_directory);

  // Takes over the changes of overlays, then parses: again (with the preamble that
  // is there) if path, directory and arguments are those of the last parse, from
  // scratch otherwise, and if the preamble would not notice a change (hidden_changes.h). On failure there is no unit
  // any more; the overlays stay taken over. Errors: kNotFound if the file is neither on disk nor an overlay,
  // kInvalidArgument if clang makes nothing of the command.
  Result<void> parse(const worker::ParseRequest& request);

  // Takes over the changes of overlays only; true if others than the parsed file's are among them.
  bool update_overlays(const worker::ParseRequest& request);

  CXTranslationUnit handle() const { return unit_.get(); }  // null before a successful parse
  const std::string& path() const { return path_; }
  const std::string& directory() const { return directory_; }

  // Arguments that clang refused and that the parse went without.
  const std::vector<std::string>& dropped_arguments() const { return dropped_arguments_; }

  // The overlays in libclang's form, borrowed until they change.
  std::vector<CXUnsavedFile> unsaved_files() const;
  // The current overlay of `path`, or null.
  const std::string* overlay(const std::string& path) const;

 private:
  Result<void> parse_anew();

  std::string temporary_directory_;
  IndexHandle index_;
  UnitHandle unit_;
  std::string path_;
  std::string directory_;
  std::vector<std::string> asked_arguments_;  // as the server sent them
  std::vector<std::string> arguments_;        // without the refused ones
  std::vector<std::string> dropped_arguments_;
  std::map<std::string, std::string> overlays_;
  HiddenChanges hidden_changes_;
};

}  // namespace cairn::clang
