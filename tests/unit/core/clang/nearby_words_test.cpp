#include "core/clang/nearby_words.h"

#include <catch2/catch.hpp>

#include <string>

namespace cairn::clang {
namespace {

// The words around the $ in a text.
NearbyWords around(std::string& text) {
  const std::size_t place = text.find('$');
  text.erase(place, 1);
  return NearbyWords(text, place, place);
}

}  // namespace

TEST_CASE("nearby words counts identifiers and knows the nearest", "[clang]") {
  std::string text = "one two one $ two three";
  const NearbyWords words = around(text);
  CHECK(words.use_of("one").count == 2);
  CHECK(words.use_of("one").distance == 4);
  CHECK(words.use_of("two").count == 2);
  CHECK(words.use_of("two").distance == 1);
  CHECK(words.use_of("four").count == 0);
}

TEST_CASE("nearby words leaves out comments, literals and the word at the place", "[clang]") {
  std::string text = "int a = \"one\"; // two\n/* three */ here there";
  const NearbyWords words(text, text.find("here"), text.find("here") + 4);
  for (const char* word : {"one", "two", "three", "here"}) CHECK(words.use_of(word).count == 0);
  CHECK(words.use_of("there").count == 1);
}

TEST_CASE("nearby words tells what stands behind the same tokens", "[clang]") {
  std::string text = "a.x = b.y; a.x = 1; c->x; a.$";
  const NearbyWords words = around(text);
  CHECK(words.use_of("x").after_one == 2);
  CHECK(words.use_of("x").after_two == 2);
  CHECK(words.use_of("y").after_one == 1);
  CHECK(words.use_of("y").after_two == 0);
}

TEST_CASE("nearby words takes literals for alike as context", "[clang]") {
  std::string text = "f(\"one\", x); f(\"two\", $";
  CHECK(around(text).use_of("x").after_two == 1);
}

TEST_CASE("nearby words does not look far away", "[clang]") {
  std::string text = "far " + std::string(1 << 20, ' ') + "near $ near" + std::string(1 << 20, ' ') + " far";
  const NearbyWords words = around(text);
  CHECK(words.use_of("far").count == 0);
  CHECK(words.use_of("near").count == 2);
}

}  // namespace cairn::clang
