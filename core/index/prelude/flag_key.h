// Which units may share header modules, by their command lines.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/project/compile_command.h"

namespace cairn::index {

// A command taken apart. Commands with equal `options` give equal AST contexts once their
// folders find the same headers and their macros are not mentioned there.
struct FlagKey {
  std::vector<std::string> options;           // all that is in none of the others, in its order
  std::map<std::string, std::string> macros;  // -D and -U, the last of each: "NAME" → "-DNAME=…" or "-UNAME"
  // Of -iquote, -I, -isystem and -idirafter, absolute, in their order.
  std::vector<std::string> quoted;
  std::vector<std::string> angled;
  std::vector<std::string> system;
  std::vector<std::string> after;
  std::string refusal;  // why such a command has no prelude; empty: it may have one
};

// Warnings, debug information and the like, which change no AST, are left out. Pure.
FlagKey flag_key(const project::CompileCommand& command);

// Arguments again: `key`'s, in one fixed order.
std::vector<std::string> arguments_of(const FlagKey& key);

}  // namespace cairn::index
