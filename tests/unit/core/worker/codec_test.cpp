#include "core/worker/codec.h"

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include <catch2/catch.hpp>

#include "core/worker/fields.h"

namespace cairn::worker {

// The members of each record, named a second time and without fields.h: a member that
// fields.h forgets is lost in the round trip, and a member that is added to a record
// does not compile here until it is thought of.

template <typename T>
concept OneMember = std::same_as<T, PositionRequest> || std::same_as<T, model::CompletionDetails>;
template <typename T>
concept TwoMembers =
    std::same_as<T, text::Position> || std::same_as<T, text::Range> || std::same_as<T, model::Location> ||
    std::same_as<T, model::RelatedNote> || std::same_as<T, model::Hover> || std::same_as<T, model::Highlight> ||
    std::same_as<T, HelloMessage> || std::same_as<T, Overlay> || std::same_as<T, ReferencesRequest> ||
    std::same_as<T, CompletionDetailsRequest> || std::same_as<T, model::CallPiece> ||
    std::same_as<T, model::ParameterHelp> || std::same_as<T, model::SignatureHelp> ||
    std::same_as<T, model::DocumentLink> || std::same_as<T, model::SemanticTokenChoice> || std::same_as<T, model::Edit>;
template <typename T>
concept ThreeMembers = std::same_as<T, model::InlayHint> || std::same_as<T, SemanticTokensRequest> ||
                       std::same_as<T, InlayHintsRequest> || std::same_as<T, model::Fix>;
template <typename T>
concept FourMembers = std::same_as<T, model::Completion> || std::same_as<T, model::SignatureInformation> ||
                      std::same_as<T, CompletionRequest> || std::same_as<T, model::ParseOutcome> ||
                      std::same_as<T, model::InlayHintChoice>;

template <typename T>
auto members(T& record) {
  using Record = std::remove_const_t<T>;
  if constexpr (std::same_as<Record, EmptyRequest>) {
    return std::tie();
  } else if constexpr (OneMember<Record>) {
    auto& [a] = record;
    return std::tie(a);
  } else if constexpr (TwoMembers<Record>) {
    auto& [a, b] = record;
    return std::tie(a, b);
  } else if constexpr (ThreeMembers<Record>) {
    auto& [a, b, c] = record;
    return std::tie(a, b, c);
  } else if constexpr (FourMembers<Record>) {
    auto& [a, b, c, d] = record;
    return std::tie(a, b, c, d);
  } else if constexpr (std::same_as<Record, model::SemanticToken>) {
    auto& [a, b, c, d, e] = record;
    return std::tie(a, b, c, d, e);
  } else if constexpr (std::same_as<Record, ParseRequest>) {
    auto& [a, b, c, d, e, f, g] = record;
    return std::tie(a, b, c, d, e, f, g);
  } else if constexpr (std::same_as<Record, model::DocumentSymbol>) {
    auto& [a, b, c, d, e, f, g] = record;
    return std::tie(a, b, c, d, e, f, g);
  } else if constexpr (std::same_as<Record, model::Diagnostic>) {
    auto& [a, b, c, d, e, f, g, h] = record;
    return std::tie(a, b, c, d, e, f, g, h);
  } else {
    static_assert(std::same_as<Record, model::CompletionItem>);
    auto& [a, b, c, d, e, f, g, h, i, j, k] = record;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k);
  }
}

namespace {

// Fills values at random, the extreme ones often.
class Filler {
 public:
  explicit Filler(std::uint32_t seed) : random_(seed) {}

  template <typename T>
  void operator()(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      value = below(2) == 1;
    } else if constexpr (std::is_enum_v<T>) {
      value = static_cast<T>(below(static_cast<std::uint32_t>(last_value(T{})) + 1));
    } else if constexpr (std::is_integral_v<T>) {
      value = below(4) == 0 ? std::numeric_limits<T>::max() : static_cast<T>(random_());
    } else {
      std::apply([this](auto&... member) { ((*this)(member), ...); }, members(value));
    }
  }
  void operator()(std::string& value) {
    value.resize(below(12));
    for (char& byte : value) byte = static_cast<char>(below(256));
  }
  template <typename T>
  void operator()(std::vector<T>& values) {
    values.resize(++depth_ > 4 ? 0 : below(4));
    for (T& value : values) (*this)(value);
    --depth_;
  }
  template <typename T>
  void operator()(std::optional<T>& value) {
    value.reset();
    if (below(2) == 1) (*this)(value.emplace());
  }

 private:
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

  std::mt19937 random_;
  int depth_ = 0;
};

