#include "core/deps/unit_list.h"

#include <random>

#include <catch2/catch.hpp>

namespace cairn::deps {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

}  // namespace

TEST_CASE("a unit's list of files comes back sorted", "[deps]") {
  const std::vector<UnitListEntry> entries = {{9, 0}, {1, 700}, {300, 3}, {9, 2}};
  const std::vector<UnitListEntry> sorted = {{1, 700}, {9, 0}, {9, 2}, {300, 3}};
  CHECK(decode_unit_list(bytes_of(encode_unit_list(entries))).value() == sorted);
  CHECK(decode_unit_list(bytes_of(encode_unit_list({}))).value().empty());
  const std::vector<UnitListEntry> largest = {{UINT32_MAX, UINT32_MAX}};
  CHECK(decode_unit_list(bytes_of(encode_unit_list(largest))).value() == largest);
}

TEST_CASE("near numbers take few bytes", "[deps]") {
  std::vector<UnitListEntry> entries;
  for (std::uint32_t i = 1; i <= 1000; ++i) entries.push_back({2 * i, 3 * i});
  CHECK(encode_unit_list(entries).size() < 2100);
}

TEST_CASE("bytes that are no list are refused wherever they are cut or changed", "[deps]") {
  const std::string good = encode_unit_list({{1, 2}, {3, 4}, {5000, 6000}});
  for (std::size_t size = 0; size < good.size(); ++size) {
    CHECK_FALSE(decode_unit_list(bytes_of(good.substr(0, size))));
  }
  CHECK_FALSE(decode_unit_list(bytes_of(good + "x")));
  std::mt19937 random(1);
  for (int round = 0; round < 1000; ++round) {
    std::string bytes = good;
    bytes[random() % bytes.size()] = static_cast<char>(random());
    static_cast<void>(decode_unit_list(bytes_of(bytes)));  // says something, and reads no further
  }
}

}  // namespace cairn::deps
