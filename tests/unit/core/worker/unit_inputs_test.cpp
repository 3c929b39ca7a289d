#include "core/worker/unit_inputs.h"

#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::worker {
namespace {

std::shared_ptr<const std::string> text(const std::string& bytes) { return std::make_shared<const std::string>(bytes); }

UnitInputs sample() {
  return {"/a.cpp", "/build", {"-Wall", "-O2"}, base::TextEncoding::kUtf16, {{"/a.cpp", text("int x;")}}};
}

}  // namespace

TEST_CASE("snapshots with equal contents have one hash, whatever objects hold them", "[worker]") {
  CHECK(content_hash(sample()) == content_hash(sample()));
}

TEST_CASE("every part that a parse depends on changes the hash", "[worker]") {
  std::vector<UnitInputs> changed(6, sample());
  changed[0].path = "/b.cpp";
  changed[1].directory = "/";
  changed[2].arguments = {"-Wall-O2"};
  changed[3].arguments = {"-O2", "-Wall"};
  changed[4].overlays["/a.cpp"] = text("int y;");
  changed[5].overlays["/b.h"] = text("");
  for (const UnitInputs& each : changed) CHECK(content_hash(each) != content_hash(sample()));
}

TEST_CASE("the encoding of columns, which no parse depends on, does not change the hash", "[worker]") {
  UnitInputs utf8 = sample();
  utf8.encoding = base::TextEncoding::kUtf8;
  CHECK(content_hash(utf8) == content_hash(sample()));
}

}  // namespace cairn::worker
