#include "core/worker/pool.h"

#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/core/worker/scripted_pool.h"

namespace cairn::worker {
namespace {

// A tenant that writes down what happens to it, and gives room back when it is taken.
struct Guest {
  Guest(WorkerPool& pool, std::string name, std::vector<std::string>& events) : host(pool) {
    tenant.on_granted = [name, &events] { events.push_back(name + " granted"); };
    tenant.on_revoked = [name, &events] { events.push_back(name + " revoked"); };
  }
  ~Guest() { host.release(tenant); }
  void request() { host.request(tenant); }
  void release() { host.release(tenant); }
  void set_busy(bool busy) { host.set_busy(tenant, busy); }

  WorkerPool& host;
  WorkerPool::Tenant tenant;
};

struct Fixture {
  explicit Fixture(std::size_t max_workers) : scripted({.max_workers = max_workers}) {}
  void run_posted() {
    while (scripted.loop.poll() != 0) {
    }
  }
  ScriptedPool scripted;
  std::vector<std::string> events;
  Guest a{scripted.pool, "a", events};
  Guest b{scripted.pool, "b", events};
  Guest c{scripted.pool, "c", events};
  Guest d{scripted.pool, "d", events};
};

using Events = std::vector<std::string>;

}  // namespace

TEST_CASE("room is granted at once until the pool is full", "[worker][pool]") {
  Fixture f(2);
  f.a.request();
  f.b.request();
  f.c.request();
  CHECK(f.events == Events{"a granted", "b granted"});
}

TEST_CASE("asking twice for room gets it once", "[worker][pool]") {
  Fixture f(2);
  f.a.request();
  f.a.request();
  f.b.request();
  f.c.request();
  f.c.request();
  f.a.release();
  f.b.release();
  CHECK(f.events == Events{"a granted", "b granted", "c granted"});
}

TEST_CASE("room that is given back goes to those who wait, in order", "[worker][pool]") {
  Fixture f(1);
  f.a.request();
  f.b.request();
  f.c.request();
  f.a.release();
  CHECK(f.events == Events{"a granted", "b granted"});
  f.b.release();
  CHECK(f.events == Events{"a granted", "b granted", "c granted"});
}

TEST_CASE("a full pool takes away the worker that has been idle longest", "[worker][pool]") {
  Fixture f(3);
  f.a.request();
  f.b.request();
  f.c.request();
  f.b.set_busy(false);
  f.a.set_busy(false);
  f.d.request();
  CHECK(f.events == Events{"a granted", "b granted", "c granted", "b revoked", "d granted"});
  CHECK(f.scripted.counter("worker.revoked") == 1);
}

TEST_CASE("going idle again without work does not make a worker younger", "[worker][pool]") {
  Fixture f(2);
  f.a.request();
  f.b.request();
  f.a.set_busy(false);
  f.b.set_busy(false);
  f.a.set_busy(false);
  f.c.request();
  CHECK(f.events == Events{"a granted", "b granted", "a revoked", "c granted"});
}

TEST_CASE("work between makes a worker the youngest again", "[worker][pool]") {
  Fixture f(2);
  f.a.request();
  f.b.request();
  f.a.set_busy(false);
  f.b.set_busy(false);
  f.a.set_busy(true);
  f.a.set_busy(false);
  f.c.request();
  CHECK(f.events == Events{"a granted", "b granted", "b revoked", "c granted"});
}

TEST_CASE("a busy worker is never taken away, and the one that waits gets it when it goes idle", "[worker][pool]") {
  Fixture f(1);
  f.a.request();
  f.b.request();
  f.run_posted();
  CHECK(f.events == Events{"a granted"});
  f.a.set_busy(false);
  CHECK(f.events == Events{"a granted"});  // not from inside a's own call
  f.run_posted();
  CHECK(f.events == Events{"a granted", "a revoked", "b granted"});
}

TEST_CASE("a worker that is busy again before the loop runs keeps its place", "[worker][pool]") {
  Fixture f(1);
  f.a.request();
  f.b.request();
  f.a.set_busy(false);
  f.a.set_busy(true);
  f.run_posted();
  CHECK(f.events == Events{"a granted"});
}

TEST_CASE("whoever stops waiting is passed over", "[worker][pool]") {
  Fixture f(1);
  f.a.request();
  f.b.request();
  f.c.request();
  f.scripted.pool.cancel_request(f.b.tenant);
  f.a.release();
  CHECK(f.events == Events{"a granted", "c granted"});
  f.c.release();
  f.b.request();
  CHECK(f.events == Events{"a granted", "c granted", "b granted"});
}

TEST_CASE("stopping to wait does not give back room", "[worker][pool]") {
  Fixture f(1);
  f.a.request();
  f.scripted.pool.cancel_request(f.a.tenant);
  f.b.request();
  CHECK(f.events == Events{"a granted"});
}

TEST_CASE("a pool of no workers still has one", "[worker][pool]") {
  Fixture f(0);
  f.a.request();
  f.b.request();
  CHECK(f.events == Events{"a granted"});
}

TEST_CASE("room is given back and asked for again from inside on_granted", "[worker][pool]") {
  Fixture f(1);
  int grants = 0;
  f.a.tenant.on_granted = [&] {
    if (++grants < 3) {
      f.a.release();
      f.a.request();
    }
  };
  f.a.request();
  CHECK(grants == 3);
  f.b.request();
  CHECK(f.events.empty());
}

TEST_CASE("each process gets a temporary folder of its own, mode 0700", "[worker][pool]") {
  ScriptedPool scripted;
  const WorkerProcess::Callbacks ignore{[](const Frame&) {}, [](const std::string&) {}};
  {
    auto first = scripted.pool.start_process(ignore);
    auto second = scripted.pool.start_process(ignore);
    REQUIRE((first && second));
    CHECK(scripted.scratch() == Events{"w1", "w2"});
    CHECK(scripted.counter("worker.started") == 2);
  }
  scripted.run_until([&] { return scripted.scratch().empty(); });
}

}  // namespace cairn::worker
