#include "core/query/paste_matcher.h"

#include <algorithm>
#include <utility>

#include "core/lexical/keyword.h"

namespace cairn::query {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_shared_keyword(std::string_view word) {
  const auto end = lexical::kKeywordSpellings.begin() + lexical::kSharedKeywordCount;
  return std::find(lexical::kKeywordSpellings.begin(), end, word) != end;
}

std::vector<std::string_view> operands_of(std::string_view pattern) {
  std::vector<std::string_view> operands;
  for (std::size_t at = pattern.find("##"); at != std::string_view::npos; at = pattern.find("##")) {
    operands.push_back(pattern.substr(0, at));
    pattern.remove_prefix(at + 2);
  }
  operands.push_back(pattern);
  return operands;
}

}  // namespace

// Which parts are had.
class PasteMatcher::Table {
 public:
  explicit Table(std::string_view name) : name_(name), had_((name.size() + 1) * (name.size() + 1)) {
    for (std::size_t begin = 0; begin <= name.size(); ++begin) {
      set(begin, begin);
      for (std::size_t end = begin + 1; end <= name.size(); ++end) {
        if (is_digit(name[begin]) || is_shared_keyword(name.substr(begin, end - begin))) set(begin, end);
      }
    }
  }

  // False: it was had before.
  bool set(std::size_t begin, std::size_t end) {
    const bool was = has(begin, end);
    had_[begin * (name_.size() + 1) + end] = true;
    return !was;
  }
  bool has(std::size_t begin, std::size_t end) const { return had_[begin * (name_.size() + 1) + end]; }

  // Where a pattern that begins at `begin` can end.
  std::vector<bool> ends(const std::vector<std::string_view>& operands, std::size_t begin) const {
    std::vector<bool> reached(name_.size() + 1);
    reached[begin] = true;
    for (const std::string_view operand : operands) {
      std::vector<bool> next(name_.size() + 1);
      for (std::size_t at = begin; at <= name_.size(); ++at) {
        if (!reached[at]) continue;
        if (!operand.empty()) {
          if (name_.substr(at).starts_with(operand)) next[at + operand.size()] = true;
          continue;
        }
        for (std::size_t end = at; end <= name_.size(); ++end) {
          if (has(at, end)) next[end] = true;
        }
      }
      reached = std::move(next);
    }
    return reached;
  }

 private:
  std::string_view name_;
  std::vector<bool> had_;
};

PasteMatcher::PasteMatcher(std::string name) : name_(std::move(name)) {}

bool PasteMatcher::may_help(std::string_view pattern) const {
  std::size_t at = 0;
  for (const std::string_view operand : operands_of(pattern)) {
    const std::size_t found = name_.find(operand, at);
    if (found == std::string::npos) return false;
    at = found + operand.size();
  }
  return true;
}

bool PasteMatcher::can_paste(const std::vector<Part>& had, const std::vector<std::string_view>& patterns) const {
  Table table(name_);
  for (const Part& part : had) table.set(part.begin, part.end);
  std::vector<std::vector<std::string_view>> rules;
  for (const std::string_view pattern : patterns) rules.push_back(operands_of(pattern));
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (const auto& rule : rules) {
      for (std::size_t begin = 0; begin < name_.size(); ++begin) {
        const std::vector<bool> ends = table.ends(rule, begin);
        if (begin == 0 && ends[name_.size()]) return true;
        for (std::size_t end = begin + 1; end <= name_.size(); ++end) {
          if (ends[end]) has_grown = table.set(begin, end) || has_grown;
        }
      }
    }
  }
  return false;
}

}  // namespace cairn::query
