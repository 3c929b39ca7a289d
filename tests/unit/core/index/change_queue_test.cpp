#include "core/index/change_queue.h"

#include <catch2/catch.hpp>

namespace cairn::index {
namespace {

using Kind = Change::Kind;
using std::chrono::milliseconds;

const ChangeQueue::Time kStart{std::chrono::hours(1000)};

ChangeQueue::Time at(int ms) { return kStart + milliseconds(ms); }

}  // namespace

TEST_CASE("a written file is due at once after a rest", "[changes]") {
  ChangeQueue queue({});
  CHECK_FALSE(queue.due());
  queue.add("/a.c", Kind::kChanged, true, at(0));
  CHECK(queue.due() == at(0));
  CHECK(queue.take(at(0)).changes == std::vector<Change>{{"/a.c", Kind::kChanged}});
  CHECK(queue.empty());
  queue.add("/a.c", Kind::kChanged, true, at(10));
  CHECK(queue.due() == at(60));
  queue.add("/b.c", Kind::kChanged, true, at(40));
  CHECK(queue.due() == at(90));
  queue.take(at(90));
  queue.add("/b.c", Kind::kChanged, true, at(700));
  CHECK(queue.due() == at(700));
}

TEST_CASE("a file that comes and goes is nothing and one that goes and comes has changed", "[changes]") {
  ChangeQueue queue({});
  queue.add("/comes.c", Kind::kCreated, false, at(0));
  queue.add("/comes.c", Kind::kChanged, true, at(0));
  queue.add("/comes.c", Kind::kRemoved, false, at(1));
  CHECK(queue.empty());
  queue.add("/goes.c", Kind::kRemoved, false, at(2));
  queue.add("/goes.c", Kind::kChanged, true, at(3));
  queue.add("/gone.c", Kind::kChanged, true, at(3));
  queue.add("/gone.c", Kind::kRemoved, false, at(4));
  queue.add("/twice.c", Kind::kRemoved, false, at(4));
  queue.add("/twice.c", Kind::kCreated, false, at(5));
  queue.add("/twice.c", Kind::kRemoved, false, at(6));
  CHECK(queue.take(at(100)).changes ==
        std::vector<Change>{{"/goes.c", Kind::kChanged}, {"/gone.c", Kind::kRemoved}, {"/twice.c", Kind::kRemoved}});
}

TEST_CASE("an unfinished file and a removal wait for what comes next", "[changes]") {
  ChangeQueue queue({});
  queue.add("/a.c", Kind::kRemoved, false, at(0));  // vim puts the old file aside
  CHECK(queue.due() == at(50));
  queue.add("/a.c", Kind::kCreated, false, at(1));
  CHECK(queue.due() == at(51));
  queue.add("/a.c", Kind::kChanged, true, at(2));
  CHECK(queue.due() == at(0));  // nothing more is to be expected
}

TEST_CASE("a burst makes the wait longer but never endless", "[changes]") {
  ChangeQueue queue({});
  queue.take(at(0));
  queue.add("/first.c", Kind::kChanged, true, at(0));
  queue.take(at(0));
  for (int i = 0; i < 350; ++i) queue.add("/" + std::to_string(i), Kind::kChanged, true, at(1 + i));
  CHECK(queue.due() == at(350 + 50 * 4));
  for (int i = 350; i < 3000; ++i) queue.add("/" + std::to_string(i), Kind::kChanged, true, at(1 + i));
  CHECK(queue.due() == at(1 + 50 * ChangeQueue::kPatience));
}

TEST_CASE("batches are bounded and what is left stays due", "[changes]") {
  ChangeQueue queue({milliseconds(50), 3, 100});
  for (int i = 0; i < 7; ++i) queue.add("/" + std::to_string(i), Kind::kChanged, true, at(0));
  CHECK(queue.take(at(100)).changes.size() == 3);
  CHECK(queue.due().has_value());
  CHECK(queue.take(at(100)).changes.size() == 3);
  CHECK(queue.take(at(100)).changes.size() == 1);
  CHECK(queue.empty());
}

TEST_CASE("more paths than the bound become a rescan", "[changes]") {
  ChangeQueue queue({milliseconds(50), 10, 100});
  for (int i = 0; i < 100; ++i) CHECK(queue.add("/" + std::to_string(i), Kind::kChanged, true, at(0)));
  CHECK_FALSE(queue.add("/one too many", Kind::kChanged, true, at(0)));
  CHECK(queue.size() == 0);
  CHECK(queue.add("/another", Kind::kChanged, true, at(1)));
  const ChangeBatch batch = queue.take(at(200));
  CHECK(batch.is_rescan);
  CHECK(batch.changes.empty());
  CHECK(queue.empty());
}

}  // namespace cairn::index
