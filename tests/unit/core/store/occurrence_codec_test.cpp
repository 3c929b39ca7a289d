#include "core/store/occurrence_codec.h"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

namespace cairn::store {
namespace {

constexpr std::uint32_t kMost = UINT32_MAX;

Bytes bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

std::vector<Mention> decoded(const std::string& body, bool& ok) {
  MentionReader reader(bytes_of(body));
  std::vector<Mention> mentions;
  Mention mention;
  while (reader.next(mention)) mentions.push_back(mention);
  ok = reader.ok();
  return mentions;
}

void check_round_trip(std::vector<Mention> mentions) {
  std::sort(mentions.begin(), mentions.end());
  std::string body;
  encode_mentions(body, mentions);
  bool ok = false;
  CHECK(decoded(body, ok) == mentions);
  CHECK(ok);
}

TEST_CASE("a plain mention takes three bytes", "[store]") {
  std::string body;
  encode_mentions(body, std::vector<Mention>{{{3, 7}, 5, model::kRefers, {}}});
  CHECK(body.size() == 3);
  check_round_trip({{{3, 7}, 5, model::kRefers, {}}});
}

TEST_CASE("mentions come back with roles, lengths and extents of their own", "[store]") {
  check_round_trip({{{1, 2}, 3, model::kDefines, {{0, 4}, {9, 1}}},
                    {{1, 9}, 3, model::kRefers | model::kCalls, {}},
                    {{1, 9}, 4, model::kRefers, {{1, 9}, {1, 9}}},
                    {{7, 0}, 0, model::kImplicit, {}},
                    {{7, 0}, 3, 0xFFFF, {{8, 0}, {7, 5}}}});
}

TEST_CASE("lines, columns and lengths may be as large as 32 bits allow", "[store]") {
  check_round_trip({{{kMost, kMost}, kMost, 0xFFFF, {{kMost, kMost}, {kMost, kMost}}}});
  check_round_trip({{{0, 0}, kMost, model::kRefers, {{0, 0}, {kMost, kMost}}},
                    {{0, kMost}, 0, model::kRefers, {}},
                    {{kMost, 0}, 1, model::kRefers, {{0, 0}, {0, 1}}},
                    {{kMost, kMost}, 1, model::kRefers, {}}});
}

TEST_CASE("random mentions come back as they were", "[store]") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<Mention> mentions(1 + random() % 40);
    const std::uint32_t range = random() % 3 == 0 ? kMost : 50;
    const auto any = [&] { return static_cast<std::uint32_t>(random() % (std::uint64_t{range} + 1)); };
    for (Mention& mention : mentions) {
      mention = {{any(), any()}, any() % 3, static_cast<model::Roles>(1U << random() % 11), {}};
      if (random() % 4 == 0) mention.extent = {{any(), any()}, {any(), any()}};
    }
    check_round_trip(mentions);
  }
}

TEST_CASE("a body that is cut anywhere gives only mentions that it had", "[store]") {
  const std::vector<Mention> mentions{{{300, 200}, 5, model::kDefines, {{299, 0}, {400, 1}}},
                                      {{301, 7}, 900, model::kCalls, {}},
                                      {{301, 300}, 5, model::kCalls, {}}};
  std::string body;
  encode_mentions(body, mentions);
  for (std::size_t size = 0; size < body.size(); ++size) {
    bool ok = false;
    const std::vector<Mention> found = decoded(body.substr(0, size), ok);
    REQUIRE(found.size() < mentions.size());
    CHECK(std::equal(found.begin(), found.end(), mentions.begin()));
  }
}

TEST_CASE("lines and columns that leave 32 bits are no mentions", "[store]") {
  std::string over_lines;
  put_varint(over_lines, 5 << 1);
  for (int i = 0; i < 2; ++i) {
    put_varint(over_lines, std::uint64_t{kMost} << 1);
    put_varint(over_lines, 0);
  }
  bool ok = true;
  CHECK(decoded(over_lines, ok).size() == 1);
  CHECK_FALSE(ok);
  std::string over_columns;
  put_varint(over_columns, 5 << 1);
  for (int i = 0; i < 2; ++i) {
    put_varint(over_columns, 0);
    put_varint(over_columns, kMost);
  }
  CHECK(decoded(over_columns, ok).size() == 1);
  CHECK_FALSE(ok);
}

TEST_CASE("random bytes are read as mentions without harm", "[store]") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 2000; ++round) {
    std::string body(random() % 64, '\0');
    for (char& c : body) c = static_cast<char>(random());
    bool ok = false;
    CHECK(decoded(body, ok).size() <= body.size());
    GroupsReader groups(bytes_of(body));
    Group group;
    std::size_t total = 0;
    while (groups.next(group)) total += group.body.size();
    CHECK(total <= body.size());
  }
}

TEST_CASE("groups come back by symbol, and an empty file is an empty blob", "[store]") {
  GroupsWriter writer;
  CHECK(writer.take().empty());
  writer.add(0, "a");
  writer.add(7, "");
  writer.add(kMost, "long body");
  const std::string blob = writer.take();
  GroupsReader reader(bytes_of(blob));
  Group group;
  std::vector<std::pair<std::uint32_t, std::size_t>> found;
  while (reader.next(group)) found.emplace_back(group.symbol, group.body.size());
  CHECK(reader.ok());
  CHECK(found == std::vector<std::pair<std::uint32_t, std::size_t>>{{0, 1}, {7, 0}, {kMost, 9}});
}

TEST_CASE("numbers of all lengths come back, and those of more than 64 bits do not", "[store]") {
  for (unsigned shift = 0; shift < 64; ++shift) {
    for (const std::uint64_t value : {(std::uint64_t{1} << shift) - 1, std::uint64_t{1} << shift, ~std::uint64_t{0}}) {
      std::string text;
      put_varint(text, value);
      ByteReader reader(bytes_of(text));
      CHECK(reader.varint() == value);
      CHECK((reader.ok() && reader.at_end()));
      CHECK(unzigzag(zigzag(static_cast<std::int64_t>(value))) == static_cast<std::int64_t>(value));
    }
  }
  for (const std::string& text : {std::string(9, '\xFF') + "\x02", std::string(10, '\xFF'), std::string(3, '\x80')}) {
    ByteReader reader(bytes_of(text));
    CHECK(reader.varint() == 0);
    CHECK_FALSE(reader.ok());
  }
}

}  // namespace
}  // namespace cairn::store
