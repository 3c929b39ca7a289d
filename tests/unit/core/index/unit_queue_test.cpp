#include "core/index/unit_queue.h"

#include <vector>

#include <catch2/catch.hpp>

namespace cairn::index {
namespace {

std::vector<std::size_t> drain(UnitQueue& queue) {
  std::vector<std::size_t> order;
  while (const auto unit = queue.pop()) order.push_back(*unit);
  return order;
}

}  // namespace

TEST_CASE("units come by urgency, the recent newest first, the others cheapest first", "[index]") {
  UnitQueue queue;
  queue.put(1, {Urgency::kRest, 900, 50});
  queue.put(2, {Urgency::kRest, 100, 10});
  queue.put(3, {Urgency::kRecent, 500, 1});
  queue.put(4, {Urgency::kRecent, 600, 99});
  queue.put(5, {Urgency::kNeighbour, 0, 70});
  queue.put(6, {Urgency::kNeighbour, 0, 60});
  queue.put(7, {Urgency::kOpen, 0, 1000});
  queue.put(8, {Urgency::kAsked, 0, 5000});
  CHECK(drain(queue) == std::vector<std::size_t>{8, 7, 6, 5, 4, 3, 2, 1});
}

TEST_CASE("a unit stands in the queue once, at its last place", "[index]") {
  UnitQueue queue;
  queue.put(1, {Urgency::kOpen, 0, 1});
  queue.put(1, {Urgency::kRest, 0, 1});
  queue.put(2, {Urgency::kNeighbour, 0, 1});
  CHECK(queue.size() == 2);
  CHECK(drain(queue) == std::vector<std::size_t>{2, 1});
}

TEST_CASE("what is asked for comes first, if it is waiting at all", "[index]") {
  UnitQueue queue;
  queue.put(1, {Urgency::kOpen, 0, 1});
  queue.put(2, {Urgency::kRest, 0, 1000});
  CHECK(queue.raise(2));
  CHECK_FALSE(queue.raise(3));
  queue.remove(1);
  CHECK(drain(queue) == std::vector<std::size_t>{2});
}

}  // namespace cairn::index
