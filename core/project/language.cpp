#include "core/project/language.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

constexpr std::string_view kC = "c";
constexpr std::string_view kCxx = "c++";

struct Suffix {
  std::string_view suffix;
  std::string_view language;
  bool is_header;
};

// clang's lookupTypeForExtension (clang/lib/Driver/Types.cpp), plus the names that projects give to included files.
constexpr auto kSuffixes = std::to_array<Suffix>({
    {"c", kC, false},     {"cc", kCxx, false},   {"cpp", kCxx, false},        {"cxx", kCxx, false},
    {"c++", kCxx, false}, {"cp", kCxx, false},   {"C", kCxx, false},          {"CPP", kCxx, false},
    {"CXX", kCxx, false}, {"cppm", kCxx, false}, {"ccm", kCxx, false},        {"cxxm", kCxx, false},
    {"ixx", kCxx, false}, {"cu", "cuda", false}, {"m", "objective-c", false}, {"mm", "objective-c++", false},
    {"h", {}, true},      {"inc", {}, true},     {"inl", {}, true},           {"def", {}, true},
    {"hh", kCxx, true},   {"hpp", kCxx, true},   {"hxx", kCxx, true},         {"h++", kCxx, true},
    {"hp", kCxx, true},   {"H", kCxx, true},     {"tcc", kCxx, true},         {"tpp", kCxx, true},
    {"txx", kCxx, true},  {"ipp", kCxx, true},   {"cuh", "cuda", true},       {"", {}, true},
});

// The language family of a -std value; empty for one that is neither.
std::string_view family_of_standard(std::string_view standard) {
  if (standard.starts_with("c++") || standard.starts_with("gnu++")) return kCxx;
  const bool is_c = standard.starts_with("c") || standard.starts_with("gnu") || standard.starts_with("iso9899:");
  return is_c ? kC : std::string_view{};
}

std::string_view family_of_language(std::string_view language) {
  if (language == kC || language == "objective-c") return kC;
  return language == kCxx || language == "objective-c++" || language == "cuda" ? kCxx : std::string_view{};
}

bool contradicts(std::string_view argument, std::string_view language) {
  for (const std::string_view option : {"-std=", "--std="}) {
    if (!argument.starts_with(option)) continue;
    const std::string_view family = family_of_standard(argument.substr(option.size()));
    return !family.empty() && !family_of_language(language).empty() && family != family_of_language(language);
  }
  return false;
}

// Whether `folder` holds C, or C++ sources: what a .h beside them is written in.
struct Sources {
  bool has_c = false;
  bool has_cxx = false;
};

Sources sources_in(const std::string& folder) {
  Sources sources;
  const Result<std::vector<std::string>> names = fs::list_directory(folder);
  if (!names) return sources;
  for (const std::string& entry : *names) {
    const FileKind kind = file_kind(entry);
    if (kind.language == "c") sources.has_c = true;
    if (kind.language == "c++") sources.has_cxx = true;
  }
  return sources;
}

// A header in a folder without sources (include/) follows the sources of src/, then those of the root.
std::string_view language_of_header(std::string_view root, const std::string& folder) {
  for (const std::string& place : {folder, fs::join_path(root, "src"), std::string(root)}) {
    const Sources sources = sources_in(place);
    if (sources.has_c || sources.has_cxx) return sources.has_cxx ? "c++" : "c";
  }
  return "c++";
}

}  // namespace

std::string_view suffix_of(std::string_view path) {
  const std::string_view extension = fs::extension(path);
  return extension.empty() ? extension : extension.substr(1);
}

FileKind file_kind(std::string_view path) {
  const std::string_view suffix = suffix_of(path);
  for (const Suffix& known : kSuffixes) {
    if (known.suffix == suffix) return {known.language, known.is_header, true};
  }
  return {};
}

std::string effective_language(const std::vector<std::string>& arguments, std::string_view path) {
  std::string language;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!arguments[i].starts_with("-x")) continue;
    if (arguments[i].size() > 2) {
      language = arguments[i].substr(2);
    } else if (i + 1 < arguments.size()) {
      language = arguments[++i];
    }
  }
  if (constexpr std::string_view kHeader = "-header"; language.ends_with(kHeader)) {
    language.resize(language.size() - kHeader.size());
  }
  if (language.empty() || language == "none") language = file_kind(path).language;
  return language.empty() ? std::string(kC) : language;
}

std::string_view likely_language(std::string_view root, std::string_view path) {
  const std::string_view language = file_kind(path).language;
  return language.empty() ? language_of_header(root, std::string(fs::parent_path(path))) : language;
}

std::string named_language(const std::vector<std::string>& arguments) {
  // No suffix stands in for what the arguments do not say.
  const bool has_option = std::any_of(arguments.begin(), arguments.end(),
                                      [](const std::string& argument) { return argument.starts_with("-x"); });
  if (has_option) return effective_language(arguments, {});
  std::string_view family;
  for (const std::string& argument : arguments) {
    for (const std::string_view option : {"-std=", "--std="}) {
      if (argument.starts_with(option)) family = family_of_standard(std::string_view(argument).substr(option.size()));
    }
  }
  return std::string(family);
}

void set_language(std::vector<std::string>& arguments, std::string_view language) {
  std::vector<std::string> changed = {"-x" + std::string(language)};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "-x") {
      ++i;
    } else if (!arguments[i].starts_with("-x") && !contradicts(arguments[i], language)) {
      changed.push_back(std::move(arguments[i]));
    }
  }
  arguments = std::move(changed);
}

void allow_header_as_input(std::vector<std::string>& arguments) {
  arguments.emplace_back("-Wno-pragma-once-outside-header");
}

}  // namespace cairn::project
