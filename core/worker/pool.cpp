#include "core/worker/pool.h"

#include <algorithm>
#include <utility>

namespace cairn::worker {
namespace {

WorkerConfig with_address_space(WorkerConfig config, const PoolLimits& limits) {
  config.address_space_bytes = address_space_for(limits.worker_memory_bytes);
  return config;
}

}  // namespace

WorkerPool::WorkerPool(io::EventLoop& loop, WorkerConfig config, PoolLimits limits, trace::Metrics& metrics)
    : loop_(loop),
      config_(with_address_space(std::move(config), limits)),
      limits_(limits),
      metrics_(metrics),
      reaper_(loop) {}

void WorkerPool::set_limits(const PoolLimits& limits) {
  limits_ = limits;
  config_ = with_address_space(std::move(config_), limits);
  while (holders_.size() > std::max<std::size_t>(1, limits_.max_workers) && revoke_one_idle()) {
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
  if (tenant.state == Tenant::State::kNone) return;
  tenant.state = Tenant::State::kNone;
  holders_.remove(&tenant);
  waiting_.remove(&tenant);
  grant_waiting();
}

void WorkerPool::set_busy(Tenant& tenant, bool busy) {
  if (tenant.state != Tenant::State::kIdle && tenant.state != Tenant::State::kBusy) return;
  const auto state = busy ? Tenant::State::kBusy : Tenant::State::kIdle;
  if (std::exchange(tenant.state, state) == state) return;
  if (!busy) {
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
    if (holders_.size() >= std::max<std::size_t>(1, limits_.max_workers) && !revoke_one_idle()) return;
    if (waiting_.empty()) return;  // revoking called out
    Tenant& next = *waiting_.front();
    waiting_.pop_front();
    next.state = Tenant::State::kBusy;
    holders_.push_back(&next);
    next.on_granted();
  }
}

bool WorkerPool::revoke_one_idle() {
  auto idle = std::find_if(holders_.begin(), holders_.end(),
                           [](const Tenant* tenant) { return tenant->state == Tenant::State::kIdle; });
  if (idle == holders_.end()) return false;
  Tenant& tenant = **idle;
  holders_.erase(idle);
  tenant.state = Tenant::State::kNone;
  metrics_.count("worker.revoked");
  tenant.on_revoked();
  return true;
}

}  // namespace cairn::worker
