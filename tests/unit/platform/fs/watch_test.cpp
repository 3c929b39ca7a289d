#include "platform/fs/watch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

namespace cairn::fs {
namespace {

using Kind = FolderEvent::Kind;

// Events up to and with the one about `last`.
std::vector<FolderEvent> events_until(FolderWatch& watch, const std::string& last) {
  std::vector<FolderEvent> all;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < deadline) {
    for (FolderEvent& event : watch.read(100)) all.push_back(std::move(event));
    if (std::any_of(all.begin(), all.end(), [&](const FolderEvent& each) { return each.name == last; })) return all;
    watch.wait(std::chrono::milliseconds(100));
  }
  FAIL("nothing was told of " << last);
  return all;
}

bool has(const std::vector<FolderEvent>& events, Kind kind, const std::string& name) {
  return std::any_of(events.begin(), events.end(),
                     [&](const FolderEvent& each) { return each.kind == kind && each.name == name; });
}

}  // namespace

TEST_CASE("a watched folder tells of its entries in the order of what happened", "[watch]") {
  const test::TempDir folder;
  auto watch = watch_folders().value();
  const int number = watch->add(folder.path()).value();
  CHECK(watch->add(folder.path()).value() == number);
  std::ofstream(folder.file("a.c")) << "int a;";
  REQUIRE(std::rename(folder.file("a.c").c_str(), folder.file("b.c").c_str()) == 0);
  REQUIRE(mkdir(folder.file("sub").c_str(), 0700) == 0);
  REQUIRE(unlink(folder.file("b.c").c_str()) == 0);
  std::ofstream(folder.file("last")) << "";
  const auto events = events_until(*watch, "last");
  CHECK(has(events, Kind::kCreated, "a.c"));
  CHECK(has(events, Kind::kWritten, "a.c"));
  CHECK(has(events, Kind::kMovedFrom, "a.c"));
  CHECK(has(events, Kind::kMovedTo, "b.c"));
  CHECK(has(events, Kind::kRemoved, "b.c"));
  const auto of = [&](Kind kind, const char* name) {
    return *std::find_if(events.begin(), events.end(),
                         [&](const FolderEvent& each) { return each.kind == kind && each.name == name; });
  };
  CHECK(of(Kind::kMovedFrom, "a.c").pair == of(Kind::kMovedTo, "b.c").pair);
  CHECK(of(Kind::kMovedFrom, "a.c").pair != 0);
  CHECK(of(Kind::kCreated, "sub").is_directory);
  CHECK_FALSE(of(Kind::kCreated, "a.c").is_directory);
  CHECK(of(Kind::kCreated, "last").folder == number);
}

TEST_CASE("a watched folder that goes away is told once", "[watch]") {
  const test::TempDir folder;
  auto watch = watch_folders().value();
  const std::string inner = folder.file("inner");
  REQUIRE(mkdir(inner.c_str(), 0700) == 0);
  const int number = watch->add(inner).value();
  const int outer = watch->add(folder.path()).value();
  REQUIRE(rmdir(inner.c_str()) == 0);
  folder.write("last", "");
  const auto events = events_until(*watch, "last");
  CHECK(std::count_if(events.begin(), events.end(), [&](const FolderEvent& each) {
          return each.kind == Kind::kFolderGone && each.folder == number;
        }) == 1);
  CHECK(outer != number);
  CHECK(watch->add(inner).error().code == ErrorCode::kNotFound);
}

TEST_CASE("nothing is told of a folder that is not watched any more", "[watch]") {
  const test::TempDir folder;
  const test::TempDir other;
  auto watch = watch_folders().value();
  const int number = watch->add(folder.path()).value();
  watch->add(other.path()).value();
  watch->remove(number);
  folder.write("unseen", "");
  other.write("last", "");
  CHECK_FALSE(has(events_until(*watch, "last"), Kind::kCreated, "unseen"));
}

TEST_CASE("a wait for events ends when another thread says so", "[watch]") {
  auto watch = watch_folders().value();
  std::thread waker([&] { watch->wake(); });
  const auto begin = std::chrono::steady_clock::now();
  watch->wait(std::chrono::minutes(10));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::minutes(5));
  waker.join();
  CHECK(watch->read(10).empty());
}

TEST_CASE("more events than the system keeps are told as lost", "[watch]") {
  const test::TempDir folder;
  auto watch = watch_folders().value();
  watch->add(folder.path()).value();
  std::size_t limit = 16384;
  if (std::FILE* setting = std::fopen("/proc/sys/fs/inotify/max_queued_events", "r")) {
    if (std::fscanf(setting, "%zu", &limit) != 1) limit = 16384;
    std::fclose(setting);
  }
  if (limit > 200'000) return;  // this machine keeps more than a test should make
  const std::string a = folder.write("a", "");
  const std::string b = folder.file("b");
  for (std::size_t i = 0; i <= limit / 4 + 10; ++i) {  // each rename is two events
    REQUIRE(std::rename(a.c_str(), b.c_str()) == 0);
    REQUIRE(std::rename(b.c_str(), a.c_str()) == 0);
  }
  bool is_lost = false;
  for (auto events = watch->read(1000); !events.empty(); events = watch->read(1000)) {
    for (const FolderEvent& event : events) is_lost |= event.kind == Kind::kOverflow;
  }
  CHECK(is_lost);
}

}  // namespace cairn::fs
