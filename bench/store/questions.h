// The questions that bench_store asks of a store.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "bench/store/child_run.h"
#include "core/store/store.h"
#include "tests/support/generated_rows.h"

namespace cairn::bench {

inline constexpr std::uint32_t kLayer = 1;

// The value, or an exception that says why there is none.
template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// Throws if the store has lost something.
std::unique_ptr<store::Store> open_store(const std::string& directory);

// A store, and what it was made of.
struct Asked {
  std::string directory;
  std::uint64_t seed = 0;
  test::WorkspaceShape shape;
};

// Each opens the store anew. Times are CPU times of the asking thread.
Figures size_figures(const std::string& directory);
Figures open_figures(const Asked& asked, std::uint64_t round);
Figures lookup_figures(const Asked& asked);
Figures search_figures(const Asked& asked);

double median(std::vector<double> values);

}  // namespace cairn::bench
