// A small file system of its own for one test: one that fills up, or cannot be written.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace cairn::test {

// Forks a child that sees an empty tmpfs of `bytes` on a folder, runs `body` there with the
// folder's path, and gives back what it returned; an exception's message, or how the child
// died, comes back in its place. Works for root with CAP_SYS_ADMIN and for users who may
// make user namespaces; else it returns why not, so that the test fails and is not
// skipped. REQUIRES: the process has one thread.
std::string in_private_mount(std::uint64_t bytes, const std::function<std::string(const std::string& directory)>& body);

// In such a child: nothing can be written below `directory` any more, or again. Throws
// std::runtime_error if files are open for writing.
void make_read_only(const std::string& directory, bool is_read_only);

// Bytes that can still be written below `directory`.
std::uint64_t free_bytes(const std::string& directory);

// Takes up all but `left` of them with one file; removed by the destructor.
class Ballast {
 public:
  Ballast(const std::string& directory, std::uint64_t left);
  ~Ballast();
  Ballast(const Ballast&) = delete;
  Ballast& operator=(const Ballast&) = delete;

 private:
  std::string path_;
};

}  // namespace cairn::test
