#include "core/index/prelude/flag_key.h"

#include <catch2/catch.hpp>

namespace cairn::index {
namespace {

FlagKey key_of(std::vector<std::string> arguments) {
  project::CompileCommand command;
  command.directory = "/tree/build";
  command.arguments = std::move(arguments);
  return flag_key(command);
}

TEST_CASE("commands that differ in folders, macros and warnings only have equal options", "[prelude]") {
  const FlagKey a = key_of({"-std=c++17", "-Iinclude", "-DA=1", "-Wall", "-g"});
  const FlagKey b = key_of({"-std=c++17", "-I", "/other", "-D", "B", "-isystem", "sys"});
  CHECK(a.options == b.options);
  CHECK(a.angled == std::vector<std::string>{"/tree/build/include"});
  CHECK(b.angled == std::vector<std::string>{"/other"});
  CHECK(b.system == std::vector<std::string>{"/tree/build/sys"});
  CHECK(a.macros.at("A") == "-DA=1");
  CHECK(b.macros.at("B") == "-DB");
}

TEST_CASE("options that change the AST tell commands apart", "[prelude]") {
  CHECK(key_of({"-std=c++17"}).options != key_of({"-std=c++20"}).options);
  CHECK(key_of({"-fno-exceptions"}).options != key_of({}).options);
  CHECK(key_of({"-target", "aarch64"}).options != key_of({"-target", "x86_64"}).options);
}

TEST_CASE("the last word on a macro counts", "[prelude]") {
  CHECK(key_of({"-DA=1", "-UA"}).macros.at("A") == "-UA");
  CHECK(key_of({"-DF(x)=x"}).macros.at("F") == "-DF(x)=x");
}

TEST_CASE("commands that include files by themselves have no prelude", "[prelude]") {
  CHECK(key_of({"-include", "config.h"}).refusal == "-include");
  CHECK(key_of({"-std=c++17"}).refusal.empty());
}

TEST_CASE("a key's arguments give the same key again", "[prelude]") {
  const FlagKey key = key_of({"-std=c++17", "-iquote", "q", "-Ia", "-isystem", "s", "-idirafter", "d", "-DX=y"});
  const FlagKey again = key_of(arguments_of(key));
  CHECK(again.options == key.options);
  CHECK(again.macros == key.macros);
  CHECK(again.quoted == key.quoted);
  CHECK(again.after == key.after);
}

}  // namespace
}  // namespace cairn::index
