#include "core/project/entry_table.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "core/project/normalise.h"

namespace cairn::project {
namespace {

// A head shorter than this saves nothing.
constexpr std::size_t kMinHeadBytes = 32;

// The part of `command` that it shares with `previous`, cut after a whole word, so that neighbours agree on it
// although their first different words begin alike.
std::string_view shared_head(std::string_view command, std::string_view previous, char separator) {
  const auto differ = std::mismatch(command.begin(), command.end(), previous.begin(), previous.end()).first;
  const std::string_view shared = command.substr(0, static_cast<std::size_t>(differ - command.begin()));
  const std::size_t cut = shared.rfind(separator);
  return cut == std::string_view::npos || cut < kMinHeadBytes ? std::string_view{} : shared.substr(0, cut + 1);
}

std::pair<std::string_view, std::string_view> split_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {{}, path};
  return {path.substr(0, std::max<std::size_t>(slash, 1)), path.substr(slash + 1)};
}

// 0, 1, … count - 1.
std::vector<EntryTable::Index> numbers(std::size_t count) {
  std::vector<EntryTable::Index> result(count);
  std::iota(result.begin(), result.end(), EntryTable::Index{0});
  return result;
}

// A merge sort that looks at `stop` between its steps: std::sort of the 200,000 entries of a 100 MB database takes
// longer than a server may take to shut down.
template <typename Less>
void sort_in_steps(std::vector<EntryTable::Index>& order, const std::stop_token& stop, Less less) {
  constexpr std::size_t kRun = 4096;
  const auto at = [&](std::size_t index) {
    return order.begin() + static_cast<std::ptrdiff_t>(std::min(index, order.size()));
  };
  for (std::size_t begin = 0; begin < order.size(); begin += kRun) {
    if (stop.stop_requested()) return;
    std::sort(at(begin), at(begin + kRun), less);
  }
  std::vector<EntryTable::Index> merged(order.size());
  for (std::size_t run = kRun; run < order.size(); run *= 2) {
    for (std::size_t begin = 0; begin < order.size(); begin += 2 * run) {
      if (stop.stop_requested()) return;
      std::merge(at(begin), at(begin + run), at(begin + run), at(begin + 2 * run),
                 merged.begin() + static_cast<std::ptrdiff_t>(begin), less);
    }
    order.swap(merged);
  }
}

}  // namespace

std::uint32_t StringTable::add(std::string_view text) {
  if (const auto known = ids_.find(text); known != ids_.end()) return known->second;
  const auto id = static_cast<std::uint32_t>(strings_.size());
  ids_.emplace(strings_.emplace_back(text), id);
  return id;
}

std::size_t StringTable::memory_bytes() const {
  std::size_t bytes = strings_.size() * sizeof(std::string);
  for (const std::string& text : strings_) bytes += text.capacity();
  return bytes;
}

void EntryTable::add(std::string_view file, std::string_view directory, std::string_view command, bool is_list) {
  const auto [folder, name] = split_path(file);
  const std::string_view head = shared_head(command, previous_command_, is_list ? '\0' : ' ');
  const std::string_view tail = command.substr(head.size());
  entries_.push_back({.folder = folders_.add(folder),
                      .directory = directories_.add(directory),
                      .head = heads_.add(head),
                      .name_bytes = static_cast<std::uint32_t>(name.size()),
                      .tail_bytes = static_cast<std::uint32_t>(tail.size()),
                      .is_list = is_list,
                      .name_offset = bytes_.size()});
  bytes_.append(name).append(tail);
  previous_command_ = command;
}

std::size_t EntryTable::finish(const std::stop_token& stop) {
  previous_command_ = {};
  folders_.seal();
  directories_.seal();
  heads_.seal();
  bytes_.shrink_to_fit();
  std::vector<Index> order = numbers(entries_.size());
  // Ties by the order of adding, so that the first entry of a file comes first.
  sort_in_steps(order, stop, [this](Index a, Index b) {
    if (entries_[a].folder != entries_[b].folder) return folder(a) < folder(b);
    return std::pair(name(a), a) < std::pair(name(b), b);
  });
  std::vector<Entry> sorted;
  sorted.reserve(order.size());
  for (const Index i : order) {
    const Entry& each = entries_[i];
    const bool is_first = sorted.empty() || sorted.back().folder != each.folder || name_of(sorted.back()) != name(i);
    if (is_first) {
      sorted.push_back(each);
    } else {
      further_.push_back({static_cast<Index>(sorted.size() - 1), each});
    }
  }
  entries_ = std::move(sorted);
  entries_.shrink_to_fit();

  by_stem_ = numbers(entries_.size());
  sort_in_steps(by_stem_, stop, [this](Index a, Index b) {
    return std::pair(related_stem(name(a)), a) < std::pair(related_stem(name(b)), b);
  });
  return further_.size();
}

