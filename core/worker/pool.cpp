#include "core/worker/pool.h"

#include <algorithm>
#include <utility>

namespace cairn::worker {
namespace {

// A file asked so lately is not given up for the index.
constexpr std::chrono::milliseconds kHot{8'000};
// Of a file of which nothing is known, nor of others: a small C++ file with some standard headers.
constexpr std::uint64_t kUnknownFileBytes = std::uint64_t{120} << 20;

cache::Key key_of(const WorkerPool::Tenant& tenant) {
  return tenant.file != 0 ? tenant.file : reinterpret_cast<cache::Key>(&tenant);
}

WorkerConfig with_address_space(WorkerConfig config, const PoolLimits& limits) {
  config.address_space_bytes = address_space_for(limits.worker_memory_bytes);
  return config;
}

}  // namespace

WorkerPool::WorkerPool(io::EventLoop& loop, govern::Governor& governor, WorkerConfig config, PoolLimits limits,
                       trace::Metrics& metrics)
    : loop_(loop),
      governor_(governor),
      config_(with_address_space(std::move(config), limits)),
      limits_(limits),
      metrics_(metrics),
      reaper_(loop),
      values_(limits.max_workers),
      answers_(kAnswerBytes, cache::make_policy(cache::PolicyKind::kLru, kAnswerBytes)) {
  governor_.add(*this);
}

WorkerPool::~WorkerPool() { governor_.remove(*this); }

void WorkerPool::set_limits(const PoolLimits& limits) {
  limits_ = limits;
  values_.set_capacity(std::max<std::size_t>(1, limits.max_workers));
  config_ = with_address_space(std::move(config_), limits);
  while (holders_.size() > std::max<std::size_t>(1, limits_.max_workers) && revoke_one_idle(true)) {
  }
  grant_waiting();
}

void WorkerPool::request(Tenant& tenant) {
  if (tenant.state != Tenant::State::kNone) return;
  tenant.state = Tenant::State::kWaiting;
  waiting_.push_back(&tenant);
  grant_waiting();
}

void WorkerPool::cancel_request(Tenant& tenant) {
  if (tenant.state != Tenant::State::kWaiting) return;
  tenant.state = Tenant::State::kNone;
  waiting_.remove(&tenant);
}

void WorkerPool::release(Tenant& tenant) {
  too_large_.remove(&tenant);
  if (tenant.state == Tenant::State::kNone) return;
  tenant.state = Tenant::State::kNone;
  values_.remove(key_of(tenant));
  holders_.remove(&tenant);
  waiting_.remove(&tenant);
  grant_waiting();
}

void WorkerPool::wait_for_more_room(Tenant& tenant) {
  limit_when_too_large_ = governor_.status().limit;
  too_large_.remove(&tenant);
  too_large_.push_back(&tenant);
}

void WorkerPool::on_room(bool is_lasting) {
  if (is_lasting && governor_.status().limit > limit_when_too_large_) {
    for (Tenant* tenant : std::exchange(too_large_, {})) tenant->on_more_room();
  }
  grant_waiting();
}

std::uint64_t WorkerPool::expected_bytes(const Tenant& tenant) const {
  return tenant.expected_bytes != 0 ? tenant.expected_bytes : std::max(largest_peak_bytes_, kUnknownFileBytes);
}

void WorkerPool::note_peak(Tenant& tenant, std::uint64_t bytes) {
  tenant.expected_bytes = bytes;
  largest_peak_bytes_ = std::max(bytes, largest_peak_bytes_ - largest_peak_bytes_ / 8);  // older ones fade
}

void WorkerPool::set_busy(Tenant& tenant, bool busy) {
  if (tenant.state != Tenant::State::kIdle && tenant.state != Tenant::State::kBusy) return;
  const auto state = busy ? Tenant::State::kBusy : Tenant::State::kIdle;
  if (std::exchange(tenant.state, state) == state) return;
  if (!busy) {
    values_.use(key_of(tenant), governor_.now());
    tenant.used = governor_.now();
    holders_.remove(&tenant);
    holders_.push_back(&tenant);
    // From the loop: the caller is in the middle of its own state change, and
    // granting may revoke the very worker that just became idle.
    if (!waiting_.empty()) loop_.post([this] { grant_waiting(); });
  }
}

Result<std::unique_ptr<WorkerProcess>> WorkerPool::start_process(WorkerProcess::Callbacks callbacks) {
  metrics_.count("worker.started");
  return WorkerProcess::start(loop_, config_, next_serial_++, std::move(callbacks), &reaper_);
}

void WorkerPool::grant_waiting() {
  while (!waiting_.empty()) {
    if (holders_.size() >= std::max<std::size_t>(1, limits_.max_workers) && !revoke_one_idle(true)) return;
    if (waiting_.empty()) return;  // revoking called out
    if (!governor_.make_room(expected_bytes(*waiting_.front()), nullptr)) return;
    if (waiting_.empty()) return;
    Tenant& next = *waiting_.front();
    waiting_.pop_front();
    next.state = Tenant::State::kBusy;
    holders_.push_back(&next);
    values_.put(key_of(next), 1, governor_.now());
    next.on_granted();
  }
}

void WorkerPool::on_step(govern::Step /*before*/, govern::Step now) {
  answers_.set_capacity(now >= govern::Step::kShrinkCaches ? kAnswerBytes / 4 : kAnswerBytes);
}

bool WorkerPool::drop_one(bool also_hot) { return revoke_one_idle(also_hot); }

bool WorkerPool::revoke_one_idle(bool also_hot) {
  const auto now = governor_.now();
  const auto holder_of = [&](cache::Key key) {
    return std::find_if(holders_.begin(), holders_.end(), [&](const Tenant* tenant) { return key_of(*tenant) == key; });
  };
  const auto victim = values_.victim([&](cache::Key key) {
    const auto holder = holder_of(key);
    return holder != holders_.end() && (*holder)->state == Tenant::State::kIdle &&
           (also_hot || now - (*holder)->used >= kHot);
  });
  if (!victim) return false;
  const auto idle = holder_of(*victim);
  Tenant& tenant = **idle;
  values_.remove(*victim);
  holders_.erase(idle);
  tenant.state = Tenant::State::kNone;
  metrics_.count("worker.revoked");
  tenant.on_revoked();
  return true;
}

}  // namespace cairn::worker
