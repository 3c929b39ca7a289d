#include "platform/sqlite/connection_pool.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"
#include "tests/unit/platform/sqlite/database_fixture.h"

namespace cairn::sqlite {
namespace {

using std::chrono::milliseconds;

// A clock that stands still until it is told to move; or, with `step_ms`, moves at each look.
class FakeClock {
 public:
  explicit FakeClock(int step_ms = 0) : step_ms_(step_ms) {}
  void advance(int ms) { now_ms_ += ms; }
  ConnectionPool::Clock function() {
    return [this] { return ConnectionPool::TimePoint(milliseconds(now_ms_.fetch_add(step_ms_))); };
  }

 private:
  const int step_ms_;
  std::atomic<std::int64_t> now_ms_ = 1'000'000;
};

struct Fixture {
  test::TempDir folder;
  std::string path = folder.file("a.db");
  Database database = open_database(path);
  FakeClock clock;
  Fixture() { fill(database, 5); }
};

PooledConnection acquire(ConnectionPool& pool) {
  auto connection = pool.acquire();
  if (!connection) FAIL(connection.error().message);
  return *std::move(connection);
}

}  // namespace

TEST_CASE("a pool opens connections as they are needed and lends returned ones again", "[pool]") {
  Fixture fixture;
  ConnectionPool pool(fixture.path, {.min_size = 0, .max_size = 3}, fixture.clock.function());
  CHECK(pool.counters().open == 0);
  for (int i = 0; i < 3; ++i) CHECK(number(*acquire(pool), "select count(*) from t") == 5);
  CHECK(pool.counters().opened == 1);
  {
    const PooledConnection first = acquire(pool);
    const PooledConnection second = acquire(pool);
    CHECK(pool.counters().open == 2);
    CHECK(pool.counters().idle == 0);
  }
  CHECK(pool.counters().idle == 2);
  CHECK(pool.counters().waits == 0);
}

TEST_CASE("pooled connections only read", "[pool]") {
  Fixture fixture;
  ConnectionPool pool(fixture.path, {}, fixture.clock.function());
  CHECK_FALSE(acquire(pool)->execute("delete from t"));
}

TEST_CASE("a pool that is lent out refuses when the acquire timeout has passed", "[pool]") {
  Fixture fixture;
  FakeClock hurried(300);
  ConnectionPool pool(fixture.path, {.max_size = 1, .acquire_timeout_ms = 200}, hurried.function());
  {
    const PooledConnection held = acquire(pool);
    const auto refused = pool.acquire();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kTimeout);
    CHECK(pool.counters().timeouts == 1);
  }
  CHECK(pool.acquire());
}

TEST_CASE("a real wait ends by itself too", "[pool]") {
  Fixture fixture;
  ConnectionPool pool(fixture.path, {.max_size = 1, .acquire_timeout_ms = 5});
  const PooledConnection held = acquire(pool);
  const auto before = std::chrono::steady_clock::now();
  CHECK_FALSE(pool.acquire());
  CHECK(std::chrono::steady_clock::now() - before >= milliseconds(5));
  CHECK(pool.counters().waits == 1);
}

