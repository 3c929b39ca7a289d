// ImportedFiles: what the module files that a unit stands on consist of, and which of it a
// file reaches by its includes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/worker/messages.h"
#include "platform/base/result.h"
#include "platform/fs/file.h"

namespace cairn::clang {

// What stands beside a module file, at its path + ".files": see prelude_build.h.
struct PreludeContents {
  std::uint64_t module_hash = 0;  // XXH3 of the module file's bytes
  std::string map_path;           // of the module map, which is in no file: clang asks for it again
  std::string map;
  std::vector<worker::IndexedFile> files;
  std::vector<std::string> below;  // paths of files of the layers below that these include
  // Include lines: a number below `files.size()` is that of a file here, from there on of one of `below`.
  std::vector<std::uint32_t> from;
  std::vector<std::uint32_t> to;
};

// Of all layers together. Confined to one thread.
class ImportedFiles {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  // A file may stand in several layers, if it is no submodule itself: then it is one here.
  std::size_t size() const { return includes_.size(); }
  std::uint32_t find(std::string_view path) const;
  std::string_view path(std::uint32_t file) const { return paths_[file]; }
  const std::vector<std::uint32_t>& includes(std::uint32_t file) const { return includes_[file]; }
  // As the layers' builds stated it, one for each layer that has it.
  const std::vector<worker::IndexedFile>& statements(std::uint32_t file) const { return statements_[file]; }

  void add(PreludeContents contents);
  // Path and text of each layer's module map.
  const std::vector<std::pair<std::string, std::string>>& maps() const { return maps_; }

 private:
  std::uint32_t number(const std::string& path);

  std::vector<std::pair<std::string, std::string>> maps_;
  std::vector<std::string> paths_;
  std::vector<std::vector<worker::IndexedFile>> statements_;
  std::vector<std::vector<std::uint32_t>> includes_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

// Reads what stands beside module files, and makes sure that the module files are those. Keeps the last
// list, since the units of a group stand on the same. Confined to one thread.
class ImportedFilesReader {
 public:
  // Valid until the next call. kNotFound, kIo: a file is not there; kCorrupt: it is not what the build wrote.
  Result<const ImportedFiles*> read(const std::vector<std::string>& module_files);

 private:
  std::vector<std::pair<std::string, fs::FileStamp>> stamps_;  // of what `files_` was made from
  ImportedFiles files_;
};

std::string contents_path(const std::string& module_file);
std::string encode_contents(const PreludeContents& contents);

}  // namespace cairn::clang