std::string_view EntryTable::name_of(const Entry& entry) const {
  return std::string_view(bytes_).substr(entry.name_offset, entry.name_bytes);
}

std::string_view EntryTable::name(Index index) const { return name_of(entries_[index]); }

std::span<const EntryTable::Further> EntryTable::further(Index index) const {
  const auto [begin, end] = std::equal_range(further_.begin(), further_.end(), Further{index, {}},
                                             [](const Further& a, const Further& b) { return a.first < b.first; });
  return {begin, end};
}

std::size_t EntryTable::entry_count(Index index) const { return 1 + further(index).size(); }

const EntryTable::Entry& EntryTable::entry(Index index, std::size_t nth) const {
  return nth == 0 ? entries_[index] : further(index)[nth - 1].entry;
}

std::string EntryTable::path(Index index) const {
  std::string path = folder(index);
  if (!path.ends_with('/')) path += '/';
  return path.append(name(index));
}

std::vector<std::string> EntryTable::arguments(Index index, std::size_t nth) const {
  const Entry& taken = entry(index, nth);
  const std::string_view tail = std::string_view(bytes_).substr(taken.name_offset + taken.name_bytes, taken.tail_bytes);
  const std::string command = heads_.at(taken.head) + std::string(tail);
  if (!taken.is_list) return split_command(command);
  std::vector<std::string> words;
  for (std::size_t at = 0, end = 0; (end = command.find('\0', at)) != std::string::npos; at = end + 1) {
    words.push_back(command.substr(at, end - at));
  }
  return words;
}

EntryTable::Index EntryTable::lower_bound(std::string_view folder_name) const {
  const auto found = std::lower_bound(entries_.begin(), entries_.end(), folder_name,
                                      [this](const Entry& e, std::string_view f) { return folders_.at(e.folder) < f; });
  return static_cast<Index>(found - entries_.begin());
}

EntryTable::Indices EntryTable::in_folder(std::string_view folder_name) const {
  // No folder's name lies between a name and that name followed by NUL.
  return {lower_bound(folder_name), lower_bound(std::string(folder_name) + '\0')};
}

EntryTable::Indices EntryTable::below_folder(std::string_view folder_name) const {
  std::string prefix(folder_name);
  if (!prefix.ends_with('/')) prefix += '/';
  std::string after = prefix;
  after.back() = '/' + 1;
  // The root itself begins with its prefix: its own files are not below it.
  return {lower_bound(prefix == folder_name ? prefix + '\0' : prefix), lower_bound(after)};
}

std::optional<EntryTable::Index> EntryTable::find(std::string_view path) const {
  const auto [parent, file] = split_path(path);
  auto [begin, end] = in_folder(parent);
  while (begin < end) {
    const Index middle = begin + (end - begin) / 2;
    const int order = name(middle).compare(file);
    if (order == 0) return middle;
    if (order < 0) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return std::nullopt;
}

std::span<const EntryTable::Index> EntryTable::with_stem(std::string_view stem) const {
  const auto begin = std::lower_bound(by_stem_.begin(), by_stem_.end(), stem,
                                      [this](Index i, std::string_view text) { return related_stem(name(i)) < text; });
  const auto end = std::upper_bound(begin, by_stem_.end(), stem,
                                    [this](std::string_view text, Index i) { return text < related_stem(name(i)); });
  return {begin, end};
}

std::size_t EntryTable::memory_bytes() const {
  return sizeof(*this) + folders_.memory_bytes() + directories_.memory_bytes() + heads_.memory_bytes() +
         bytes_.capacity() + entries_.capacity() * sizeof(Entry) + further_.capacity() * sizeof(Further) +
         by_stem_.capacity() * sizeof(Index);
}

std::string_view related_stem(std::string_view path) {
  std::string_view stem = path.substr(path.rfind('/') + 1);
  stem = stem.substr(0, stem.rfind('.'));
  for (const std::string_view mark : {"_inl", "-inl", ".inl", "_impl", "-impl", ".impl", "_p"}) {
    if (stem.size() > mark.size() && stem.ends_with(mark)) return stem.substr(0, stem.size() - mark.size());
  }
  return stem;
}

}  // namespace cairn::project
