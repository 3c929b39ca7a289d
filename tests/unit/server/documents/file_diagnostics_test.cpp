#include "server/documents/file_diagnostics.h"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::server {
namespace {

std::vector<model::Diagnostic> one(const std::string& message) {
  model::Diagnostic diagnostic;
  diagnostic.message = message;
  return {diagnostic};
}

// What waiters were told: messages, or "outdated".
struct Told : std::vector<std::string> {
  FileDiagnostics::Waiter waiter() {
    return [this](const Diagnostics& found) { push_back(found ? found->front().message : "outdated"); };
  }
};

TEST_CASE("who asks before the diagnostics are there is told when they are, once", "[server]") {
  FileDiagnostics file;
  Told told;
  file.wait(told.waiter());
  file.wait(told.waiter());
  CHECK(told.empty());
  file.set(one("a"));
  CHECK(told == std::vector<std::string>{"a", "a"});
  file.set(one("b"));
  CHECK(told.size() == 2);
}

TEST_CASE("who asks afterwards is told at once", "[server]") {
  FileDiagnostics file;
  Told told;
  file.set(one("a"));
  CHECK(file.wait(told.waiter()) == 0);
  CHECK(told == std::vector<std::string>{"a"});
}

TEST_CASE("nobody gets the diagnostics of an older text", "[server]") {
  FileDiagnostics file;
  Told told;
  file.set(one("a"));
  file.outdate();
  CHECK_FALSE(file.is_current());
  file.wait(told.waiter());
  CHECK(told.empty());
  file.outdate();
  CHECK(told == std::vector<std::string>{"outdated"});
  file.wait(told.waiter());
  file.set(one("b"));
  CHECK(told == std::vector<std::string>{"outdated", "b"});
}

TEST_CASE("those who wait are told when the file is closed", "[server]") {
  Told told;
  {
    FileDiagnostics file;
    file.wait(told.waiter());
  }
  CHECK(told == std::vector<std::string>{"outdated"});
}

TEST_CASE("a waiter that was forgotten is not called", "[server]") {
  FileDiagnostics file;
  Told told;
  const std::uint64_t id = file.wait(told.waiter());
  file.forget(id);
  file.forget(id);
  file.set(one("a"));
  CHECK(told.empty());
}

TEST_CASE("a waiter may ask again from its call", "[server]") {
  FileDiagnostics file;
  Told told;
  file.wait([&](const Diagnostics&) { file.wait(told.waiter()); });
  file.outdate();
  CHECK(told.empty());
  file.set(one("a"));
  CHECK(told == std::vector<std::string>{"a"});
}

TEST_CASE("the memory of diagnostics is counted with their texts", "[server]") {
  FileDiagnostics file;
  const std::size_t empty = file.memory_bytes();
  file.set(one(std::string(10'000, 'x')));
  CHECK(file.memory_bytes() >= empty + 10'000);
}

}  // namespace
}  // namespace cairn::server
