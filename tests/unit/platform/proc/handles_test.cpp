#include "platform/proc/handles.h"

#include <fcntl.h>

#include <catch2/catch.hpp>

#include "platform/base/unique_fd.h"

namespace cairn::proc {

TEST_CASE("each open descriptor counts as one", "[proc]") {
  const auto before = count_handles();
  REQUIRE(before);
  const base::UniqueFd one(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const base::UniqueFd two(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  CHECK(*count_handles() == *before + 2);
}

}  // namespace cairn::proc
