// Alerts: says when a figure of the server passes a threshold of the settings.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "protocol/ext/metrics.h"
#include "protocol/ext/settings.h"

namespace cairn::server {

// Confined to one thread. Bounded by the names of trace::Metrics.
class Alerts {
 public:
  // Below this many, a quantile says little.
  static constexpr std::uint64_t kMinSpans = 20;

  void set(const ext::Settings::Alerts& thresholds) { thresholds_ = thresholds; }
  bool is_on() const;

  // What is above its threshold now and was not at the last call.
  std::vector<ext::Alert> check(const ext::Metrics& metrics);

 private:
  ext::Settings::Alerts thresholds_;
  std::map<std::string, bool> is_above_;  // by setting and what
};

}  // namespace cairn::server
