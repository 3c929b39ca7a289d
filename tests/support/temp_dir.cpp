#include "tests/support/temp_dir.h"

#include <stdlib.h>

#include <stdexcept>

#include "platform/base/result.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::test {

TempDir::TempDir() {
  std::string name = "/tmp/cairn-test-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error(base::errno_error("mkdtemp").message);
  Result<std::string> real = fs::real_path(name);
  if (!real) throw std::runtime_error(real.error().message);
  path_ = *std::move(real);
}

TempDir::~TempDir() {
  // A test that left something unremovable behind has said so by its own failure.
  static_cast<void>(fs::remove_tree(path_));
}

std::string TempDir::file(std::string_view relative) const { return fs::join_path(path_, relative); }

std::string TempDir::write(std::string_view relative, std::string_view bytes) const {
  std::string path = file(relative);
  if (auto made = fs::make_private_directory(std::string(fs::parent_path(path))); !made) {
    throw std::runtime_error(made.error().message);
  }
  if (auto written = fs::write_file_atomically(path, bytes); !written) {
    throw std::runtime_error(written.error().message);
  }
  return path;
}

}  // namespace cairn::test
