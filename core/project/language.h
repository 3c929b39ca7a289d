// Which language a file is in, and how a command says so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::project {

// What a file's suffix tells. `language` is clang's name for -x ("c", "c++",
// "objective-c"…); empty where the suffix leaves it open: a .h may be C or C++.
struct FileKind {
  std::string_view language;  // static storage
  bool is_header = false;
  bool is_source = false;  // a source or header of the C family at all
};

// By suffix alone, case-sensitive as in clang and GCC (.C is C++). A file without any
// suffix is a header, as <vector> is.
FileKind file_kind(std::string_view path);

// fs::extension() without its dot.
std::string_view suffix_of(std::string_view path);

// The language in which `arguments` (normalised) compile `path`: the last -x, else
// the suffix, else "c". Never one of clang's "…-header" languages.
std::string effective_language(const std::vector<std::string>& arguments, std::string_view path);

// What `path` (absolute, normalised) is probably in: by its suffix; a .h is C if its
// folder, or without sources there src or the root, holds C and no C++ sources, else
// C++. Lists folders.
std::string_view likely_language(std::string_view root, std::string_view path);

// The language that `arguments` name by -x or -std, without looking at the input; for
// -std the family only: "c" or "c++". Empty if they do not say.
std::string named_language(const std::vector<std::string>& arguments);

// Makes `arguments` compile their input as `language`: replaces every -x and drops a
// -std of another language, which clang would refuse.
void set_language(std::vector<std::string>& arguments, std::string_view language);

// Silences what clang says only because a header stands where a source is expected.
void allow_header_as_input(std::vector<std::string>& arguments);

}  // namespace cairn::project
