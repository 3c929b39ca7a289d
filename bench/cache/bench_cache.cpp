// Hit rates of the policies of core/cache on made-up sessions, and what a look-up costs. See README.md.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "core/cache/adaptive_policy.h"

namespace cairn::cache {
namespace {

struct Access {
  Key key = 0;
  std::uint64_t size = 1;
};
using Trace = std::vector<Access>;

// Which open file is asked: somebody works on two or three files of `files` for a while, goes on to others, looks into
// popular headers in between.
Trace files_in_turn(std::mt19937_64& random, std::uint64_t files, std::size_t length) {
  Trace trace;
  std::vector<Key> focus;
  while (trace.size() < length) {
    if (focus.empty() || random() % 200 == 0) {
      focus.clear();
      for (int i = 0; i < 3; ++i) focus.push_back(random() % files);
    }
    const std::uint64_t dice = random() % 20;
    // Popular: the lower the number, the more often.
    const auto popular =
        static_cast<Key>(std::pow(static_cast<double>(random() % 1'000'000) / 1e6, 3) * static_cast<double>(files));
    const Key file = dice < 16 ? focus[random() % focus.size()] : dice < 18 ? popular : random() % files;
    for (std::uint64_t again = random() % 8 + 1; again > 0; --again) trace.push_back({file});
  }
  return trace;
}

// Many files looked at once each, in a row, beside a few that return: a search that is gone through.
Trace search_results(std::mt19937_64& random, std::size_t length) {
  Trace trace;
  Key passing = 1000;
  while (trace.size() < length) trace.push_back({random() % 3 == 0 ? random() % 6 : ++passing});
  return trace;
}

// Answers about places in a text: the pointer comes back to some, an edit makes all of a file's new.
Trace hovers(std::mt19937_64& random, std::size_t length) {
  Trace trace;
  std::vector<std::uint64_t> version(8);
  while (trace.size() < length) {
    const std::uint64_t file = random() % 10 < 7 ? 0 : random() % version.size();
    if (random() % 12 == 0) ++version[file];
    const auto place = static_cast<std::uint64_t>(std::pow(static_cast<double>(random() % 1000) / 1000, 4) * 400);
    trace.push_back({file << 48U | version[file] << 16U | place, 300 + place % 7 * 400});
  }
  return trace;
}

// A list of completion items gone through up and down, each asked for its details.
Trace details(std::mt19937_64& random, std::size_t length) {
  Trace trace;
  for (std::uint64_t list = 1; trace.size() < length; ++list) {
    std::int64_t item = 0;
    for (std::uint64_t keys = random() % 40; keys > 0; --keys) {
      item = std::max<std::int64_t>(0, item + (random() % 3 == 0 ? -1 : 1));
      trace.push_back({list << 16U | static_cast<Key>(item), 1000});
    }
  }
  return trace;
}

// The hits in percent, and nanoseconds for each access.
struct Outcome {
  double hits = 0;
  double nanoseconds = 0;
};
Outcome run(const Trace& trace, std::uint64_t capacity, std::unique_ptr<Policy> policy) {
  const auto begin = std::chrono::steady_clock::now();
  std::unordered_map<Key, std::uint64_t> kept;
  std::uint64_t bytes = 0;
  Time now{std::chrono::hours(1)};
  std::uint64_t hits = 0;
  const auto drop = [&](Key key) {
    policy->remove(key);
    bytes -= kept.at(key);
    kept.erase(key);
  };
  for (const Access& access : trace) {
    now += std::chrono::milliseconds(700);
    const bool is_there = kept.contains(access.key);
    if (is_there && !policy->is_expired(access.key, now)) {
      ++hits;
      policy->use(access.key, now);
      continue;
    }
    if (is_there) drop(access.key);
    kept.emplace(access.key, access.size);
    bytes += access.size;
    policy->put(access.key, access.size, now);
    while (bytes > capacity) drop(policy->victim([](Key) { return true; }).value());
  }
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
  const auto count = static_cast<double>(trace.size());
  return {100 * static_cast<double>(hits) / count, took.count() / count};
}

void show(std::string_view name, const Trace& trace, std::uint64_t capacity) {
  fmt::print("{:34}", name);
  for (std::size_t i = 0; i < kPolicyCount; ++i) {
    fmt::print(" {:8.1f}", run(trace, capacity, make_policy(static_cast<PolicyKind>(i), capacity)).hits);
  }
  const Outcome outcome = run(trace, capacity, std::make_unique<AdaptivePolicy>(capacity));
  fmt::print(" {:8.1f} {:7.0f}\n", outcome.hits, outcome.nanoseconds);
}

int run_all(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  constexpr std::size_t kLength = 200'000;
  fmt::print("hits in percent of 200,000 accesses, seed {}\n{:34}", seed, "");
  for (const std::string_view name : kPolicyNames) fmt::print(" {:>8}", name);
  fmt::print(" {:>8} {:>7}\n", "adaptive", "ns");
  for (const std::uint64_t files : {6U, 12U, 40U}) {
    const Trace trace = files_in_turn(random, files, kLength);
    for (const std::uint64_t workers : {2U, 4U, 8U}) {
      if (workers < files) show(fmt::format("{} open files, {} with a worker", files, workers), trace, workers);
    }
  }
  show("a search gone through, 8 workers", search_results(random, kLength), 8);
  const Trace pointer = hovers(random, kLength);
  show("hovers, 512 KB", pointer, 512U << 10U);
  show("hovers, 2 MB", pointer, 2U << 20U);
  const Trace list = details(random, kLength);
  show("details of completion, 512 KB", list, 512U << 10U);
  show("details of completion, 2 MB", list, 2U << 20U);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace cairn::cache

int main(int argc, char** argv) {
  const bool has_seed = argc == 3 && std::string_view(argv[1]) == "--seed";
  if (argc != 1 && !has_seed) {
    fmt::print("bench_cache [--seed N]: hit rates of the policies of core/cache on made-up sessions\n");
    return EXIT_FAILURE;
  }
  return cairn::cache::run_all(has_seed ? std::strtoull(argv[2], nullptr, 10) : 1);
}
