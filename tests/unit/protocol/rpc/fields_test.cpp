#include "protocol/rpc/fields.h"

#include <catch2/catch.hpp>

#include <string>

namespace cairn::rpc {

enum class Colour { kRed = 1, kGreen = 2 };
bool read(Reader reader, Colour& out) { return read_integer_enum(reader, Colour::kRed, Colour::kGreen, out); }

enum class Mode { kFast, kSlow };
bool read(Reader reader, Mode& out) {
  return read_string_enum<Mode>(reader, {{"fast", Mode::kFast}, {"slow", Mode::kSlow}}, out);
}

struct Leaf {
  std::uint32_t count = 0;
  std::optional<std::int32_t> version;
  Colour colour = Colour::kRed;
  Mode mode = Mode::kFast;
  bool is_on = false;
  std::optional<RequestId> token;
};
bool read(Reader reader, Leaf& out) {
  return reader.required("count", out.count) && reader.optional("version", out.version) &&
         reader.optional("colour", out.colour) && reader.optional("mode", out.mode) &&
         reader.optional("isOn", out.is_on) && reader.optional("token", out.token);
}

struct Tree {
  std::string name;
  std::vector<Leaf> leaves;
  std::int32_t sloppy = 42;
};
bool read(Reader reader, Tree& out) {
  reader.tolerant("sloppy", out.sloppy);
  return reader.required("name", out.name) && reader.optional("leaves", out.leaves);
}

namespace {

Tree parsed(const char* text) {
  Result<Tree> tree = parse_params<Tree>(Json::parse(text));
  if (!tree) FAIL(tree.error().message);
  return *std::move(tree);
}

std::string problem(const char* text) {
  const Result<Tree> tree = parse_params<Tree>(Json::parse(text));
  REQUIRE_FALSE(tree);
  CHECK(tree.error().code == ErrorCode::kInvalidArgument);
  return tree.error().message;
}

TEST_CASE("all kinds of members are read", "[rpc]") {
  const Tree tree = parsed(R"({"name":"n","leaves":[{"count":2147483647,"version":-2147483648,"colour":2,
                               "mode":"slow","isOn":true,"token":"t","unknown":{}},{"count":0}]})");
  REQUIRE(tree.leaves.size() == 2);
  CHECK(tree.name == "n");
  const Leaf& leaf = tree.leaves[0];
  CHECK(leaf.count == 2147483647);
  CHECK(leaf.version == -2147483647 - 1);
  CHECK(leaf.colour == Colour::kGreen);
  CHECK(leaf.mode == Mode::kSlow);
  CHECK(leaf.is_on);
  CHECK(leaf.token == RequestId("t"));
  CHECK_FALSE(tree.leaves[1].version);
}

TEST_CASE("null counts as absent for an optional member only", "[rpc]") {
  CHECK(parsed(R"({"name":"n","leaves":null})").leaves.empty());
  CHECK(problem(R"({"name":null})") == "name: expected string, got null");
}

TEST_CASE("a whole number may be written as a decimal", "[rpc]") {
  CHECK(parsed(R"({"name":"n","leaves":[{"count":3.0}]})").leaves[0].count == 3);
}

TEST_CASE("a problem names the path of the field", "[rpc]") {
  CHECK(problem(R"({})") == "name: missing");
  CHECK(problem(R"([])") == "params: expected object, got array");
  CHECK(problem(R"(null)") == "params: expected object, got null");
  CHECK(problem(R"({"name":5})") == "name: expected string, got number 5");
  CHECK(problem(R"({"name":"n","leaves":{}})") == "leaves: expected array, got object");
  CHECK(problem(R"({"name":"n","leaves":[{"count":1},7]})") == "leaves[1]: expected object, got number 7");
  CHECK(problem(R"({"name":"n","leaves":[{"count":1},{}]})") == "leaves[1].count: missing");
}

TEST_CASE("integers out of range are refused", "[rpc]") {
  const auto count_problem = [](const std::string& count) {
    return problem((R"({"name":"n","leaves":[{"count":)" + count + "}]}").c_str());
  };
  CHECK(count_problem("-1") == "leaves[0].count: expected integer from 0 to 2147483647, got number -1");
  CHECK(count_problem("2147483648") == "leaves[0].count: expected integer from 0 to 2147483647, got number 2147483648");
  CHECK(count_problem("18446744073709551615") ==
        "leaves[0].count: expected integer from 0 to 2147483647, got number 18446744073709551615");
  CHECK(count_problem("1.5") == "leaves[0].count: expected integer from 0 to 2147483647, got number");
  CHECK(count_problem("1e300") == "leaves[0].count: expected integer from 0 to 2147483647, got number");
  CHECK(count_problem("\"1\"") == "leaves[0].count: expected integer, got string");
  CHECK(problem(R"({"name":"n","leaves":[{"count":1,"version":2147483648}]})") ==
        "leaves[0].version: expected integer from -2147483648 to 2147483647, got number 2147483648");
}

TEST_CASE("values outside of an enumeration are refused", "[rpc]") {
  CHECK(problem(R"({"name":"n","leaves":[{"count":1,"colour":3}]})") ==
        "leaves[0].colour: expected integer from 1 to 2, got number 3");
  CHECK(problem(R"({"name":"n","leaves":[{"count":1,"mode":"x"}]})") ==
        "leaves[0].mode: expected one of \"fast\", \"slow\"");
  CHECK(problem(R"({"name":"n","leaves":[{"count":1,"isOn":1}]})") == "leaves[0].isOn: expected boolean, got number 1");
  CHECK(problem(R"({"name":"n","leaves":[{"count":1,"token":1.5}]})") ==
        "leaves[0].token: expected integer or string, got number");
}

TEST_CASE("a tolerated member of the wrong type leaves the value alone and no problem behind", "[rpc]") {
  CHECK(parsed(R"({"name":"n","sloppy":"x"})").sloppy == 42);
  CHECK(parsed(R"({"name":"n","sloppy":7})").sloppy == 7);
  CHECK(problem(R"({"sloppy":"x"})") == "name: missing");
}

}  // namespace
}  // namespace cairn::rpc
