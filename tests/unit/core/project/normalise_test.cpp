#include "core/project/normalise.h"

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::project {
namespace {

using Words = std::vector<std::string>;

// The command line of a.c (or `input`) in /src, normalised and joined by blanks.
std::string normalised(std::string_view command, std::string_view input = "a.c") {
  std::string joined;
  for (const std::string& word : normalise_arguments(split_command(command), "/src", input)) {
    joined += (joined.empty() ? "" : " ") + word;
  }
  return joined;
}

TEST_CASE("the compiler, the input and the output are removed", "[project]") {
  CHECK(normalised("gcc -O2 -Iinc -o a.o -c a.c") == "-O2 -Iinc");
  CHECK(normalised("gcc -O2 -oa.o -S a.c") == "-O2");
  CHECK(normalised("gcc -E a.c --output a.i") == "");
  CHECK(normalised("gcc -Wall -c -- a.c") == "-Wall");
  CHECK(normalised("/opt/x/bin/arm-none-eabi-gcc-12 -mthumb /src/a.c", "/src/a.c") == "-mthumb");
}

TEST_CASE("an input is found however its path is written", "[project]") {
  CHECK(normalised("gcc -Wall ./sub/../a.c", "/src/a.c") == "-Wall");
  CHECK(normalised("gcc -Wall /src/a.c", "a.c") == "-Wall");
}

TEST_CASE("other inputs of the same call are removed too", "[project]") {
  CHECK(normalised("gcc -Wall a.c b.c lib.a c.o -o prog") == "-Wall");
}

TEST_CASE("an empty command line gives no arguments", "[project]") {
  CHECK(normalise_arguments({}, "/src", "a.c").empty());
  CHECK(normalised("ccache").empty());
}

TEST_CASE("dependency options are removed with their values", "[project]") {
  CHECK(normalised("gcc -MD -MMD -MP -MG -MF a.d -MT a.o -MQ a.o -MJ a.json -DX a.c") == "-DX");
  CHECK(normalised("gcc -MFa.d -MTa.o -MQa.o -M -MM -DX a.c") == "-DX");
  CHECK(normalised("gcc -Wp,-MMD,.a.o.d -Wp,-DX a.c") == "-Wp,-DX");
  CHECK(normalised("gcc -Xpreprocessor -MD -Xpreprocessor -MF -Xpreprocessor a.d -DX a.c") == "-DX");
}

TEST_CASE("options that write other files or colours are removed", "[project]") {
  CHECK(normalised("clang --serialize-diagnostics a.dia -fcolor-diagnostics -fdiagnostics-color=always -DX a.c") ==
        "-DX");
  CHECK(normalised("gcc -save-temps -save-temps=obj --save-temps -fno-diagnostics-color -DX a.c") == "-DX");
}

TEST_CASE("precompiled headers of the build are removed and their text is kept", "[project]") {
  CHECK(normalised("clang -include-pch x.pch -DX a.c") == "-DX");
  CHECK(normalised("clang -Xclang -emit-pch -emit-pch -DX a.c") == "-DX");
  CHECK(normalised("clang -Winvalid-pch -Xclang -include-pch -Xclang x.pch -Xclang -include -Xclang x.hxx a.c") ==
        "-Winvalid-pch -Xclang -include -Xclang x.hxx");
}

TEST_CASE("modules and module caches of the build are removed", "[project]") {
  CHECK(normalised("clang -fmodules -fmodules-cache-path=/c -fmodule-file=x.pcm -fmodule-mapper=m "
                   "-fprebuilt-module-path=. -DX a.c") == "-DX");
}

TEST_CASE("plugins are removed, because a workspace must not have code run", "[project]") {
  CHECK(normalised("clang -fplugin=x.so -fplugin-arg-x-y -fpass-plugin=y.so -DX a.c") == "-DX");
  CHECK(normalised("clang -Xclang -load -Xclang x.so -Xclang -add-plugin -Xclang p -Xclang -plugin-arg-p -Xclang v "
                   "-mllvm -load=y.so -DX a.c") == "-DX");
}

TEST_CASE("options of the linker are removed with their values", "[project]") {
  CHECK(normalised("gcc -L/lib -L lib -lm -l m -Wl,-z,now -Xlinker --x -u sym -T map.ld -z now -rpath x -DX a.c") ==
        "-DX");
}

TEST_CASE("what decides the meaning of the code is kept in order", "[project]") {
  const std::string_view kept =
      "-std=gnu11 -x c -DA=1 -D B -UC -I inc -Iinc2 -isystem sys -iquote q -include pre.h -imacros m.h -Werror "
      "-Wno-error=x -gsplit-dwarf -fPIC -m32 -target arm-none-eabi --sysroot /s -fno-lifetime-dse -undef";
  CHECK(normalised("gcc " + std::string(kept) + " -c a.c") == kept);
}

TEST_CASE("the value of an option is never taken for an input", "[project]") {
  CHECK(normalised("gcc -include a.c -I a.c -c a.c") == "-include a.c -I a.c");
}

TEST_CASE("an option whose value is missing is removed, since it would swallow the input", "[project]") {
  CHECK(normalised("gcc -DX a.c -I") == "-DX");
  CHECK(normalised("gcc -DX a.c -o") == "-DX");
  CHECK(normalised("gcc -DX a.c -Xclang") == "-DX");
  CHECK(normalised("gcc -DX -x") == "-DX");
}

TEST_CASE("wrappers in front of the compiler are removed", "[project]") {
  for (const std::string_view wrapper :
       {"ccache", "/usr/bin/ccache", "sccache", "distcc", "icecc", "gomacc", "ccache distcc", "nice", "nice -n 10",
        "nice -5", "time", "time -p", "env CC=gcc LC_ALL=C", "env -i -u HOME PATH=/bin ccache", "CCACHE_DIR=/c ccache",
        "ccache compiler_check=none", "libtool --tag=CC --mode=compile",
        "/bin/bash ../libtool --tag=CC --silent --mode=compile", "sh x86_64-linux-gnu-libtool --mode compile"}) {
    CAPTURE(wrapper);
    CHECK(normalised(std::string(wrapper) + " gcc -DX -c a.c -o a.o") == "-DX");
  }
}

TEST_CASE("a wrapper without a compiler behind it keeps the options", "[project]") {
  CHECK(normalised("distcc -DX -c a.c") == "-DX");
  CHECK(normalised("-DX -c a.c") == "-DX");
}

TEST_CASE("a C++ compiler compiles a .c file as C++", "[project]") {
  for (const std::string_view compiler :
       {"g++", "c++", "clang++-19", "/usr/bin/x86_64-linux-gnu-g++-12", "ccache g++"}) {
    CAPTURE(compiler);
    CHECK(normalised(std::string(compiler) + " -DX -c a.c") == "-xc++ -DX");
  }
  CHECK(normalised("g++ -x c -c a.c") == "-x c");
  CHECK(normalised("g++ -c a.cpp", "a.cpp") == "");
  CHECK(normalised("gcc -c a.c") == "");
}

TEST_CASE("a -x after the input says nothing about it", "[project]") {
  CHECK(normalised("gcc -x c a.c -x none lib.o") == "-x c");
  CHECK(normalised("gcc a.c -xc++ b.c") == "");
}

}  // namespace
}  // namespace cairn::project
