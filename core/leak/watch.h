// SiteWatch: samples of every site of a process, and what was found among them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/leak/growth.h"
#include "core/leak/sample.h"

namespace cairn::leak {

// What a site's readings count. Each has thresholds of its own.
enum class Amount {
  kBytes,        // live bytes of a component
  kHandles,      // open descriptors
  kWorkerBytes,  // anonymous bytes of a process that is exchanged for a fresh one when it leaks
};

struct SiteReading {
  std::string site;
  std::uint64_t bytes = 0;  // or handles
  std::uint64_t level = 0;  // Sample::level of this site
  Amount amount = Amount::kBytes;
  // Of workers: what this process has done, in place of the scan's work, and which process it is: the series begins
  // anew with the next one.
  std::uint64_t work = 0;
  std::int64_t process = 0;
};

// Everything at one quiet moment.
struct Scan {
  std::int64_t time_s = 0;  // since the epoch
  // Work done since the start by kind ("request", "parse", …); their sum is Sample::work.
  std::vector<std::pair<std::string, std::uint64_t>> work;
  std::vector<SiteReading> sites;
};

struct Finding {
  std::uint64_t id = 0;  // of this process; never given twice
  std::string site;
  Amount amount = Amount::kBytes;
  Growth growth;             // as the last scan that showed it says
  std::int64_t found_s = 0;  // since the epoch
  std::size_t scans = 0;     // of the site, until it was found
  bool is_growing = true;    // the last scan showed it too
  bool is_dismissed = false;
  std::string work;  // the kind that it goes with most closely; empty: none does
};

// Thresholds for what is not a component's bytes: handles are counted one by one, so that their series have little
// noise; workers' memory has much, and a wrong finding there costs no more than one parse.
Thresholds thresholds_for(Amount amount, const Thresholds& of_bytes);

// Confined to one thread. Bounds: kMaxSites sites, further ones are not watched; kMaxSamples samples a site, then every
// second one is dropped; one finding a site. A worker's site that a scan does not name any more is forgotten, unless
// something was found there.
class SiteWatch {
 public:
  static constexpr std::size_t kMaxSites = 64;
  static constexpr std::size_t kMaxSamples = 240;
  static constexpr std::size_t kMaxWorkKinds = 8;
  // What somebody dismissed has to grow by this many times as much as it had, to be found again.
  static constexpr std::uint64_t kDismissedFactor = 4;

  explicit SiteWatch(Thresholds thresholds) : thresholds_(thresholds) {}

  void set_thresholds(const Thresholds& thresholds) { thresholds_ = thresholds; }
  // Whether a dismissal makes the search less sensitive, for its site.
  void set_adaptive(bool adaptive) { is_adaptive_ = adaptive; }

  // Takes the scan, and returns what it shows for the first time.
  std::vector<Finding> add(const Scan& scan);

  // Sites of the own process that grow in a way that may become a finding: whether to spend more on finding out where.
  bool is_suspicious() const { return is_suspicious_; }

  // The finding was none. False: there is no such finding.
  bool dismiss(std::uint64_t id);

  // By site.
  std::vector<Finding> findings() const;
  const std::vector<Sample>* samples(std::string_view site) const;
  std::size_t scans() const { return scans_; }
  std::size_t memory_bytes() const;

 private:
  struct Site {
    std::vector<Sample> samples;
    std::vector<std::vector<std::uint64_t>> work;  // by kind, one for each sample
    std::size_t scans = 0;
    std::uint64_t min_growth_bytes = 0;  // beyond the threshold's, since something was dismissed
    std::vector<Finding> finding;        // one or none
    Amount amount = Amount::kBytes;
    std::int64_t process = 0;
  };

  void take(Site& site, const Scan& scan, const SiteReading& reading, std::uint64_t work);
  std::string closest_work(const Site& site) const;
  void forget_missing(const Scan& scan);

  Thresholds thresholds_;
  bool is_adaptive_ = true;
  bool is_suspicious_ = false;
  std::uint64_t next_id_ = 1;
  std::size_t scans_ = 0;
  std::vector<std::string> kinds_;
  std::map<std::string, Site, std::less<>> sites_;
};

}  // namespace cairn::leak
