// Fixture: one file parsed from annotated text, and its answers as text.
//
// Annotations: $0 is where the question is asked, [[…]] what the answer should name.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clang/open_file.h"
#include "tests/support/temp_dir.h"

namespace cairn::clang::testing {

// Text with its annotations taken out.
struct Annotated {
  std::string text;
  std::uint64_t cursor = 0;
  std::vector<std::string> ranges;  // "line:column-line:column", columns in UTF-16
};
Annotated read_annotations(std::string_view marked);

// A project of one folder. add() writes headers to disk, open() parses the main
// file as an overlay and fails the test if that fails.
class Fixture {
 public:
  explicit Fixture(std::string main_name = "main.cpp", std::vector<std::string> arguments = {"-std=c++20"});

  void add(const std::string& name, std::string_view text) { directory_.write(name, text); }
  model::ParseOutcome open(std::string_view marked);

  worker::ParseRequest request(std::string text) const;
  std::string path(std::string_view name) const { return directory_.file(name); }
  OpenFile& file() { return file_; }
  const Annotated& source() const { return source_; }

  // "main.cpp 1:2-1:5": the file's name and the range, one line each.
  std::string show(const std::vector<model::Location>& locations) const;
  // What `show` gives for the annotated ranges of the main file.
  std::string expected() const;

  std::string definition();
  std::string declaration();
  std::string references(bool include_declaration = true);
  std::string hover();  // markdown, empty if there is none
  model::Completion complete(std::uint32_t limit = 1000, std::uint64_t completion_id = 1);
  std::optional<model::SignatureHelp> signature_help();

 private:
  test::TempDir directory_;
  test::TempDir temporary_;
  std::string main_name_;
  std::vector<std::string> arguments_;
  OpenFile file_;
  Annotated source_;
};

std::string show(const text::Range& range);

// The answer, or a failed test.
template <typename T>
T require(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}

inline void require(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().message);
}

}  // namespace cairn::clang::testing
