#include "core/project/document_tree.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cairn::project {
namespace {

using Json = nlohmann::json;

// Reads text and tells how far the reader has come, which the library says for errors only.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, std::uint32_t* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    if (*at_ == '\n') ++*line_;
    ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::uint32_t* line_;
};

// nlohmann's SAX interface: a false return stops the parser.
class TreeBuilder {
 public:
  TreeBuilder(const std::uint32_t& line, DocumentProblem& problem) : line_(line), problem_(problem) {}

  bool null() { return add(DocumentTree::Kind::kScalar, "null") != nullptr; }
  bool boolean(bool value) { return add(DocumentTree::Kind::kScalar, value ? "true" : "false") != nullptr; }
  bool number_integer(Json::number_integer_t value) {
    return add(DocumentTree::Kind::kScalar, std::to_string(value)) != nullptr;
  }
  bool number_unsigned(Json::number_unsigned_t value) {
    return add(DocumentTree::Kind::kScalar, std::to_string(value)) != nullptr;
  }
  bool number_float(Json::number_float_t, const std::string& text) {
    return add(DocumentTree::Kind::kScalar, text) != nullptr;
  }
  bool binary(Json::binary_t&) { return false; }
  bool string(std::string& value) { return add(DocumentTree::Kind::kText, std::move(value)) != nullptr; }
  bool key(std::string& name) {
    name_.swap(name);
    name_line_ = line_;
    return true;
  }
  bool start_object(std::size_t) { return open(DocumentTree::Kind::kTable); }
  bool start_array(std::size_t) { return open(DocumentTree::Kind::kList); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) {
    return fail("this is not valid JSON here: the file is damaged or half-written");
  }

  DocumentTree take() { return std::move(root_); }

 private:
  bool fail(std::string message) {
    problem_ = {line_, std::move(message)};
    return false;
  }
  DocumentTree* add(DocumentTree::Kind kind, std::string text) {
    if (++count_ > kMaxDocumentValues) {
      fail(fmt::format("there are more than {} values", kMaxDocumentValues));
      return nullptr;
    }
    DocumentTree tree{kind, line_, std::move(text), {}};
    if (open_.empty()) {
      root_ = std::move(tree);
      return &root_;
    }
    DocumentTree& parent = *open_.back();
    if (parent.is_table()) tree.line = name_line_;
    parent.members.push_back({parent.is_table() ? std::move(name_) : std::string(), std::move(tree)});
    name_.clear();
    return &parent.members.back().value;
  }
  bool open(DocumentTree::Kind kind) {
    if (open_.size() == kMaxDocumentDepth) return fail(fmt::format("it is nested deeper than {}", kMaxDocumentDepth));
    DocumentTree* tree = add(kind, {});
    if (tree == nullptr) return false;
    open_.push_back(tree);  // stays where it is: its parent gets no other member before it is closed
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  const std::uint32_t& line_;
  DocumentProblem& problem_;
  DocumentTree root_;
  std::vector<DocumentTree*> open_;
  std::string name_;
  std::uint32_t name_line_ = 0;
  std::size_t count_ = 0;
};

}  // namespace

const DocumentTree& DocumentTree::operator[](std::string_view name) const {
  static const DocumentTree kNothing;
  if (!is_table()) return kNothing;
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.name == name; });
  return found == members.end() ? kNothing : found->value;
}

Result<DocumentTree> parse_json_document(std::string_view text, DocumentProblem& problem, bool allow_comments) {
  std::uint32_t line = 0;
  TreeBuilder builder(line, problem);
  try {
    const CountingIterator begin(text.data(), &line);
    const CountingIterator end(text.data() + text.size(), &line);
    if (Json::sax_parse(begin, end, &builder, nlohmann::detail::input_format_t::json, true, allow_comments)) {
      return builder.take();
    }
  } catch (const std::exception& error) {
    problem = {line, error.what()};
  }
  return unexpected(ErrorCode::kCorrupt, problem.message);
}

}  // namespace cairn::project