struct Same {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
      return a == b;
    } else {
      return each(members(a), members(b), std::make_index_sequence<std::tuple_size_v<decltype(members(a))>>());
    }
  }
  bool operator()(const std::string& a, const std::string& b) const { return a == b; }
  template <typename T>
  bool operator()(const std::vector<T>& a, const std::vector<T>& b) const {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), *this);
  }
  template <typename T>
  bool operator()(const std::optional<T>& a, const std::optional<T>& b) const {
    return a.has_value() == b.has_value() && (!a || (*this)(*a, *b));
  }
  template <typename Tuple, std::size_t... I>
  bool each([[maybe_unused]] const Tuple& a, [[maybe_unused]] const Tuple& b, std::index_sequence<I...>) const {
    return ((*this)(std::get<I>(a), std::get<I>(b)) && ...);
  }
};

std::string u32(std::uint32_t value) { return encode(value); }

// `depth` document symbols inside one another.
std::vector<model::DocumentSymbol> nested_symbols(std::size_t depth) {
  std::vector<model::DocumentSymbol> symbols(1);
  for (std::size_t i = 1; i < depth; ++i) {
    std::vector<model::DocumentSymbol> outer(1);
    outer[0].children = std::move(symbols);
    symbols = std::move(outer);
  }
  return symbols;
}

}  // namespace

TEMPLATE_TEST_CASE("a record survives encoding, and none of its prefixes decodes", "[worker]", model::ParseOutcome,
                   std::optional<model::Hover>, std::vector<model::Location>, std::vector<model::Highlight>,
                   std::vector<model::DocumentSymbol>, model::Completion, HelloMessage, ParseRequest, PositionRequest,
                   ReferencesRequest, CompletionRequest, CompletionDetailsRequest,
                   std::optional<model::CompletionDetails>, std::optional<model::SignatureHelp>, SemanticTokensRequest,
                   InlayHintsRequest, std::vector<model::SemanticToken>, std::vector<model::InlayHint>,
                   std::vector<model::DocumentLink>, EmptyRequest, std::string) {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    TestType record{};
    Filler{seed}(record);
    const std::string bytes = encode(record);
    const Result<TestType> decoded = decode<TestType>(bytes);
    REQUIRE(decoded);
    CHECK(Same()(*decoded, record));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const Result<TestType> cut = decode<TestType>(std::string_view(bytes).substr(0, size));
      if (cut || cut.error().code != ErrorCode::kCorrupt) FAIL("seed " << seed << ", cut at " << size);
    }
    CHECK_FALSE(decode<TestType>(bytes + '\0'));
  }
}

TEST_CASE("the bytes of a record are those of the format page", "[worker]") {
  Overlay overlay;
  overlay.path = "/a";
  overlay.text = std::string("x\0", 2);
  CHECK(encode(overlay) == std::string("\x02\0\0\0/a\x02\0\0\0x\0", 12));
  const std::optional<model::Hover> hover;
  CHECK(encode(hover) == std::string(1, '\0'));
  model::Highlight highlight;
  highlight.range = {{1, 2}, {3, 0x04050607}};
  highlight.kind = model::HighlightKind::kWrite;
  CHECK(encode(highlight) == std::string("\x01\0\0\0\x02\0\0\0\x03\0\0\0\x07\x06\x05\x04\x02", 17));
}

TEST_CASE("a forged count is refused", "[worker]") {
  CHECK_FALSE(decode<std::vector<model::Location>>(u32(0xffffffff)));
  CHECK_FALSE(decode<std::vector<model::Location>>(u32(2) + encode(model::Location())));
  CHECK_FALSE(decode<std::vector<model::DocumentSymbol>>(u32(1000) + std::string(1000, '\xff')));
}

TEST_CASE("a forged string length is refused", "[worker]") {
  CHECK_FALSE(decode<std::string>(u32(0xffffffff) + "abc"));
  CHECK_FALSE(decode<std::string>(u32(4) + "abc"));
  CHECK(decode<std::string>(u32(3) + "abc"));
}

TEST_CASE("a bool that is neither 0 nor 1 is refused", "[worker]") {
  CHECK(decode<bool>(std::string(1, '\1')));
  CHECK_FALSE(decode<bool>(std::string(1, '\2')));
  CHECK_FALSE(decode<std::optional<model::Hover>>(std::string(1, '\2')));
}

TEST_CASE("an enumerator past the last one or below zero is refused", "[worker]") {
  CHECK(decode<model::Severity>(std::string(1, '\3')));
  CHECK_FALSE(decode<model::Severity>(std::string(1, '\4')));
  CHECK_FALSE(decode<model::SymbolKind>(std::string(1, '\xff')));
  CHECK(decode<base::TextEncoding>(u32(2)));
  CHECK_FALSE(decode<base::TextEncoding>(u32(3)));
  CHECK_FALSE(decode<base::TextEncoding>(u32(0xffffffff)));
}

TEST_CASE("symbols nested deeper than the limit are refused instead of exhausting the stack", "[worker]") {
  CHECK(decode<std::vector<model::DocumentSymbol>>(encode(nested_symbols(kMaxNesting - 1))));
  CHECK_FALSE(decode<std::vector<model::DocumentSymbol>>(encode(nested_symbols(kMaxNesting))));
}

}  // namespace cairn::worker
