// A server with a healthy file open, beside whatever a test throws at it.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {

class HostileFixture : public ServerFixture {
 public:
  explicit HostileFixture(Files files = {}, Json settings = nullptr) : ServerFixture(with_healthy(std::move(files))) {
    start_initialized(std::move(settings));
    open("healthy.cpp");
  }

  // A normal question gets its answer.
  void check_alive() {
    const Json hover = request("textDocument/hover", at("healthy.cpp", 0, 4));
    REQUIRE(hover.is_object());
    CHECK(hover["contents"]["value"].get<std::string>().find("healthy") != std::string::npos);
  }

  // The error object that answers a request; null for a result.
  Json error_of(const std::string& method, Json params) {
    const Json response = must(client().wait_response(client().send_request(method, std::move(params))));
    return response.contains("error") ? response["error"] : Json();
  }

  // Responses so far with id null and this code.
  std::size_t errors_without_id(int code) const {
    std::size_t count = 0;
    for (const Json& each : client().pending_responses()) {
      count += each["id"].is_null() && each["error"]["code"] == code;
    }
    return count;
  }

  // Notifications so far of a method whose message contains `part`.
  std::size_t messages(const std::string& method, const std::string& part) const {
    std::size_t count = 0;
    for (const Json& each : client().pending_notifications()) {
      if (each["method"] != method) continue;
      count += each["params"]["message"].get<std::string>().find(part) != std::string::npos;
    }
    return count;
  }

  void notify(const std::string& method, Json params) { must(client().notify(method, std::move(params))); }

  // didChange with one edit: {"text": …} or with a range.
  void edit(const std::string& name, int version, Json change) {
    notify("textDocument/didChange", {{"textDocument", {{"uri", uri(name)}, {"version", version}}},
                                      {"contentChanges", Json::array({std::move(change)})}});
  }

 private:
  static Files with_healthy(Files files) {
    files["healthy.cpp"] = "int healthy;\n";
    return files;
  }
};

inline Json range(int start_line, int start_character, int end_line, int end_character) {
  return {{"start", {{"line", start_line}, {"character", start_character}}},
          {"end", {{"line", end_line}, {"character", end_character}}}};
}

}  // namespace cairn::test
