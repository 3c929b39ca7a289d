// CMakeCache.txt: what find_package and pkg_check_modules found when the build folder was made. It has the same entries
// as the cache object of CMake's file API, and is there whether somebody asked for that or not.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/deps/packages/cmake_commands.h"
#include "core/deps/packages/manifest_reader.h"
#include "core/deps/packages/words.h"
#include "platform/fs/path.h"

namespace cairn::deps {
namespace {

struct Entry {
  std::string value;
  std::uint32_t line = 0;
};
using Entries = std::map<std::string, Entry, std::less<>>;

Entries entries_of(std::string_view text) {
  Entries entries;
  visit_lines(text, [&](std::string_view line, std::uint32_t number) {
    if (line.empty() || line.starts_with('#') || line.starts_with("//")) return;
    const std::size_t equals = line.find('=');
    const std::size_t colon = line.substr(0, equals).rfind(':');
    if (equals == std::string_view::npos || colon == std::string_view::npos) return;
    entries[std::string(line.substr(0, colon))] = {std::string(line.substr(equals + 1)), number};
  });
  return entries;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  return text;
}

// Where a package's headers lie below a folder of includes; in a system's all packages are together.
std::vector<std::string> header_places(const std::string& includes, const std::string& name) {
  if (includes != "/usr/include" && includes != "/usr/local/include") return {includes};
  return {includes + "/" + name, includes + "/" + lower(name), includes + "/" + lower(name) + ".h"};
}

// "/opt/x" of "/opt/x/lib/cmake/x" and "/opt/x/share/x"; empty: it is not of that form.
std::string prefix_of(std::string folder) {
  for (int depth = 0; depth < 4 && folder != "/"; ++depth) {
    const std::string name(fs::file_name(folder));
    folder = fs::parent_path(folder);
    if (name == "lib" || name == "lib64" || name == "share") return folder;
  }
  return {};
}

std::string version_told(const std::string& script) {
  std::string version;
  visit_cmake_commands(script, [&](const CMakeCommand& command) {
    if (version.empty() && command.name == "set" && command.arguments.size() >= 2 &&
        command.arguments[0] == "PACKAGE_VERSION" && command.arguments[1].find("${") == std::string::npos) {
      version = command.arguments[1];
    }
  });
  return version;
}

class CacheReader {
 public:
  CacheReader(const Entries& entries, ManifestFiles& files) : entries_(entries), files_(files) {}

  PackageFacts read() {
    for (const auto& [key, entry] : entries_) {
      if (key.starts_with(kDetails)) {
        add_details(key.substr(kDetails.size()), entry);
      } else if (key.ends_with("_MODULE_NAME")) {
        add_module(key.substr(0, key.size() - kModule.size()), entry);
      }
    }
    for (const auto& [key, entry] : entries_) {
      if (key.ends_with("_DIR") && entry.value.starts_with('/')) add_folder(key.substr(0, key.size() - 4), entry);
    }
    return std::move(facts_);
  }

 private:
  static constexpr std::string_view kDetails = "FIND_PACKAGE_MESSAGE_DETAILS_";
  static constexpr std::string_view kModule = "_MODULE_NAME";

  void add(const std::string& ecosystem, const std::string& name, const std::string& version, std::uint32_t line,
           std::vector<std::string> folders) {
    if (!known_.insert(lower(name)).second) return;
    facts_.packages.push_back({ecosystem, name, version, {}, {}, PackageRole::kFound, line, {}, std::move(folders)});
  }
  // "[/usr/lib/libz.so][/usr/include][c ][v1.2.13(1.2)]"
  void add_details(const std::string& name, const Entry& entry) {
    std::string version;
    std::vector<std::string> folders;
    for (std::string_view rest = entry.value; rest.starts_with('[');) {
      const std::size_t end = rest.find(']');
      if (end == std::string_view::npos) break;
      const std::string_view part = rest.substr(1, end - 1);
      if (part.starts_with('/') && part.ends_with("/include")) folders = header_places(std::string(part), name);
      if (part.starts_with('v') && part.ends_with(')')) version = part.substr(1, part.find('(') - 1);
      rest.remove_prefix(end + 1);
    }
    if (!version.empty()) add("cmake", name, version, entry.line, std::move(folders));
  }
  // pkg_check_modules: PREFIX_MODULE_NAME, PREFIX_VERSION, PREFIX_INCLUDEDIR
  void add_module(const std::string& prefix, const Entry& entry) {
    const std::string version = value(prefix + "_VERSION");
    const std::string includes = value(prefix + "_INCLUDEDIR");
    if (version.empty() || entry.value.empty()) return;
    add("pkg-config", entry.value, version, entry.line,
        includes.starts_with('/') ? header_places(includes, entry.value) : std::vector<std::string>());
  }
  // find_package in its config mode
  void add_folder(const std::string& name, const Entry& entry) {
    if (name.empty() || known_.contains(lower(name))) return;
    for (const std::string& script :
         {name + "ConfigVersion.cmake", lower(name) + "-config-version.cmake", name + "-config-version.cmake"}) {
      const auto text = files_.read(entry.value + "/" + script);
      if (!text) continue;
      const std::string prefix = prefix_of(fs::normalize_path(entry.value));
      add("cmake", name, version_told(*text), entry.line,
          prefix.empty() ? std::vector<std::string>() : header_places(fs::join_path(prefix, "include"), name));
      return;
    }
  }
  std::string value(const std::string& key) const {
    const auto found = entries_.find(key);
    return found == entries_.end() ? std::string() : found->second.value;
  }

  const Entries& entries_;
  ManifestFiles& files_;
  PackageFacts facts_;
  std::set<std::string> known_;  // in lower case
};

}  // namespace

PackageFacts read_cmake_cache(const ManifestText& manifest, ManifestFiles& files) {
  return CacheReader(entries_of(manifest.text), files).read();
}

}  // namespace cairn::deps
