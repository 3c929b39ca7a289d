#include "tests/lint/tree.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace cairn::lint {
namespace {

namespace fs = std::filesystem;

// What .gitignore says, plus git's own folder.
bool is_ignored(const std::string& path, const std::string& name) {
  return path == ".git" || path == "build" || path == ".cache" || name == "compile_commands.json" ||
         name.ends_with(".swp");
}

std::string read_bytes(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

Tree read_tree(const std::string& root) {
  Tree tree;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
    const std::string path = entry->path().lexically_relative(root).generic_string();
    if (is_ignored(path, entry->path().filename().string())) {
      if (entry->is_directory()) entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      tree.emplace(path, read_bytes(entry->path()));
    }
  }
  return tree;
}

bool is_header(std::string_view path) { return path.ends_with(".h") && !path.starts_with("tests/data/"); }

bool is_source(std::string_view path) {
  return is_header(path) || (path.ends_with(".cpp") && !path.starts_with("tests/data/"));
}

bool is_text(std::string_view bytes) { return bytes.find('\0') == std::string_view::npos; }

}  // namespace cairn::lint
