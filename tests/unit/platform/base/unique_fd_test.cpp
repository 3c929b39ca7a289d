#include "platform/base/unique_fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include <catch2/catch.hpp>

using cairn::base::UniqueFd;

namespace {

int open_null() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }
bool is_open(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

}  // namespace

TEST_CASE("a descriptor is closed at the end of its owner's scope", "[unique_fd]") {
  int fd = -1;
  {
    const UniqueFd owner{open_null()};
    fd = owner.get();
    REQUIRE(is_open(fd));
  }
  CHECK_FALSE(is_open(fd));
}

TEST_CASE("a moved-from owner is empty and closes nothing", "[unique_fd]") {
  UniqueFd first{open_null()};
  const int fd = first.get();
  const UniqueFd second = std::move(first);
  first.reset();
  CHECK(second.get() == fd);
  CHECK(is_open(fd));
}

TEST_CASE("assigning closes what the owner had before", "[unique_fd]") {
  UniqueFd owner{open_null()};
  const int old_fd = owner.get();
  UniqueFd other{open_null()};
  const int new_fd = other.get();
  owner = std::move(other);
  CHECK_FALSE(is_open(old_fd));
  CHECK(owner.get() == new_fd);
}

TEST_CASE("release leaves the descriptor open for the caller", "[unique_fd]") {
  UniqueFd owner{open_null()};
  const int fd = owner.release();
  CHECK_FALSE(owner);
  CHECK(is_open(fd));
  const UniqueFd again{fd};
}

TEST_CASE("closing keeps errno for the error path that it happens on", "[unique_fd]") {
  UniqueFd closed_before{open_null()};
  REQUIRE(::close(closed_before.get()) == 0);
  errno = ENOENT;
  closed_before.reset();
  CHECK(errno == ENOENT);
}

TEST_CASE("descriptors that are opened while it is asked for are traced until they are closed", "[unique_fd]") {
  const UniqueFd before{open_null()};
  cairn::base::trace_handles(true);
  {
    const UniqueFd passing{open_null()};
    UniqueFd kept{open_null()};
    const int released = UniqueFd{open_null()}.release();
    CHECK(cairn::base::traced_handles().size() == 3);
    kept.reset();
    ::close(released);  // by somebody who says nothing
    const auto open = cairn::base::traced_handles();
    REQUIRE(open.size() == 1);
    CHECK(open[0].fd == passing.get());
    CHECK(!open[0].stack.empty());
  }
  CHECK(cairn::base::traced_handles().empty());
  cairn::base::trace_handles(false);
  const UniqueFd after{open_null()};
  CHECK(cairn::base::traced_handles().empty());
}
