#include "core/index/prelude/prelude_cache.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/index/missing_includes.h"
#include "core/index/prelude/checked_record.h"
#include "core/index/unit_listing.h"
#include "core/worker/fields.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::index {

// Named by the codec, which finds them beside the records.
template <typename A>
void fields(A& a, LeftOut& r) {
  a(r.path);
  a(r.reason);
}
template <typename A>
void fields(A& a, LayerKey& r) {
  a(r.indexer);
  a(r.name);
  a(r.directory);
  a(r.arguments);
  a(r.headers);
  a(r.below);
}
template <typename A>
void fields(A& a, BuiltLayer& r) {
  a(r.module_path);
  a(r.headers);
  a(r.dropped);
  a(r.files);
  a(r.missing_includes);
  a(r.bytes);
  a(r.cpu_ms);
  a(r.peak_bytes);
}

namespace {

// Grows with every change of how layers are chosen and built.
constexpr std::uint32_t kLayerVersion = 2;
constexpr std::size_t kMaxRecordBytes = std::size_t{64} << 20;

std::uint64_t key_hash(const LayerKey& key) {
  worker::Encoder bytes;
  bytes(kLayerVersion);
  bytes(key);
  return base::hash64(bytes.take());
}

std::uint64_t bytes_on_disk(const std::string& module_path) {
  std::uint64_t bytes = 0;
  for (const std::string& path : {module_path, module_path + ".files"}) {
    if (const auto stamp = fs::read_stamp(path)) bytes += stamp->size_bytes;
  }
  return bytes;
}

}  // namespace

std::string PreludeCache::record_path(const LayerKey& key) const {
  return fs::join_path(folder_, base::hex64(key_hash(key)) + ".layer");
}

std::optional<BuiltLayer> PreludeCache::find(const LayerKey& key, FileStates& states) {
  const std::string path = record_path(key);
  const auto text = fs::read_file(path, kMaxRecordBytes);
  if (!text) return std::nullopt;
  auto layer = read_checked<BuiltLayer>(*text);
  if (!layer) return std::nullopt;
  layer->module_path = fs::join_path(folder_, layer->module_path);
  if (!is_fresh(*layer, key, states)) return std::nullopt;
  static_cast<void>(::utimensat(AT_FDCWD, path.c_str(), nullptr, 0));  // it is of use
  return *std::move(layer);
}

bool PreludeCache::is_fresh(const BuiltLayer& layer, const LayerKey& key, FileStates& states) const {
  if (bytes_on_disk(layer.module_path) != layer.bytes) return false;
  for (const worker::IndexedFile& file : layer.files) {
    const auto stamp = states.stamp(file.path);
    if (!stamp) return false;
    if (stamp->mtime_ns == file.mtime_ns && stamp->size_bytes == file.size_bytes) continue;
    if (states.content_hash(file.path) != file.content_hash) return false;
  }
  if (layer.missing_includes.empty()) return true;
  project::CompileCommand command;
  command.directory = key.directory;
  command.arguments = key.arguments;
  std::vector<std::string> files;
  for (const worker::IndexedFile& file : layer.files) files.push_back(absolute_path(root_, file.path));
  return !is_any_there(states, layer.missing_includes, command, files);
}

Result<std::string> PreludeCache::new_module_path(const LayerKey& key) {
  if (auto made = fs::make_private_directory(folder_); !made) return unexpected(made.error());
  const std::string stem = base::hex64(key_hash(key));
  constexpr int kMaxNames = 1000;
  for (int i = 0; i < kMaxNames; ++i) {
    std::string path = fs::join_path(folder_, fmt::format("{}-{}.pcm", stem, i));
    if (!fs::read_stamp(path) && !fs::read_stamp(path + ".files")) return path;
  }
  return unexpected(ErrorCode::kIo, "no name is free for a module file in " + folder_);
}

Result<void> PreludeCache::keep(const LayerKey& key, const BuiltLayer& layer) {
  BuiltLayer kept = layer;
  kept.module_path = std::string(fs::file_name(layer.module_path));
  // What seems to be there and clang does not find would make the layer old for ever.
  FileStates states(root_);
  std::erase_if(kept.missing_includes, [&](const std::string& missing) {
    BuiltLayer one;
    one.module_path = layer.module_path;
    one.bytes = layer.bytes;
    one.files = layer.files;
    one.missing_includes = {missing};
    return !is_fresh(one, key, states);
  });
  return fs::write_file_atomically(record_path(key), checked_bytes(kept));
}

void PreludeCache::clean(const std::vector<std::string>& used, std::uint64_t max_bytes) {
  const auto names = fs::list_directory(folder_);
  if (!names) return;
  struct Record {
    std::int64_t used_ns = 0;
    std::string path;
    std::string module_path;
    std::uint64_t bytes = 0;
  };
  std::vector<Record> records;
  std::set<std::string> named(used.begin(), used.end());
  for (const std::string& name : *names) {
    if (fs::extension("/" + name) != ".layer") continue;
    const std::string path = fs::join_path(folder_, name);
    const auto stamp = fs::read_stamp(path);
    const auto text = fs::read_file(path, kMaxRecordBytes);
    const auto layer = read_checked<BuiltLayer>(text ? std::string_view(*text) : std::string_view());
    if (!stamp || !layer || layer->module_path.empty()) {
      static_cast<void>(fs::remove_tree(path));
      continue;
    }
    Record& record = records.emplace_back();
    record.used_ns = stamp->mtime_ns;
    record.path = path;
    record.module_path = fs::join_path(folder_, layer->module_path);
    record.bytes = bytes_on_disk(record.module_path) + stamp->size_bytes;
  }
  std::sort(records.begin(), records.end(), [](const Record& a, const Record& b) { return a.used_ns > b.used_ns; });
  std::uint64_t total = 0;
  for (const Record& record : records) {
    total += record.bytes;
    const bool is_used = std::find(used.begin(), used.end(), record.module_path) != used.end();
    if (total > max_bytes && !is_used) {
      static_cast<void>(fs::remove_tree(record.path));
      total -= record.bytes;
    } else {
      named.insert(record.module_path);
    }
  }
  for (const std::string& name : *names) {
    const std::string path = fs::join_path(folder_, name);
    const std::string module_path = path.ends_with(".files") ? path.substr(0, path.size() - 6) : path;
    if (module_path.ends_with(".pcm") && !named.contains(module_path)) static_cast<void>(fs::remove_tree(path));
  }
}

}  // namespace cairn::index
