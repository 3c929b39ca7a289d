// Recursive descent over C's expressions, with "not known" as a value: 0 && x is 0, 1 || x is 1, whatever x is. A
// name that nobody defines is 0, as in C.
#include "core/index/prelude/condition.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>

namespace cairn::index {
namespace {

using Value = std::optional<long long>;

// Deeper than what anybody writes.
constexpr int kMaxDepth = 200;

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool continues_name(char c) { return begins_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; }

struct Operator {
  std::string_view text;
  int precedence;
};
// Longer ones first.
constexpr auto kOperators = std::to_array<Operator>({{"||", 1},
                                                     {"&&", 2},
                                                     {"==", 6},
                                                     {"!=", 6},
                                                     {"<=", 7},
                                                     {">=", 7},
                                                     {"<<", 8},
                                                     {">>", 8},
                                                     {"|", 3},
                                                     {"^", 4},
                                                     {"&", 5},
                                                     {"<", 7},
                                                     {">", 7},
                                                     {"+", 9},
                                                     {"-", 9},
                                                     {"*", 10},
                                                     {"/", 10},
                                                     {"%", 10}});

Value apply(std::string_view name, const Value& a, const Value& b) {
  if (name == "||") {
    if ((a && *a != 0) || (b && *b != 0)) return 1;
    return a && b ? Value(0) : std::nullopt;
  }
  if (name == "&&") {
    if ((a && *a == 0) || (b && *b == 0)) return 0;
    return a && b ? Value(1) : std::nullopt;
  }
  if (!a || !b) return std::nullopt;
  if (name == "==") return *a == *b;
  if (name == "!=") return *a != *b;
  if (name == "<=") return *a <= *b;
  if (name == ">=") return *a >= *b;
  if (name == "<") return *a < *b;
  if (name == ">") return *a > *b;
  return std::nullopt;  // arithmetic decides nothing that is worth the care about overflow
}

class Parser {
 public:
  Parser(std::string_view text, const KnownMacros& macros) : rest_(text), macros_(macros) {}

  Value parse() {
    const Value value = binary(1);
    skip_space();
    return is_broken_ || !rest_.empty() ? std::nullopt : value;
  }

 private:
  void skip_space() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front())) != 0) rest_.remove_prefix(1);
  }
  bool take(char c) {
    skip_space();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  Value broken() {
    is_broken_ = true;
    return std::nullopt;
  }

  const Operator* next_operator() {
    skip_space();
    const auto* found = std::find_if(kOperators.begin(), kOperators.end(),
                                     [&](const Operator& each) { return rest_.starts_with(each.text); });
    return found == kOperators.end() ? nullptr : found;
  }

  Value binary(int least) {
    Value left = unary();
    for (const Operator* next = next_operator(); next && next->precedence >= least && !is_broken_;
         next = next_operator()) {
      rest_.remove_prefix(next->text.size());
      left = apply(next->text, left, binary(next->precedence + 1));
    }
    return left;
  }

  Value unary() {
    if (++depth_ > kMaxDepth) return broken();
    skip_space();
    Value value;
    if (take('!')) {
      value = unary();
      if (value) value = *value == 0 ? 1 : 0;
    } else if (take('-') || take('~') || take('+')) {
      unary();
    } else if (take('(')) {
      value = binary(1);
      if (!take(')')) value = broken();
    } else if (!rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_.front())) != 0) {
      value = number();
    } else if (!rest_.empty() && begins_name(rest_.front())) {
      value = named(name());
    } else {
      value = broken();
    }
    --depth_;
    return value;
  }

  std::string name() {
    std::size_t size = 0;
    while (size < rest_.size() && continues_name(rest_[size])) ++size;
    std::string result(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return result;
  }

  Value number() {
    std::string digits = name();
    const bool is_hexadecimal = digits.starts_with("0x") || digits.starts_with("0X");
    while (!digits.empty() && std::string_view("uUlL").find(digits.back()) != std::string_view::npos) digits.pop_back();
    const char* const begin = digits.data() + (is_hexadecimal ? 2 : 0);
    const char* const end = digits.data() + digits.size();
    long long value = 0;
    const int base = is_hexadecimal ? 16 : digits.size() > 1 && digits.front() == '0' ? 8 : 10;
    const auto read = std::from_chars(begin, end, value, base);
    return read.ec == std::errc() && read.ptr == end ? Value(value) : std::nullopt;
  }

  Value named(const std::string& word) {
    if (word == "defined") {
      const bool has_bracket = take('(');
      skip_space();
      if (rest_.empty() || !begins_name(rest_.front())) return broken();
      const std::string macro = name();
      if (has_bracket && !take(')')) return broken();
      if (macros_.is_always_defined(macro)) return 1;
      return macros_.may_be_defined(macro) ? std::nullopt : Value(0);
    }
    if (take('(')) {
      // A macro with arguments, or __has_include and its kin.
      std::size_t open = 1;
      while (open != 0 && !rest_.empty()) {
        if (rest_.front() == '(') ++open;
        if (rest_.front() == ')') --open;
        rest_.remove_prefix(1);
      }
      return open == 0 ? std::nullopt : broken();
    }
    if (word == "true") return 1;
    return macros_.may_be_defined(word) || macros_.is_always_defined(word) ? std::nullopt : Value(0);
  }

  std::string_view rest_;
  const KnownMacros& macros_;
  bool is_broken_ = false;
  int depth_ = 0;
};

}  // namespace

std::optional<long long> evaluate(std::string_view expression, const KnownMacros& macros) {
  return Parser(expression, macros).parse();
}

bool may_hold(const std::vector<Condition>& conditions, const KnownMacros& macros) {
  return std::none_of(conditions.begin(), conditions.end(), [&](const Condition& each) {
    const auto value = evaluate(each.expression, macros);
    return value && (*value != 0) == each.is_negated;
  });
}

}  // namespace cairn::index
