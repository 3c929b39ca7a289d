// What the leak detector's decision is worth, on simulated servers that leak and that do not.
//
//   bench_leaks [SEED [WITHOUT [WITH]]]
//
// Two families of series. "formulas" adds up shapes with correlated noise. "events" lets a server work: it fills
// caches, opens and closes files, keeps things for some time, and its bytes are what is alive at the end of a scan's
// work. Both were written after core/leak's thresholds were frozen. A series is 144 scans, twelve hours at one in five
// minutes; the detector judges after each, and a series counts as found if it ever says so.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <list>
#include <random>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/leak/growth.h"

namespace {

using cairn::leak::Sample;
using Random = std::mt19937_64;
using Series = std::vector<Sample>;

constexpr std::size_t kScans = 144;
constexpr double kMb = 1 << 20;

double uniform(Random& random, double from, double to) {
  return std::uniform_real_distribution<double>(from, to)(random);
}
double log_uniform(Random& random, double from, double to) {
  return std::exp(uniform(random, std::log(from), std::log(to)));
}
bool chance(Random& random, double probability) { return uniform(random, 0, 1) < probability; }

struct Kind {
  std::string family;
  std::string name;
  bool leaks = false;
  // A series, and the scan from which it leaks.
  std::function<std::pair<Series, std::size_t>(Random&)> make;
};

// --- formulas -------------------------------------------------------------------------------------------------------

// Requests in a scan: busy and quiet stretches, pauses.
class Work {
 public:
  explicit Work(Random& random) : random_(random), usual_(log_uniform(random, 10, 2000)) {}
  double next() {
    if (chance(random_, 0.05)) pause_ = static_cast<int>(uniform(random_, 1, 6));
    if (pause_ > 0 && pause_-- > 0) return 0;
    return std::floor(usual_ * log_uniform(random_, 0.3, 3));
  }
  double usual() const { return usual_; }

