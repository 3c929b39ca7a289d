#include "core/leak/watch.h"

#include <algorithm>
#include <optional>

namespace cairn::leak {
namespace {

// Suspicion comes earlier than a finding: the stacks that are sampled from then on have to show it. Five values that
// only rise do so by chance once in 120 times, which costs no more than sampling for a while.
Thresholds suspicion_of(Thresholds thresholds) {
  thresholds.min_samples = 5;
  thresholds.max_samples = 5;
  thresholds.whole_probability = 0.01;
  thresholds.half_probability = 0.3;
  thresholds.max_relative_error = 0.5;
  thresholds.min_slope_kept = 0;
  thresholds.min_growth_bytes /= 4;
  return thresholds;
}

// How closely the steps of two series go together: pairs of steps that go the same way, less those that do not.
double concordance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  double pairs = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = i + 1; j < a.size(); ++j) {
      const double product = (a[i] - a[j]) * (b[i] - b[j]);
      sum += product > 0 ? 1 : product < 0 ? -1 : 0;
      pairs += 1;
    }
  }
  return pairs > 0 ? sum / pairs : 0;
}

}  // namespace

Thresholds thresholds_for(Amount amount, const Thresholds& of_bytes) {
  Thresholds thresholds = of_bytes;
  switch (amount) {
    case Amount::kBytes:
      break;
    case Amount::kHandles:
      thresholds.min_growth_bytes = 32;
      thresholds.urgent_bytes = 128;
      thresholds.min_bytes_per_work = 1e-4;
      thresholds.slowing_allowed = 0.2;
      break;
    case Amount::kWorkerBytes:
      thresholds.min_growth_bytes = std::max(of_bytes.min_growth_bytes, std::uint64_t{32} << 20);
      thresholds.urgent_bytes = std::uint64_t{128} << 20;
      break;
  }
  return thresholds;
}

std::vector<Finding> SiteWatch::add(const Scan& scan) {
  ++scans_;
  std::uint64_t work = 0;
  for (const auto& [kind, count] : scan.work) {
    work += count;
    if (kinds_.size() < kMaxWorkKinds && std::find(kinds_.begin(), kinds_.end(), kind) == kinds_.end()) {
      kinds_.push_back(kind);
    }
  }
  std::vector<Finding> found;
  is_suspicious_ = false;
  for (const SiteReading& reading : scan.sites) {
    auto known = sites_.find(reading.site);
    if (known == sites_.end()) {
      if (sites_.size() >= kMaxSites) continue;
      known = sites_.emplace(reading.site, Site()).first;
    }
    Site& site = known->second;
    site.amount = reading.amount;
    if (site.process != reading.process) {
      site.process = reading.process;
      site.samples.clear();
      site.work.clear();
    }
    const bool is_worker = reading.amount == Amount::kWorkerBytes;
    take(site, scan, reading, is_worker ? reading.work : work);
    Thresholds thresholds = thresholds_for(reading.amount, thresholds_);
    thresholds.min_growth_bytes = std::max(thresholds.min_growth_bytes, site.min_growth_bytes);
    const std::optional<Growth> growth = find_growth(site.samples, thresholds);
    is_suspicious_ = is_suspicious_ || (!is_worker && (growth || find_growth(site.samples, suspicion_of(thresholds))));
    if (!growth) {
      if (!site.finding.empty()) site.finding.front().is_growing = false;
      continue;
    }
    if (!site.finding.empty() && !site.finding.front().is_dismissed) {
      site.finding.front().growth = *growth;
      site.finding.front().is_growing = true;
      continue;
    }
    site.finding = {Finding{next_id_++, reading.site, reading.amount, *growth, scan.time_s, site.scans, true, false,
                            closest_work(site)}};
    found.push_back(site.finding.front());
  }
  forget_missing(scan);
  return found;
}

void SiteWatch::forget_missing(const Scan& scan) {
  for (auto site = sites_.begin(); site != sites_.end();) {
    const bool is_read = std::any_of(scan.sites.begin(), scan.sites.end(),
                                     [&](const SiteReading& each) { return each.site == site->first; });
    if (site->second.amount != Amount::kWorkerBytes || is_read) {
      ++site;
    } else if (site->second.finding.empty()) {
      site = sites_.erase(site);
    } else {
      site->second.samples.clear();
      site->second.work.clear();
      site->second.finding.front().is_growing = false;
      ++site;
    }
  }
}

void SiteWatch::take(Site& site, const Scan& scan, const SiteReading& reading, std::uint64_t work) {
  ++site.scans;
  site.samples.push_back({scan.time_s, work, reading.level, reading.bytes});
  std::vector<std::uint64_t> by_kind(kinds_.size());
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    for (const auto& [kind, count] : scan.work) {
      if (kind == kinds_[i]) by_kind[i] = count;
    }
  }
  site.work.push_back(std::move(by_kind));
  if (site.samples.size() < kMaxSamples) return;
  for (std::size_t i = 0; i < kMaxSamples / 2; ++i) {
    site.samples[i] = site.samples[2 * i];
    site.work[i] = std::move(site.work[2 * i]);
  }
  site.samples.resize(kMaxSamples / 2);
  site.work.resize(kMaxSamples / 2);
}

std::string SiteWatch::closest_work(const Site& site) const {
  std::vector<double> grown;
  for (std::size_t i = 1; i < site.samples.size(); ++i) {
    grown.push_back(static_cast<double>(site.samples[i].bytes) - static_cast<double>(site.samples[i - 1].bytes));
  }
  std::string closest;
  double best = 0.3;  // less is chance
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    std::vector<double> done;
    for (std::size_t i = 1; i < site.work.size(); ++i) {
      const auto count = [&](std::size_t at) {
        return kind < site.work[at].size() ? static_cast<double>(site.work[at][kind]) : 0;
      };
      done.push_back(count(i) - count(i - 1));
    }
    const double close = concordance(grown, done);
    if (close <= best) continue;
    best = close;
    closest = kinds_[kind];
  }
  return closest;
}

bool SiteWatch::dismiss(std::uint64_t id) {
  for (auto& [name, site] : sites_) {
    if (site.finding.empty() || site.finding.front().id != id) continue;
    site.finding.front().is_dismissed = true;
    if (is_adaptive_) site.min_growth_bytes = kDismissedFactor * site.finding.front().growth.growth_bytes;
    // What it grew by so far is settled: only what comes from now on counts.
    if (site.samples.empty()) return true;
    const Sample last = site.samples.back();
    site.samples = {last};
    site.work = {site.work.back()};
    return true;
  }
  return false;
}

std::vector<Finding> SiteWatch::findings() const {
  std::vector<Finding> all;
  for (const auto& [name, site] : sites_) all.insert(all.end(), site.finding.begin(), site.finding.end());
  return all;
}

const std::vector<Sample>* SiteWatch::samples(std::string_view site) const {
  const auto found = sites_.find(site);
  return found == sites_.end() ? nullptr : &found->second.samples;
}

std::size_t SiteWatch::memory_bytes() const {
  std::size_t bytes = 0;
  for (const auto& [name, site] : sites_) {
    bytes += sizeof(Site) + name.capacity() + site.samples.capacity() * sizeof(Sample) +
             site.work.capacity() * (sizeof(std::vector<std::uint64_t>) + kinds_.size() * sizeof(std::uint64_t));
  }
  return bytes;
}

}  // namespace cairn::leak
