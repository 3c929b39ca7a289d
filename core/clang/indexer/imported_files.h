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

// What a parse asked about macros and did to them. An entry is one reading of one file; its events are in their order.
struct MacroRecord {
  static constexpr std::uint32_t kNone = UINT32_MAX;            // of a file or an entry; a macro that is not defined
  static constexpr std::uint32_t kPredefined = UINT32_MAX - 1;  // by clang or the command
  // kAskDefault: "#ifndef X", "#define X …", "#endif" and nothing else. kName: in a condition that is not evaluated,
  // which only names it.
  enum class Kind : std::uint8_t { kAsk, kAskDefault, kName, kDefine, kUndefine, kInclude };
  struct Event {
    Kind kind = Kind::kAsk;
    std::uint32_t what = 0;  // a name; of an include the file
    // Who had defined the name; of an include the entry, kNone if the file was not read there.
    std::uint32_t value = kNone;
  };
  struct Entry {
    std::uint32_t file = kNone;  // kNone: it is none
    bool is_guarded = false;     // a second include of the file reads nothing
    std::vector<Event> events;
  };
  std::vector<std::string> names;
  std::vector<Entry> entries;  // the first is that of the main file
};

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
  bool is_one_unit = false;  // as of the build's request
  MacroRecord macros;        // files numbered as in `from`
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

  // Of a file that was read in a layer of one unit, where the order of includes is that of the layer.
  bool is_of_one_unit(std::uint32_t file) const { return is_of_one_unit_[file]; }

  // What all layers' builds recorded, numbers are those of this object.
  const MacroRecord& macros() const { return macros_; }
  // The first reading of a file; kNone: it was never read.
  std::uint32_t entry_of(std::uint32_t file) const { return entry_of_[file]; }
  // The number of a name in macros(); kNone.
  std::uint32_t name_number(const std::string& name) const;

  void add(PreludeContents contents);
  // Path and text of each layer's module map.
  const std::vector<std::pair<std::string, std::string>>& maps() const { return maps_; }

 private:
  std::uint32_t number(const std::string& path);
  void add_macros(MacroRecord record, const std::vector<std::uint32_t>& files);

  std::vector<std::pair<std::string, std::string>> maps_;
  std::vector<std::string> paths_;
  std::vector<std::vector<worker::IndexedFile>> statements_;
  std::vector<std::vector<std::uint32_t>> includes_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<bool> is_of_one_unit_;
  std::vector<std::uint32_t> entry_of_;
  MacroRecord macros_;
  std::unordered_map<std::string, std::uint32_t> name_numbers_;
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