 private:
  Random& random_;
  double usual_;
  int pause_ = 0;
};

struct Shape {
  // Bytes above the base; `done`: work so far in units of a usual scan's.
  std::function<double(std::size_t scan, double done)> bytes;
  double memory = 0;  // of the noise
  std::function<double(std::size_t scan)> level = [](std::size_t) { return 12.0; };
};

Series formula(Random& random, const Shape& shape) {
  Work work(random);
  const double base = log_uniform(random, 1 * kMb, 400 * kMb);
  const double noise = log_uniform(random, 0.002, 0.02) * base;
  std::normal_distribution<double> normal;
  double remembered = 0;
  double total = 0;
  Series series;
  for (std::size_t scan = 0; scan < kScans; ++scan) {
    total += work.next();
    remembered = shape.memory * remembered + std::sqrt(1 - shape.memory * shape.memory) * normal(random) * noise;
    const double bytes = base + remembered + shape.bytes(scan, total / work.usual());
    series.push_back({static_cast<std::int64_t>(scan) * 300, static_cast<std::uint64_t>(total),
                      static_cast<std::uint64_t>(shape.level(scan)), static_cast<std::uint64_t>(std::max(bytes, 0.0))});
  }
  return series;
}

// `share`: of the scans whose work leaks.
std::pair<Series, std::size_t> leaking(Random& random, double per_scan, std::size_t from, double share) {
  double leaked = 0;
  double seen = 0;
  Shape shape;
  shape.memory = uniform(random, 0, 0.6);
  shape.bytes = [&, share](std::size_t scan, double done) {
    const double now = done - std::exchange(seen, done);
    if (scan >= from && chance(random, share)) leaked += now * per_scan / share;
    return leaked;
  };
  return {formula(random, shape), from};
}

std::vector<Kind> formulas() {
  std::vector<Kind> kinds;
  const auto add = [&](const std::string& name, std::function<Shape(Random&)> make) {
    kinds.push_back({"formulas", name, false,
                     [make](Random& random) { return std::pair(formula(random, make(random)), std::size_t{0}); }});
  };
  const auto add_leak = [&](const std::string& name, std::function<std::pair<Series, std::size_t>(Random&)> make) {
    kinds.push_back({"formulas", name, true, std::move(make)});
  };
  add("warm-up", [](Random& random) {
    const double amount = log_uniform(random, 0.5 * kMb, 100 * kMb);
    const double length = uniform(random, 2, 16);
    return Shape{[=](std::size_t, double done) { return amount * done / (done + length); }, uniform(random, 0, 0.5)};
  });
  add("sawtooth", [](Random& random) {
    const double amount = log_uniform(random, 0.5 * kMb, 60 * kMb);
    const double length = uniform(random, 2.5, 14);
    return Shape{[=](std::size_t, double done) { return amount * std::fmod(done, length) / length; },
                 uniform(random, 0, 0.5)};
  });
  add("correlated noise",
      [](Random& random) { return Shape{[](std::size_t, double) { return 0.0; }, uniform(random, 0.6, 0.98)}; });
  add("bursts", [](Random& random) {
    const double rate = uniform(random, 0.02, 0.15);
    const double amount = log_uniform(random, 1 * kMb, 300 * kMb);
    std::vector<double> bursts(kScans + 8);
    for (std::size_t scan = 0; scan < kScans; ++scan) {
      if (!chance(random, rate)) continue;
      const auto length = static_cast<std::size_t>(uniform(random, 1, 7));
      for (std::size_t i = 0; i < length; ++i) bursts[scan + i] += amount * uniform(random, 0.3, 1);
    }
    return Shape{[=](std::size_t scan, double) { return bursts[scan]; }, uniform(random, 0, 0.5)};
  });
  add("grows, then bounded", [](Random& random) {
    const double bound = log_uniform(random, 0.5 * kMb, 64 * kMb);
    const double length = uniform(random, 3, 24);
    return Shape{[=](std::size_t, double done) { return bound * std::min(1.0, done / length); },
                 uniform(random, 0, 0.5)};
  });
  add("work-driven", [](Random& random) {
    std::vector<double> open(kScans);
    double now = uniform(random, 50, 400);
    for (double& each : open) {
      if (chance(random, 0.3)) now = std::max(10.0, now + uniform(random, -40, 60));
      each = std::floor(now);
    }
    const double each_takes = log_uniform(random, 2e3, 2e5);
    return Shape{[=](std::size_t scan, double) { return open[scan] * each_takes; }, uniform(random, 0, 0.5),
                 [=](std::size_t scan) { return open[scan]; }};
  });
  add_leak("slow leak", [](Random& random) { return leaking(random, log_uniform(random, 0.2 * kMb, 1 * kMb), 0, 1); });
  add_leak("fast leak", [](Random& random) { return leaking(random, log_uniform(random, 2 * kMb, 40 * kMb), 0, 1); });
  add_leak("leak from some time on", [](Random& random) {
    const auto from = static_cast<std::size_t>(uniform(random, 10, 70));
    return leaking(random, log_uniform(random, 2 * kMb, 40 * kMb), from, 1);
  });
  add_leak("leak under some work", [](Random& random) {
    return leaking(random, log_uniform(random, 2 * kMb, 20 * kMb), 0, uniform(random, 0.25, 0.7));
  });
  return kinds;
}

// --- events ---------------------------------------------------------------------------------------------------------

// Keeps what was used last, up to a number of bytes.
class Cache {
 public:
  Cache(double bound, double each) : bound_(bound), each_(each) {}
  void use(std::uint64_t key) {
    if (const auto found = known_.find(key); found != known_.end()) {
      return order_.splice(order_.begin(), order_, found->second);
    }
    order_.push_front(key);
    known_[key] = order_.begin();
    if (bytes() <= bound_) return;
    known_.erase(order_.back());
    order_.pop_back();
  }
  double bytes() const { return static_cast<double>(known_.size()) * each_; }

