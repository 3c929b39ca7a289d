// ScratchArray: a large array in a temporary file, so that it takes page cache that the
// kernel may write out, and no anonymous memory.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <string>
#include <type_traits>
#include <utility>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"

namespace cairn::store {

// Zeros at first. The file has no name and is gone with the array, or with the process.
// Its blocks are allocated at once: a full disk is an error here, not a fault later.
// Move-only; as thread-safe as a plain array.
template <typename T>
class ScratchArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  ScratchArray() = default;

  // kIo, kNoSpace: the folder cannot hold it.
  static Result<ScratchArray> make(const std::string& directory, std::size_t count) {
    ScratchArray array;
    if (count == 0) return array;
    // Not O_TMPFILE: NFS and older overlay file systems do not have it.
    std::string path = directory + "/scratch-XXXXXX";
    const base::UniqueFd fd(mkostemp(path.data(), O_CLOEXEC));
    if (fd.get() < 0) return unexpected(base::errno_error("cannot make a temporary file in " + directory));
    unlink(path.c_str());
    const std::size_t bytes = count * sizeof(T);
    if (const int error = posix_fallocate(fd.get(), 0, static_cast<off_t>(bytes)); error != 0) {
      return unexpected(base::errno_error("cannot make a temporary file in " + directory, error));
    }
    void* mapping = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (mapping == MAP_FAILED) return unexpected(base::errno_error("cannot map a temporary file"));
    array.data_ = static_cast<T*>(mapping);
    array.size_ = count;
    return array;
  }

  ScratchArray(ScratchArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  ScratchArray& operator=(ScratchArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~ScratchArray() {
    if (data_) munmap(data_, size_ * sizeof(T));
  }

  // REQUIRES: index < size().
  T& operator[](std::size_t index) { return data_[index]; }
  const T& operator[](std::size_t index) const { return data_[index]; }
  std::size_t size() const { return size_; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace cairn::store
