#include "platform/base/hash.h"

#include <catch2/catch.hpp>

using cairn::base::hash64;
using cairn::base::hex64;

TEST_CASE("hash64 is XXH3 with seed 0, whose values may be stored", "[hash]") {
  // The first value is the one published for the empty input; the others pin what is on users' disks.
  CHECK(hex64(hash64("")) == "2d06800538d394c2");
  CHECK(hex64(hash64("cairn")) == "00192f3582df1eee");
  CHECK(hex64(hash64(std::string(1000, 'x'))) == "c0a4877b962cba82");
}

TEST_CASE("hash64 tells texts apart that differ in one byte", "[hash]") {
  CHECK(hash64("int a;") != hash64("int b;"));
  CHECK(hash64(std::string_view("a\0b", 3)) != hash64(std::string_view("a\0c", 3)));
}

TEST_CASE("hex64 keeps leading zeros", "[hash]") {
  CHECK(hex64(0) == "0000000000000000");
  CHECK(hex64(0xAB) == "00000000000000ab");
  CHECK(hex64(UINT64_MAX) == "ffffffffffffffff");
}
