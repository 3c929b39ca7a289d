// USRs, clang's names for entities, made independent of which unit is asked and of files'
// base names. Pure text: knows nothing of clang, so that what the index worker gets from
// clang's C++ interface and the open file's worker from the C interface comes out equal.
#pragma once

#include <string>
#include <string_view>

namespace cairn::clang {

// `path` as the store names files: relative to `root` where it is below it, else as it is.
// REQUIRES: both absolute and normalised.
std::string_view store_path(std::string_view root, std::string_view path);

// Whether a file may be named in it, so that normalise_usr() has something to do.
bool may_name_file(std::string_view usr);

// The base name that clang put in front of `usr`; empty if it did not.
std::string_view named_file(std::string_view usr);

// `usr` as clang generates it. clang marks what cannot be named from other files (static
// functions, unnamed namespaces) with the base name of the file; here its path takes that
// place, so that two main.cpp with a static `run` declare two symbols. A typedef at namespace
// or class scope loses the file: several headers may declare one and the same. Expressions
// inside decltype are left out: clang prints the first of equal ones in the unit.
//
// `declared_in`: the path, in the store's form, of the file in which the canonical (first)
// declaration begins, macros expanded; empty if it is in no file. Where that has another base
// name than `named_file`, that of the innermost declaration around it which has this one.
// Thread-safe.
std::string normalise_usr(std::string_view usr, std::string_view declared_in);

// Of a variable template, `usr` without the template's parameters, which libclang's C interface
// does not show: "c:@VT>1#T@zero" becomes "c:@zero".
std::string variable_template_usr(std::string_view usr);

// The USR of the macro `name`. A file of the workspace has macros of its own; those that are
// defined outside of it, on the command line, by the compiler or nowhere at all (#ifdef of
// what is not defined) are one by their name. `defined_in`: in the store's form; empty if
// there is no such file. Whoever looks for uses of a macro asks for both.
std::string macro_usr(std::string_view name, std::string_view defined_in);

}  // namespace cairn::clang
