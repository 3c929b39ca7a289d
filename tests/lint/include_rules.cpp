#include "tests/lint/include_rules.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "tests/lint/code_text.h"

namespace cairn::lint {
namespace {

using Prefixes = std::vector<std::string_view>;

// A prefix that ends in '/' covers a folder and all below it; any other is one file.
bool is_covered(std::string_view path, const Prefixes& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view prefix) {
    return prefix.back() == '/' ? path.starts_with(prefix) : path == prefix;
  });
}

struct Arrow {
  std::string_view from;
  Prefixes to;  // besides `from` itself
};

// The first row that covers a file counts.
const std::vector<Arrow>& arrows() {
  static const std::vector<Arrow> table = {
      {"platform/base/", {}},
      {"platform/fs/", {"platform/base/"}},
      {"platform/proc/", {"platform/base/", "platform/fs/"}},
      {"platform/sync/", {"platform/base/"}},
      {"platform/sqlite/", {"platform/base/", "platform/fs/", "platform/sync/"}},
      {"platform/io/", {"platform/base/", "platform/sync/", "platform/proc/"}},
      {"platform/memory/", {"platform/base/", "platform/sync/"}},
      {"platform/power/", {"platform/base/", "platform/io/"}},
      {"platform/trace/", {"platform/base/", "platform/sync/"}},
      {"core/", {"platform/"}},
      {"protocol/", {"platform/base/"}},
      {"server/", {"core/", "protocol/", "platform/"}},
      {"tests/", {"server/", "core/", "protocol/", "platform/"}},
      {"bench/", {"server/", "core/", "protocol/", "platform/", "tests/support/"}},
  };
  return table;
}

struct Owner {
  std::string_view library;
  Prefixes includes;  // as in `is_covered`
  Prefixes owners;
};

const std::vector<Owner>& owners() {
  static const std::vector<Owner> table = {
      {"libclang", {"clang-c/", "clang/", "llvm/", "llvm-c/"}, {"core/clang/", "bench/rows/"}},
      {"Asio", {"asio.hpp", "asio/"}, {"platform/io/"}},
      {"jemalloc", {"jemalloc/"}, {"platform/memory/"}},
      {"nlohmann", {"nlohmann/"}, {"protocol/", "core/project/", "tests/", "bench/rows/"}},
      {"TBB", {"tbb/", "oneapi/"}, {"core/"}},
      {"SQLite", {"sqlite3.h"}, {"platform/sqlite/"}},
      {"xxHash", {"xxhash.h", "xxh3.h"}, {"platform/base/"}},
      {"Catch2", {"catch2/"}, {"tests/"}},
  };
  return table;
}

// core/clang parses C++ and may crash: only the worker programs have it.
bool may_use_clang(std::string_view path) {
  return is_covered(path, {"core/clang/", "server/worker_main.cpp", "server/indexer_main.cpp", "tests/", "bench/"});
}

bool is_ours(std::string_view name) {
  return is_covered(name, {"platform/", "core/", "protocol/", "server/", "tests/", "bench/"});
}

std::string arrow_problem(std::string_view path, std::string_view name) {
  const auto row =
      std::find_if(arrows().begin(), arrows().end(), [&](const Arrow& arrow) { return path.starts_with(arrow.from); });
  if (row == arrows().end()) return "this folder is not in the table of arrows (tests/lint/include_rules.cpp)";
  if (!name.starts_with(row->from) && !is_covered(name, row->to)) {
    return std::string(row->from) + " must not include " + std::string(name);
  }
  if (name.starts_with("core/clang/") && !may_use_clang(path)) {
    return "only the worker may include core/clang: it links libclang";
  }
  return "";
}

std::string owner_problem(std::string_view path, std::string_view name) {
  for (const Owner& owner : owners()) {
    if (is_covered(name, owner.includes) && !is_covered(path, owner.owners)) {
      return std::string(owner.library) + " belongs to " + std::string(owner.owners.front());
    }
  }
  return "";
}

}  // namespace

Violations check_includes(std::string_view path, std::string_view source,
                          const std::function<bool(std::string_view)>& exists) {
  Violations found;
  for (const IncludeLine& include : find_includes(source)) {
    std::string problem = owner_problem(path, include.name);
    if (problem.empty() && include.is_quoted && (!is_ours(include.name) || !exists(include.name))) {
      problem = "\"" + include.name + "\" is not the full path of a file in the tree";
    }
    if (problem.empty() && !include.is_quoted && is_ours(include.name)) {
      problem = "write \"" + include.name + "\" with quotes: it is ours";
    }
    if (problem.empty() && include.is_quoted) problem = arrow_problem(path, include.name);
    if (!problem.empty()) found.push_back({std::string(path), include.line, std::move(problem)});
  }
  return found;
}

}  // namespace cairn::lint
