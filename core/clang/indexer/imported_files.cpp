// The contents file is one record in the encoding of core/worker/codec.h behind the XXH3 of its
// bytes, 8 of them, little-endian.
#include "core/clang/indexer/imported_files.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "core/worker/codec.h"
#include "core/worker/fields.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"
#include "platform/fs/mapped_file.h"

namespace cairn::clang {

constexpr MacroRecord::Kind last_value(MacroRecord::Kind) { return MacroRecord::Kind::kInclude; }
template <typename A>
void fields(A& a, MacroRecord::Event& r) {
  a(r.kind);
  a(r.what);
  a(r.value);
}
template <typename A>
void fields(A& a, MacroRecord::Entry& r) {
  a(r.file);
  a(r.is_guarded);
  a(r.events);
}
template <typename A>
void fields(A& a, MacroRecord& r) {
  a(r.names);
  a(r.entries);
}
template <typename A>
void fields(A& a, PreludeContents& r) {
  a(r.module_hash);
  a(r.map_path);
  a(r.map);
  a(r.files);
  a(r.below);
  a(r.from);
  a(r.to);
  a(r.is_one_unit);
  a(r.macros);
}

namespace {

// 200,000 files have 40 MB; the macros of clang's headers 10.
constexpr std::size_t kMaxContentsBytes = std::size_t{256} << 20;
constexpr std::size_t kHashBytes = 8;

Error damaged(const std::string& path) { return {ErrorCode::kCorrupt, path + " is not what was written"}; }

bool is_sound(const MacroRecord& macros, std::size_t files) {
  const auto is_file = [&](std::uint32_t file) { return file < files; };
  return std::all_of(macros.entries.begin(), macros.entries.end(), [&](const MacroRecord::Entry& entry) {
    if (entry.file != MacroRecord::kNone && !is_file(entry.file)) return false;
    return std::all_of(entry.events.begin(), entry.events.end(), [&](const MacroRecord::Event& event) {
      if (event.kind == MacroRecord::Kind::kInclude) {
        return is_file(event.what) && (event.value == MacroRecord::kNone || event.value < macros.entries.size());
      }
      return event.what < macros.names.size() && (event.value >= MacroRecord::kPredefined || is_file(event.value));
    });
  });
}

Result<PreludeContents> read_contents(const std::string& path) {
  auto bytes = fs::read_file(path, kMaxContentsBytes);
  if (!bytes) return unexpected(bytes.error());
  if (bytes->size() < kHashBytes) return unexpected(damaged(path));
  std::uint64_t hash = 0;
  std::memcpy(&hash, bytes->data(), kHashBytes);
  const std::string_view record = std::string_view(*bytes).substr(kHashBytes);
  if (base::hash64(record) != hash) return unexpected(damaged(path));
  auto contents = worker::decode<PreludeContents>(record);
  if (!contents) return unexpected(contents.error());
  const std::size_t count = contents->files.size() + contents->below.size();
  bool is_good = contents->from.size() == contents->to.size() && is_sound(contents->macros, count);
  for (const std::uint32_t each : contents->from) is_good = is_good && each < contents->files.size();
  for (const std::uint32_t each : contents->to) is_good = is_good && each < count;
  if (!is_good) return unexpected(damaged(path));
  return contents;
}

Result<void> check_module_file(const std::string& path, std::uint64_t hash) {
  const auto mapped = fs::MappedFile::open(path);
  if (!mapped) return unexpected(mapped.error());
  const std::span<const std::byte> bytes = mapped->bytes();
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (base::hash64(text) != hash || mapped->faulted()) return unexpected(damaged(path));
  return {};
}

}  // namespace

std::string contents_path(const std::string& module_file) { return module_file + ".files"; }

std::string encode_contents(const PreludeContents& contents) {
  const std::string bytes = worker::encode(contents);
  const std::uint64_t hash = base::hash64(bytes);
  std::string result(kHashBytes, '\0');
  std::memcpy(result.data(), &hash, kHashBytes);
  return result + bytes;
}

std::uint32_t ImportedFiles::number(const std::string& path) {
  const auto [known, is_new] = numbers_.emplace(path, static_cast<std::uint32_t>(paths_.size()));
  if (is_new) {
    paths_.push_back(path);
    statements_.emplace_back();
    includes_.emplace_back();
    is_of_one_unit_.push_back(false);
    entry_of_.push_back(MacroRecord::kNone);
  }
  return known->second;
}

std::uint32_t ImportedFiles::name_number(const std::string& name) const {
  const auto known = name_numbers_.find(name);
  return known == name_numbers_.end() ? MacroRecord::kNone : known->second;
}

void ImportedFiles::add_macros(MacroRecord record, const std::vector<std::uint32_t>& files) {
  std::vector<std::uint32_t> names;
  for (std::string& name : record.names) {
    const auto [known, is_new] = name_numbers_.emplace(name, static_cast<std::uint32_t>(macros_.names.size()));
    if (is_new) macros_.names.push_back(std::move(name));
    names.push_back(known->second);
  }
  const auto first = static_cast<std::uint32_t>(macros_.entries.size());
  const auto file_of = [&](std::uint32_t file) { return file < files.size() ? files[file] : file; };
  for (MacroRecord::Entry& entry : record.entries) {
    entry.file = file_of(entry.file);
    for (MacroRecord::Event& event : entry.events) {
      if (event.kind == MacroRecord::Kind::kInclude) {
        event.what = files[event.what];
        if (event.value != MacroRecord::kNone) event.value += first;
      } else {
        event.what = names[event.what];
        event.value = file_of(event.value);
      }
    }
    if (entry.file != MacroRecord::kNone && entry_of_[entry.file] == MacroRecord::kNone) {
      entry_of_[entry.file] = static_cast<std::uint32_t>(macros_.entries.size());
    }
    macros_.entries.push_back(std::move(entry));
  }
}

std::uint32_t ImportedFiles::find(std::string_view path) const {
  const auto known = numbers_.find(std::string(path));
  return known == numbers_.end() ? kNone : known->second;
}

void ImportedFiles::add(PreludeContents contents) {
  maps_.emplace_back(std::move(contents.map_path), std::move(contents.map));
  std::vector<std::uint32_t> numbers;
  for (worker::IndexedFile& file : contents.files) {
    numbers.push_back(number(file.path));
    statements_[numbers.back()].push_back(std::move(file));
    if (contents.is_one_unit) is_of_one_unit_[numbers.back()] = true;
  }
  for (const std::string& path : contents.below) numbers.push_back(number(path));
  for (std::size_t i = 0; i < contents.from.size(); ++i) {
    includes_[numbers[contents.from[i]]].push_back(numbers[contents.to[i]]);
  }
  add_macros(std::move(contents.macros), numbers);
}

Result<const ImportedFiles*> ImportedFilesReader::read(const std::vector<std::string>& module_files) {
  std::vector<std::pair<std::string, fs::FileStamp>> stamps;
  for (const std::string& each : module_files) {
    for (const std::string& path : {each, contents_path(each)}) {
      auto stamp = fs::read_stamp(path);
      if (!stamp) return unexpected(stamp.error());
      stamps.emplace_back(path, *stamp);
    }
  }
  if (stamps == stamps_) return &files_;
  stamps_.clear();
  files_ = {};
  for (const std::string& each : module_files) {
    auto contents = read_contents(contents_path(each));
    if (!contents) return unexpected(contents.error());
    if (auto checked = check_module_file(each, contents->module_hash); !checked) return unexpected(checked.error());
    files_.add(*std::move(contents));
  }
  stamps_ = std::move(stamps);
  return &files_;
}

}  // namespace cairn::clang
