// The table has a slot for each guarded mapping. Owners claim, fill and clear slots; the handler, on whatever thread
// faults, only reads. It must never act on the mixture of two mappings, because it would put zeros over memory that is
// none of its business; so each slot has a version, odd while its owner writes, and a slot that changed while it was
// read is passed over. That loses nothing: the slot of the mapping that faulted does not change, since nobody may read
// a mapping before it is guarded or after. The owner unguards before it unmaps, so no slot ever names foreign memory.
//
// Reading 4096 slots takes some microseconds and happens once for each fault, which is to say almost never.
#include "platform/fs/fault_guard.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include <fmt/format.h>

namespace cairn::fs {
namespace {

struct Slot {
  std::atomic<bool> is_claimed{false};
  std::atomic<bool> has_faulted{false};
  std::atomic<std::uint32_t> version{0};
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::uintptr_t> end{0};  // of the last page
};

constinit std::array<Slot, kMaxGuardedMappings> slots;
constinit std::atomic<std::uintptr_t> page_bytes{0};
struct sigaction previous_action;  // written before our handler is installed

void write_range(Slot& slot, std::uintptr_t begin, std::uintptr_t end) {
  slot.version.fetch_add(1, std::memory_order_acq_rel);
  slot.begin.store(begin, std::memory_order_release);
  slot.end.store(end, std::memory_order_release);
  slot.version.fetch_add(1, std::memory_order_acq_rel);
}

// From here to `handle_fault`: runs in the signal handler.

// Zero pages from the one at `address` to the end of its mapping. False if it is in no guarded mapping. Several
// threads may do this to one mapping at once; zeros are put over zeros then.
bool cover_with_zeros(std::uintptr_t address) {
  for (Slot& slot : slots) {
    const std::uint32_t version = slot.version.load(std::memory_order_acquire);
    const std::uintptr_t begin = slot.begin.load(std::memory_order_acquire);
    const std::uintptr_t end = slot.end.load(std::memory_order_acquire);
    if (version % 2 != 0 || slot.version.load(std::memory_order_relaxed) != version) continue;
    if (address < begin || address >= end) continue;

    slot.has_faulted.store(true, std::memory_order_release);
    const std::uintptr_t page = address - address % page_bytes.load(std::memory_order_relaxed);
    // Not mmap(): sanitizers replace it with what is not safe in a handler.
    const long mapped = syscall(SYS_mmap, page, end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    return mapped != -1;
  }
  return false;
}

// What would have happened without us.
void pass_on(int signal, siginfo_t* info, void* context) {
  if ((previous_action.sa_flags & SA_SIGINFO) != 0) return previous_action.sa_sigaction(signal, info, context);
  const bool is_sent = info->si_code <= 0;  // by kill(2) and the like; the others are faults
  if (previous_action.sa_handler == SIG_IGN && is_sent) return;
  if (previous_action.sa_handler != SIG_DFL && previous_action.sa_handler != SIG_IGN) {
    return previous_action.sa_handler(signal);
  }
  struct sigaction standard{};
  standard.sa_handler = SIG_DFL;
  sigaction(signal, &standard, nullptr);
  // A fault happens again on return, and ends the process with the true address in its core. A signal that was sent
  // does not: send it again; it is blocked until the return.
  if (is_sent) raise(signal);
}

void handle_fault(int signal, siginfo_t* info, void* context) {
  const int saved_errno = errno;
  const bool is_fault = info->si_code > 0;
  if (!is_fault || !cover_with_zeros(reinterpret_cast<std::uintptr_t>(info->si_addr))) pass_on(signal, info, context);
  errno = saved_errno;
}

// Asks for the previous action first: the handler may run before the second call returns.
int install_handler() {
  page_bytes.store(static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE)), std::memory_order_relaxed);
  struct sigaction action{};
  action.sa_sigaction = handle_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigemptyset(&action.sa_mask);
  if (sigaction(SIGBUS, nullptr, &previous_action) != 0 || sigaction(SIGBUS, &action, nullptr) != 0) return errno;
  return 0;
}

}  // namespace

FaultGuard& FaultGuard::operator=(FaultGuard&& other) noexcept {
  if (this != &other) {
    release();
    slot_ = std::exchange(other.slot_, kNoSlot);
  }
  return *this;
}

Result<FaultGuard> FaultGuard::watch(std::span<const std::byte> mapping) {
  static const int install_error = install_handler();
  if (install_error != 0) return unexpected(base::errno_error("cannot handle SIGBUS", install_error));

  const std::uintptr_t page = page_bytes.load(std::memory_order_relaxed);
  const auto begin = reinterpret_cast<std::uintptr_t>(mapping.data());
  const std::uintptr_t end = (begin + mapping.size() + page - 1) / page * page;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    Slot& slot = slots[i];
    if (slot.is_claimed.load(std::memory_order_relaxed) || slot.is_claimed.exchange(true)) continue;
    slot.has_faulted.store(false, std::memory_order_relaxed);
    write_range(slot, begin, end);
    return FaultGuard(i);
  }
  return unexpected(ErrorCode::kUnavailable,
                    fmt::format("{} files are mapped already, which is the limit", kMaxGuardedMappings));
}

bool FaultGuard::faulted() const {
  return slot_ != kNoSlot && slots[slot_].has_faulted.load(std::memory_order_acquire);
}

void FaultGuard::release() {
  if (slot_ == kNoSlot) return;
  Slot& slot = slots[std::exchange(slot_, kNoSlot)];
  write_range(slot, 0, 0);
  slot.is_claimed.store(false, std::memory_order_release);
}

}  // namespace cairn::fs
