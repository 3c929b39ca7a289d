#include "platform/fs/path.h"

#include <limits.h>
#include <stdlib.h>

#include <array>

namespace cairn::fs {

std::string normalize_path(std::string_view absolute) {
  std::string normal;
  normal.reserve(absolute.size() + 1);
  while (!absolute.empty()) {
    const std::size_t slash = absolute.find('/');
    const std::string_view component = absolute.substr(0, slash);
    absolute.remove_prefix(slash == std::string_view::npos ? absolute.size() : slash + 1);
    if (component.empty() || component == ".") continue;
    if (component == "..") {
      const std::size_t last_slash = normal.rfind('/');
      normal.resize(last_slash == std::string::npos ? 0 : last_slash);
    } else {
      normal.append("/").append(component);
    }
  }
  return normal.empty() ? "/" : normal;
}

std::string join_path(std::string_view directory, std::string_view relative) {
  if (relative.starts_with('/')) return normalize_path(relative);
  return normalize_path(std::string(directory).append("/").append(relative));
}

std::string_view parent_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? std::string_view("/") : path.substr(0, slash);
}

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view extension(std::string_view path) {
  const std::string_view name = file_name(path);
  const std::size_t dot = name.rfind('.');
  return dot == 0 || dot == std::string_view::npos ? std::string_view() : name.substr(dot);
}

bool is_within(std::string_view root, std::string_view path) {
  if (root == "/") return path.starts_with('/');
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

Result<std::string> real_path(const std::string& path) {
  if (path.find('\0') != std::string::npos) {
    return unexpected(ErrorCode::kInvalidArgument, "a path with a NUL byte in it");
  }
  std::array<char, PATH_MAX> resolved{};
  if (::realpath(path.c_str(), resolved.data()) == nullptr) {
    return unexpected(base::errno_error("cannot resolve " + path));
  }
  return std::string(resolved.data());
}

}  // namespace cairn::fs
