#include "platform/fs/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <utility>

#include "platform/base/unique_fd.h"

namespace cairn::fs {
namespace {

std::size_t page_bytes() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

// Tells the kernel about the pages that have a byte of the range.
void advise_pages(std::span<const std::byte> mapping, std::size_t offset, std::size_t length, int advice) {
  if (offset >= mapping.size() || length == 0) return;
  const std::size_t end = offset + std::min(length, mapping.size() - offset);
  const std::size_t begin = offset - offset % page_bytes();
  // The address is not written to; madvise(2) has no const.
  ::madvise(const_cast<std::byte*>(mapping.data()) + begin, end - begin, advice);
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::string& path) {
  if (path.find('\0') != std::string::npos) {
    return unexpected(ErrorCode::kInvalidArgument, "a path with a NUL byte in it");
  }
  // O_NONBLOCK: opening a FIFO must not wait for its writer.
  const base::UniqueFd fd{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
  if (!fd && errno == ELOOP) return unexpected(ErrorCode::kInvalidArgument, path + " is a symbolic link");
  if (!fd) return unexpected(base::errno_error("cannot open " + path));
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return unexpected(base::errno_error("cannot stat " + path));
  if (!S_ISREG(status.st_mode)) return unexpected(ErrorCode::kInvalidArgument, path + " is not a regular file");
  if (status.st_size <= 0) return unexpected(ErrorCode::kInvalidArgument, path + " is empty");
  // Room to round up to a page.
  constexpr std::uint64_t kMaxBytes = std::numeric_limits<std::size_t>::max() / 2;
  if (static_cast<std::uint64_t>(status.st_size) > kMaxBytes) {
    return unexpected(ErrorCode::kTooLarge, path + " is too large to be mapped");
  }

  const auto size_bytes = static_cast<std::size_t>(status.st_size);
  void* const address = ::mmap(nullptr, size_bytes, PROT_READ, MAP_SHARED, fd.get(), 0);
  if (address == MAP_FAILED) return unexpected(base::errno_error("cannot map " + path));
  MappedFile file({static_cast<const std::byte*>(address), size_bytes}, FaultGuard());
  auto guard = FaultGuard::watch(file.bytes_);
  if (!guard) return unexpected(std::move(guard).error().within("cannot map " + path));
  file.guard_ = *std::move(guard);
  return file;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : bytes_(std::exchange(other.bytes_, {})), guard_(std::move(other.guard_)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  if (this != &other) {
    end();
    bytes_ = std::exchange(other.bytes_, {});
    guard_ = std::move(other.guard_);
  }
  return *this;
}

MappedFile::~MappedFile() { end(); }

void MappedFile::end() {
  guard_.release();  // first, as FaultGuard wants it
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  bytes_ = {};
}

void MappedFile::advise(std::size_t offset, std::size_t length, Access access) const {
  switch (access) {
    case Access::kRandom:
      return advise_pages(bytes_, offset, length, MADV_RANDOM);
    case Access::kSequential:
      return advise_pages(bytes_, offset, length, MADV_SEQUENTIAL);
    case Access::kWillNeed:
      return advise_pages(bytes_, offset, length, MADV_WILLNEED);
  }
}

void MappedFile::release(std::size_t offset, std::size_t length) const {
  advise_pages(bytes_, offset, length, MADV_DONTNEED);
}

// One 64-bit word for each page, its bit 63 set if the page is in our page tables (proc_pid_pagemap(5)).
Result<std::uint64_t> MappedFile::resident_bytes() const {
  const base::UniqueFd pagemap{::open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)};
  if (!pagemap) return unexpected(base::errno_error("cannot open /proc/self/pagemap"));
  const std::size_t page = page_bytes();
  std::size_t next = reinterpret_cast<std::uintptr_t>(bytes_.data()) / page;
  std::size_t left = (bytes_.size() + page - 1) / page;
  std::uint64_t resident_pages = 0;
  std::array<std::uint64_t, 8192> words{};
  while (left > 0) {
    const std::size_t wanted = std::min(left, words.size()) * sizeof(std::uint64_t);
    const ssize_t got = ::pread(pagemap.get(), words.data(), wanted, static_cast<off_t>(next * sizeof(std::uint64_t)));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unexpected(base::errno_error("cannot read /proc/self/pagemap"));
    const std::size_t pages = static_cast<std::size_t>(got) / sizeof(std::uint64_t);
    if (pages == 0) return unexpected(ErrorCode::kIo, "/proc/self/pagemap ends too early");
    for (std::size_t i = 0; i < pages; ++i) resident_pages += words[i] >> 63U;
    next += pages;
    left -= pages;
  }
  return resident_pages * page;
}

}  // namespace cairn::fs
