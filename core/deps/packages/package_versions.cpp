#include "core/deps/packages/package_versions.h"

#include <algorithm>

namespace cairn::deps {
namespace {

char lower(char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "1.2.0+dfsg" and "v1.2" are "1.2"; empty: it is no version number.
std::string number_in(std::string_view name, std::string_view text) {
  std::string version(text);
  std::transform(version.begin(), version.end(), version.begin(), lower);
  const std::string key = package_key(name);
  for (const std::string& start :
       {key + "-", key + "_", std::string("release-"), std::string("version-"), std::string("v")}) {
    if (version.starts_with(start)) version.erase(0, start.size());
  }
  if (version.empty() || !is_digit(version[0]) || version.find_first_of("._-") == std::string::npos) {
    return version.size() <= 4 && !version.empty() && std::all_of(version.begin(), version.end(), is_digit) ? version
                                                                                                            : "";
  }
  version.erase(std::min(version.find_first_of("+#"), version.size()));
  std::replace(version.begin(), version.end(), '_', '.');
  while (version.ends_with(".0")) version.resize(version.size() - 2);
  return version;
}

bool is_commit(std::string_view text) {
  return text.size() >= 7 && text.size() <= 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string package_key(std::string_view name) {
  std::string key(name);
  std::transform(key.begin(), key.end(), key.begin(), [](char c) { return c == '_' ? '-' : lower(c); });
  if (key.starts_with("lib") && key.size() > 3) key.erase(0, 3);
  return key;
}

bool are_different_versions(std::string_view name, std::string_view a, std::string_view b) {
  if (is_commit(a) && is_commit(b)) return !a.starts_with(b) && !b.starts_with(a);
  const std::string left = number_in(name, a);
  const std::string right = number_in(name, b);
  return !left.empty() && !right.empty() && left != right;
}

}  // namespace cairn::deps
