// TempDir: a folder of its own for one test.
#pragma once

#include <string>
#include <string_view>

namespace cairn::test {

// A new folder under /tmp, removed with everything in it by the destructor. The constructor and
// write() throw std::runtime_error when the machine fails, which fails the test.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  // Absolute, without symbolic links.
  const std::string& path() const { return path_; }

  // The absolute path of `relative` in it; nothing is created.
  std::string file(std::string_view relative) const;

  // Writes a file, with the folders above it, and returns its absolute path.
  std::string write(std::string_view relative, std::string_view bytes) const;

 private:
  std::string path_;
};

}  // namespace cairn::test
