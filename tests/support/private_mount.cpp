#include "tests/support/private_mount.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <fstream>
#include <stdexcept>

#include "tests/support/temp_dir.h"

namespace cairn::test {
namespace {

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

void put(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  if (!file) fail("cannot write " + path);
}

// Root may have mounts of its own at once; others become root of a namespace first.
void enter_namespace() {
  if (unshare(CLONE_NEWNS) == 0) return;
  const uid_t user = getuid();
  const gid_t group = getgid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) fail("no mount namespace of its own is allowed here");
  put("/proc/self/setgroups", "deny");
  put("/proc/self/uid_map", "0 " + std::to_string(user) + " 1");
  put("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
}

void mount_here(const std::string& directory, std::uint64_t bytes) {
  enter_namespace();
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) fail("cannot keep mounts private");
  const std::string options = "mode=0700,size=" + std::to_string(bytes);
  if (mount("tmpfs", directory.c_str(), "tmpfs", 0, options.c_str()) != 0) fail("cannot mount a tmpfs");
}

}  // namespace

std::string in_private_mount(std::uint64_t bytes, const std::function<std::string(const std::string&)>& body) {
  const TempDir place;
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    std::string said;
    try {
      mount_here(place.path(), bytes);
      said = body(place.path());
    } catch (const std::exception& failure) {
      said = failure.what();
    }
    const bool is_said = write(ends[1], said.data(), said.size()) == static_cast<ssize_t>(said.size());
    _exit(is_said ? 0 : 1);
  }
  close(ends[1]);
  std::string said;
  std::array<char, 4096> buffer{};
  for (ssize_t got = 0; (got = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    said.append(buffer.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return status == 0 ? said : said + " [the child ended with status " + std::to_string(status) + "]";
}

void make_read_only(const std::string& directory, bool is_read_only) {
  unsigned long flags = MS_REMOUNT;
  if (is_read_only) flags |= MS_RDONLY;
  if (mount(nullptr, directory.c_str(), nullptr, flags, nullptr) != 0) fail("cannot remount");
}

std::uint64_t free_bytes(const std::string& directory) {
  struct statvfs status{};
  if (statvfs(directory.c_str(), &status) != 0) fail("statvfs");
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

Ballast::Ballast(const std::string& directory, std::uint64_t left) : path_(directory + "/ballast") {
  const std::uint64_t all = free_bytes(directory);
  const int fd = open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) fail("cannot make ballast");
  const int error = all > left ? posix_fallocate(fd, 0, static_cast<off_t>(all - left)) : 0;
  close(fd);
  if (error != 0) throw std::runtime_error("cannot fill the disk");
}

Ballast::~Ballast() { unlink(path_.c_str()); }

}  // namespace cairn::test
