#include "tests/unit/core/clang/fixture.h"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "core/text/text_buffer.h"

namespace cairn::clang::testing {

Annotated read_annotations(std::string_view marked) {
  Annotated result;
  std::vector<std::pair<std::size_t, std::size_t>> ranges;
  std::size_t open = 0;
  while (!marked.empty()) {
    if (marked.starts_with("$0")) {
      result.cursor = result.text.size();
      marked.remove_prefix(2);
    } else if (marked.starts_with("[[")) {
      open = result.text.size();
      marked.remove_prefix(2);
    } else if (marked.starts_with("]]")) {
      ranges.emplace_back(open, result.text.size());
      marked.remove_prefix(2);
    } else {
      result.text += marked.front();
      marked.remove_prefix(1);
    }
  }
  const text::TextBuffer buffer(result.text);
  for (const auto& [begin, end] : ranges) {
    result.ranges.push_back(show(
        {buffer.position_at(begin, base::TextEncoding::kUtf16), buffer.position_at(end, base::TextEncoding::kUtf16)}));
  }
  return result;
}

std::string show(const text::Range& range) {
  return fmt::format("{}:{}-{}:{}", range.start.line, range.start.column, range.end.line, range.end.column);
}

Fixture::Fixture(std::string main_name, std::vector<std::string> arguments)
    : main_name_(std::move(main_name)), arguments_(std::move(arguments)), file_(temporary_.path()) {}

worker::ParseRequest Fixture::request(std::string text) const {
  worker::ParseRequest request;
  request.path = path(main_name_);
  request.directory = directory_.path();
  request.arguments = arguments_;
  request.overlays.push_back({request.path, std::move(text)});
  return request;
}

model::ParseOutcome Fixture::open(std::string_view marked) {
  source_ = read_annotations(marked);
  return require(file_.parse(request(source_.text)));
}

std::string Fixture::show(const std::vector<model::Location>& locations) const {
  std::string lines;
  for (const model::Location& location : locations) {
    std::string name = location.path;
    if (name.starts_with(directory_.path() + "/")) name.erase(0, directory_.path().size() + 1);
    lines += fmt::format("{} {}\n", name, testing::show(location.range));
  }
  return lines;
}

std::string Fixture::expected() const {
  std::string lines;
  for (const std::string& range : source_.ranges) lines += fmt::format("{} {}\n", main_name_, range);
  return lines;
}

std::string Fixture::definition() { return show(require(file_.definition(source_.cursor))); }
std::string Fixture::declaration() { return show(require(file_.declaration(source_.cursor))); }
std::string Fixture::references(bool include_declaration) {
  return show(require(file_.references(source_.cursor, include_declaration)));
}

std::string Fixture::hover() {
  const auto hover = require(file_.hover(source_.cursor));
  return hover ? hover->markdown : std::string();
}

model::Completion Fixture::complete(std::uint32_t limit, std::uint64_t completion_id) {
  return require(file_.complete({source_.cursor, limit, completion_id, true}));
}

std::optional<model::SignatureHelp> Fixture::signature_help() { return require(file_.signature_help(source_.cursor)); }

}  // namespace cairn::clang::testing
