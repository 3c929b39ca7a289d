#include "server/session/leak_watch.h"

#include <algorithm>
#include <utility>

#include "platform/base/handle_trace.h"

namespace cairn::server {
namespace {

using Clock = std::chrono::steady_clock;

// Between two looks whether it is quiet.
constexpr std::chrono::milliseconds kLookInterval{1'000};

const leak::SiteReading* find_site(const leak::Scan& scan, const std::string& site) {
  const auto found =
      std::find_if(scan.sites.begin(), scan.sites.end(), [&](const auto& each) { return each.site == site; });
  return found == scan.sites.end() ? nullptr : &*found;
}

std::vector<std::string> first_stacks(const memory::HeapProfile& profile) {
  const std::string folded = memory::folded_stacks(profile);
  std::vector<std::string> stacks;
  for (std::size_t at = 0; at < folded.size() && stacks.size() < LeakWatch::kMaxStacks;) {
    const std::size_t end = folded.find('\n', at);
    stacks.push_back(folded.substr(at, end - at));
    at = end + 1;
  }
  return stacks;
}

std::vector<std::string> handle_stacks() {
  memory::HeapProfile opened;
  for (const base::TracedHandle& each : base::traced_handles()) opened.stacks[each.stack] += 1;
  return first_stacks(opened);
}

}  // namespace

LeakWatch::LeakWatch(io::EventLoop& loop, Hooks hooks) : hooks_(std::move(hooks)), timer_(loop) {}

void LeakWatch::start(const Config& config) {
  const bool is_waiting = timer_.armed() && config.interval == config_.interval;
  config_ = config;
  watch_.set_thresholds(config.thresholds);
  watch_.set_adaptive(config.is_adaptive);
  if (is_waiting) return;
  quiet_since_.reset();
  timer_.cancel();
  if (config_.interval.count() == 0) return;
  due_ = Clock::now() + config_.interval;
  timer_.start(config_.interval, [this] { look(); });
}

// Wakes rarely while nothing is due, so that an idle server stays idle.
void LeakWatch::look() {
  const auto now = Clock::now();
  if (hooks_.is_busy()) {
    quiet_since_.reset();
  } else if (!quiet_since_) {
    quiet_since_ = now;
  }
  if (quiet_since_ && now - *quiet_since_ >= config_.quiet) {
    take();
  } else if (now - due_ >= config_.interval) {
    ++skipped_;
  } else {
    return timer_.start(std::min(kLookInterval, std::max(config_.quiet, std::chrono::milliseconds(10))),
                        [this] { look(); });
  }
  quiet_since_.reset();
  due_ = now + config_.interval;
  timer_.start(config_.interval, [this] { look(); });
}

bool LeakWatch::scan_now() {
  if (hooks_.is_busy()) return false;
  take();
  return true;
}

void LeakWatch::take() {
  auto scan = hooks_.read();
  if (!scan) return;
  last_scan_ = std::move(scan);
  const std::vector<leak::Finding> found = watch_.add(*last_scan_);
  find_stacks();
  follow_suspicion();
  recycle_leaking();
  if (found.empty()) return;
  clean_up_after(found);
  for (const leak::Finding& each : found) hooks_.on_found(each);
}

void LeakWatch::recycle_leaking() {
  for (const leak::Finding& each : watch_.findings()) {
    if (each.amount != leak::Amount::kWorkerBytes || !each.is_growing || each.is_dismissed) continue;
    if (const leak::SiteReading* reading = find_site(*last_scan_, each.site)) hooks_.recycle(*reading);
  }
}

// Sampling costs something with every allocation, so it is done only while there is something to find out.
void LeakWatch::follow_suspicion() {
  if (watch_.is_suspicious() != traces_handles_) {
    traces_handles_ = watch_.is_suspicious();
    base::trace_handles(traces_handles_);
  }
  if (watch_.is_suspicious() == heap_before_.has_value()) return;
  if (!watch_.is_suspicious()) {
    hooks_.sample_heap(false);
    return heap_before_.reset();
  }
  hooks_.sample_heap(true);
  auto profile = hooks_.read_heap();
  if (!profile) return hooks_.sample_heap(false);  // nobody would switch it off
  profile->text.clear();
  heap_before_ = *std::move(profile);
}

// Of all that grows now, found at this scan or before: the longer it was sampled, the clearer.
void LeakWatch::find_stacks() {
  std::optional<std::vector<std::string>> of_bytes;
  std::optional<std::vector<std::string>> of_handles;
  const std::vector<leak::Finding> findings = watch_.findings();
  std::erase_if(evidence_, [&](const auto& known) {
    return std::none_of(findings.begin(), findings.end(), [&](const auto& each) { return each.id == known.first; });
  });
  for (const leak::Finding& each : findings) {
    if (!each.is_growing || each.amount == leak::Amount::kWorkerBytes) continue;
    auto& stacks = each.amount == leak::Amount::kHandles ? of_handles : of_bytes;
    if (!stacks) stacks = each.amount == leak::Amount::kHandles ? handle_stacks() : heap_stacks();
    if (!stacks->empty()) evidence_[each.id].stacks = *stacks;
  }
}

std::vector<std::string> LeakWatch::heap_stacks() const {
  if (!heap_before_) return {};
  const auto now = hooks_.read_heap();
  return now ? first_stacks(memory::heap_growth(*heap_before_, *now)) : std::vector<std::string>();
}

LeakWatch::Evidence LeakWatch::evidence(std::uint64_t finding) const {
  const auto known = evidence_.find(finding);
  return known == evidence_.end() ? Evidence() : known->second;
}

// Whether what is kept for later is all that grew.
void LeakWatch::clean_up_after(const std::vector<leak::Finding>& found) {
  if (std::all_of(found.begin(), found.end(),
                  [](const leak::Finding& each) { return each.amount == leak::Amount::kWorkerBytes; })) {
    return;  // nothing of the server's
  }
  hooks_.clean_up();
  const auto after = hooks_.read();
  if (!after) return;
  for (const leak::Finding& each : found) {
    const leak::SiteReading* before = find_site(*last_scan_, each.site);
    const leak::SiteReading* now = find_site(*after, each.site);
    if (before && now) {
      evidence_[each.id].freed = static_cast<std::int64_t>(before->bytes) - static_cast<std::int64_t>(now->bytes);
    }
  }
}

}  // namespace cairn::server
