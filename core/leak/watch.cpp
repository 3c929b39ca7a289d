#include "core/leak/watch.h"

#include <algorithm>
#include <optional>

namespace cairn::leak {
namespace {

// Suspicion comes earlier than a finding: the stacks that are sampled from then on have to show it.
Thresholds suspicion_of(Thresholds thresholds) {
  thresholds.min_samples = std::max<std::size_t>(8, thresholds.min_samples / 2);
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
    take(site, scan, reading, work);
    Thresholds thresholds = thresholds_;
    thresholds.min_growth_bytes = std::max(thresholds.min_growth_bytes, site.min_growth_bytes);
    const std::optional<Growth> growth = find_growth(site.samples, thresholds);
    is_suspicious_ = is_suspicious_ || growth || find_growth(site.samples, suspicion_of(thresholds));
    if (!growth) {
      if (!site.finding.empty()) site.finding.front().is_growing = false;
      continue;
    }
    if (!site.finding.empty() && !site.finding.front().is_dismissed) {
      site.finding.front().growth = *growth;
      site.finding.front().is_growing = true;
      continue;
    }
    site.finding = {
        Finding{next_id_++, reading.site, *growth, scan.time_s, site.scans, true, false, closest_work(site)}};
    found.push_back(site.finding.front());
  }
  return found;
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
