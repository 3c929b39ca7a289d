// Finding what an include means under a unit's own search path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cairn::index {

// Where one command looks; absolute. All units of a group have the same system folders.
struct SearchPath {
  std::vector<std::string> quoted;
  std::vector<std::string> angled;
  std::vector<std::string> system;  // -isystem, then the compiler's own, then -idirafter
  auto operator<=>(const SearchPath&) const = default;
};

// As clang: beside the includer, then folder by folder. Remembers what is on the disk, so it is for one
// round of planning. Confined to one thread, which waits for the disk.
class IncludeSearch {
 public:
  // Numbers a search path; equal ones have one number.
  std::uint32_t add(const SearchPath& path);

  // The absolute path, normalised; empty if nothing is found. `includer` is absolute. An include_next
  // looks behind the folder in which the includer lies.
  std::string find(std::uint32_t path, std::string_view includer, std::string_view spelled, bool is_angled,
                   bool is_next);

 private:
  bool exists(const std::string& path);

  std::map<SearchPath, std::uint32_t> numbers_;
  std::vector<std::vector<std::string>> quoted_;  // by number: the whole order
  std::vector<std::vector<std::string>> angled_;
  std::unordered_map<std::string, bool> existence_;
  std::unordered_map<std::string, std::string> found_;  // number, form and spelling → path
};

}  // namespace cairn::index