 private:
  double bound_;
  double each_;
  std::list<std::uint64_t> order_;
  std::unordered_map<std::uint64_t, std::list<std::uint64_t>::iterator> known_;
};

struct Plan {
  double cache_bound = 1 * kMb;  // of what is kept by name; names come by Zipf's law
  double cache_each = 4e3;
  double names = 2000;
  double flushed_at = 0;  // bytes of a log that is written out when it has so many; 0: there is none
  double life = 3;        // of what an event leaves, in scans, on average
  double left_each = 2e3;
  double burst_chance = 0;  // of an event that needs much at once
  double burst_bytes = 0;
  double open_chance = 0.02;  // of an event that opens or closes a file
  double open_drift = 0;      // how much rather it opens one
  double leak_each = 0;       // bytes that an event never gives back
  double leak_share = 1;      // of the events
  std::size_t leak_from = 0;
};

Series events(Random& random, const Plan& plan) {
  Series series;
  Cache cache(plan.cache_bound, plan.cache_each);
  std::uint64_t work = 0;
  double log = 0;
  double leaked = 0;
  double alive = 0;
  std::vector<double> files(8, 40e3);
  std::vector<double> dying(kScans + 200);  // bytes that go at the end of a scan
  const double usual = log_uniform(random, 30, 300);
  for (std::size_t scan = 0; scan < kScans; ++scan) {
    const auto count = static_cast<int>(chance(random, 0.07) ? 0 : usual * log_uniform(random, 0.4, 2.5));
    double burst = 0;
    for (int i = 0; i < count; ++i) {
      ++work;
      cache.use(static_cast<std::uint64_t>(std::pow(plan.names, uniform(random, 0, 1))));
      const double left = plan.left_each * log_uniform(random, 0.2, 5);
      const auto until = scan + static_cast<std::size_t>(std::exponential_distribution<double>(1 / plan.life)(random));
      alive += left;
      dying[std::min(until, dying.size() - 1)] += left;
      if (plan.flushed_at > 0) log = log > plan.flushed_at ? 0 : log + plan.flushed_at / usual / 5;
      if (chance(random, plan.burst_chance)) burst += plan.burst_bytes * uniform(random, 0.2, 1);
      if (chance(random, plan.open_chance)) {
        if (files.size() < 3 || chance(random, 0.5 + plan.open_drift)) {
          files.push_back(log_uniform(random, 5e3, 300e3));
        } else {
          const double which = uniform(random, 0, static_cast<double>(files.size()));
          files.erase(files.begin() + static_cast<std::ptrdiff_t>(which));
        }
      }
      if (scan >= plan.leak_from && chance(random, plan.leak_share)) leaked += plan.leak_each;
    }
    alive -= dying[scan];
    double texts = 0;
    for (const double each : files) texts += each;
    const double bytes = 20 * kMb + cache.bytes() + log + alive + burst + 3 * texts + leaked;
    series.push_back({static_cast<std::int64_t>(scan) * 300, work, static_cast<std::uint64_t>(texts / 1024),
                      static_cast<std::uint64_t>(bytes)});
  }
  return series;
}

std::vector<Kind> event_kinds() {
  std::vector<Kind> kinds;
  const auto add = [&](const std::string& name, bool leaks, std::function<void(Random&, Plan&)> change) {
    kinds.push_back({"events", name, leaks, [change](Random& random) {
                       Plan plan;
                       change(random, plan);
                       Series series = events(random, plan);
                       return std::pair(std::move(series), plan.leak_from);
                     }});
  };
  add("warm-up", false, [](Random& random, Plan& plan) {
    plan.names = log_uniform(random, 500, 5000);
    plan.cache_each = log_uniform(random, 2e3, 2e4);
    plan.cache_bound = 1e12;  // all names there are
  });
  add("sawtooth", false, [](Random& random, Plan& plan) { plan.flushed_at = log_uniform(random, 1 * kMb, 60 * kMb); });
  add("correlated noise", false, [](Random& random, Plan& plan) {
    plan.life = uniform(random, 2, 12);
    plan.left_each = log_uniform(random, 5e3, 2e5);
  });
  add("bursts", false, [](Random& random, Plan& plan) {
    plan.burst_chance = log_uniform(random, 1e-4, 3e-3);
    plan.burst_bytes = log_uniform(random, 2 * kMb, 200 * kMb);
  });
  add("grows, then bounded", false, [](Random& random, Plan& plan) {
    plan.names = log_uniform(random, 5e3, 1e5);
    plan.cache_each = log_uniform(random, 2e3, 4e4);
    plan.cache_bound = log_uniform(random, 2 * kMb, 48 * kMb);
  });
  add("work-driven", false, [](Random& random, Plan& plan) {
    plan.open_chance = log_uniform(random, 0.01, 0.1);
    plan.open_drift = uniform(random, 0, 0.06);
  });
  add("slow leak", true, [](Random& random, Plan& plan) { plan.leak_each = log_uniform(random, 3e3, 1e4); });
  add("fast leak", true, [](Random& random, Plan& plan) { plan.leak_each = log_uniform(random, 3e4, 4e5); });
  add("leak from some time on", true, [](Random& random, Plan& plan) {
    plan.leak_each = log_uniform(random, 3e4, 4e5);
    plan.leak_from = static_cast<std::size_t>(uniform(random, 10, 70));
  });
  add("leak under some work", true, [](Random& random, Plan& plan) {
    plan.leak_share = log_uniform(random, 0.02, 0.3);
    plan.leak_each = log_uniform(random, 3e4, 4e5) / plan.leak_share / 3;
  });
  return kinds;
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int at, std::uint64_t usual) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : usual;
  };
  const std::uint64_t seed = number(1, 1);
  const std::uint64_t without = number(2, 10'000);
  const std::uint64_t with = number(3, 2'000);
  fmt::print("seed {}, {} series without a leak, {} with one, of {} scans\n\n", seed, without, with, kScans);
  fmt::print("| family | kind | series | found | scans until found (median, 95 %) |\n|---|---|--:|--:|--:|\n");
  std::vector<Kind> kinds = formulas();
  for (Kind& each : event_kinds()) kinds.push_back(std::move(each));
  const auto of_kind = [&](bool leaks) {
    return static_cast<std::uint64_t>(
        std::count_if(kinds.begin(), kinds.end(), [&](const Kind& each) { return each.leaks == leaks; }));
  };
  std::uint64_t all[2] = {};
  std::uint64_t found_of_all[2] = {};
  std::uint64_t kind_seed = seed * 1000;
  for (const Kind& kind : kinds) {
    Random random(++kind_seed);
    const std::uint64_t count = (kind.leaks ? with : without) / of_kind(kind.leaks);
    std::vector<std::size_t> scans;
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto [series, from] = kind.make(random);
      for (std::size_t end = 1; end <= series.size(); ++end) {
        if (!cairn::leak::find_growth(std::span(series).first(end), cairn::leak::Thresholds())) continue;
        scans.push_back(end > from ? end - from : 0);
        break;
      }
    }
    std::sort(scans.begin(), scans.end());
    const auto at = [&](double part) {
      return scans[static_cast<std::size_t>(part * static_cast<double>(scans.size() - 1))];
    };
    fmt::print("| {} | {} | {} | {:.2f} % | {} |\n", kind.family, kind.name, count,
               100.0 * static_cast<double>(scans.size()) / static_cast<double>(count),
               scans.empty() ? "" : fmt::format("{}, {}", at(0.5), at(0.95)));
    std::fflush(stdout);
    all[kind.leaks ? 1 : 0] += count;
    found_of_all[kind.leaks ? 1 : 0] += scans.size();
  }
  for (const std::size_t leaks : {std::size_t{0}, std::size_t{1}}) {
    fmt::print("{}: {} of {} found, {:.2f} %\n", leaks == 0 ? "\nwithout a leak" : "with a leak", found_of_all[leaks],
               all[leaks], 100.0 * static_cast<double>(found_of_all[leaks]) / static_cast<double>(all[leaks]));
  }
  return 0;
}