TEST_CASE("a waiting thread gets the connection that comes back", "[pool]") {
  Fixture fixture;
  ConnectionPool pool(fixture.path, {.max_size = 1, .acquire_timeout_ms = 60'000}, fixture.clock.function());
  std::atomic<std::int64_t> counted = 0;
  std::thread waiter;
  {
    const PooledConnection held = acquire(pool);
    waiter = std::thread([&] { counted = number(*acquire(pool), "select count(*) from t"); });
    while (pool.counters().waits == 0) std::this_thread::yield();
  }
  waiter.join();
  CHECK(counted == 5);
  CHECK(pool.counters().opened == 1);
}

TEST_CASE("maintaining a pool opens its minimum and closes what is unused above it", "[pool]") {
  Fixture fixture;
  ConnectionPool pool(fixture.path, {.min_size = 2, .max_size = 4, .idle_timeout_ms = 1000}, fixture.clock.function());
  pool.maintain();
  CHECK(pool.counters().idle == 2);
  {
    std::vector<PooledConnection> held;
    for (int i = 0; i < 4; ++i) held.push_back(acquire(pool));
  }
  fixture.clock.advance(999);
  pool.maintain();
  CHECK(pool.counters().open == 4);
  fixture.clock.advance(1);
  pool.maintain();
  CHECK(pool.counters().open == 2);
  CHECK(pool.counters().idle_closed == 2);
}

TEST_CASE("a lent connection is not closed for being unused", "[pool]") {
  Fixture fixture;
  ConnectionPool pool(fixture.path, {.min_size = 0, .idle_timeout_ms = 1000}, fixture.clock.function());
  {
    PooledConnection held = acquire(pool);
    fixture.clock.advance(5000);
    pool.maintain();
    CHECK(number(*held, "select count(*) from t") == 5);
  }
  CHECK(pool.counters().idle == 1);
}

TEST_CASE("connections to a replaced database are replaced, lent or idle", "[pool]") {
  Fixture fixture;
  ConnectionPool pool(fixture.path, {.min_size = 1, .max_size = 2}, fixture.clock.function());
  {
    const PooledConnection lent = acquire(pool);
    {
      const PooledConnection idle = acquire(pool);
    }
    Database other = open_database(fixture.folder.file("b.db"));
    fill(other, 9);
    REQUIRE(other.checkpoint());
    for (const char* side : {"-wal", "-shm"}) unlink((fixture.path + side).c_str());
    REQUIRE(rename(fixture.folder.file("b.db").c_str(), fixture.path.c_str()) == 0);
    CHECK(number(*acquire(pool), "select count(*) from t") == 9);
  }
  CHECK(pool.counters().replaced == 2);
  CHECK(pool.counters().open == 1);
}

TEST_CASE("a connection that met damage is not lent again", "[pool]") {
  Fixture fixture;
  REQUIRE(fixture.database.checkpoint());
  const std::string path = fixture.folder.file("c.db");
  {
    Database copy = open_database(path);
    fill(copy, 300);
  }
  REQUIRE(truncate(path.c_str(), 4096 * 2) == 0);
  ConnectionPool pool(path, {.max_size = 1}, fixture.clock.function());
  auto lent = pool.acquire();
  if (lent) {  // SQLite may notice as early as opening
    auto rows = (*lent)->prepare("select name from t");
    CHECK((!rows || !rows->run()));
    {
      const PooledConnection ended = *std::move(lent);
    }
    CHECK(pool.counters().replaced == 1);
  }
  CHECK(pool.counters().open == 0);
}

TEST_CASE("idle connections are tried out when the health check is due, and then still lent", "[pool]") {
  Fixture fixture;
  ConnectionPool pool(fixture.path, {.max_size = 1, .health_check_interval_ms = 100}, fixture.clock.function());
  {
    const PooledConnection first = acquire(pool);
  }
  fixture.clock.advance(1000);
  CHECK(number(*acquire(pool), "select count(*) from t") == 5);
  pool.maintain();
  CHECK(pool.counters().opened == 1);
  CHECK(pool.counters().replaced == 0);
}

TEST_CASE("a pool whose database cannot be opened says why and can be asked again", "[pool]") {
  Fixture fixture;
  const std::string path = fixture.folder.file("later.db");
  ConnectionPool pool(path, {.max_size = 1}, fixture.clock.function());
  pool.maintain();
  for (int i = 0; i < 3; ++i) {
    const auto refused = pool.acquire();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kNotFound);
  }
  open_database(path);
  CHECK(pool.acquire());
}

TEST_CASE("threads share a pool while it is maintained and the database is written", "[pool]") {
  Fixture fixture;
  ConnectionPool pool(fixture.path, {.min_size = 1,
                                     .max_size = 3,
                                     .acquire_timeout_ms = 60'000,
                                     .idle_timeout_ms = 0,
                                     .health_check_interval_ms = 0});
  std::atomic<int> wrong = 0;
  std::atomic<int> running = 6;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 40; ++n) {
        auto connection = pool.acquire();
        if (!connection) {
          ++wrong;
          continue;
        }
        auto sum = (*connection)->prepare("select count(*), sum(n < 6) from t");
        if (!sum || !sum->step().value_or(false) || sum->column_int64(1) != 5) ++wrong;
      }
      --running;
    });
  }
  for (int n = 10; running > 0; ++n) {
    execute(fixture.database, "insert into t values(" + std::to_string(n) + ", 'more')");
    pool.maintain();
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(pool.counters().open <= 3);
  CHECK(pool.counters().open == pool.counters().idle);
}

}  // namespace cairn::sqlite
