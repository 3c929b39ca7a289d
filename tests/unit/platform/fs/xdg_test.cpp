#include "platform/fs/xdg.h"

#include <cstdlib>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

using namespace cairn;

namespace {

// Sets (or, with null, unsets) a variable for a scope.
class Variable {
 public:
  Variable(std::string name, const char* value) : name_(std::move(name)) {
    if (const char* const before = std::getenv(name_.c_str())) before_ = before;
    set(value);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { set(before_ ? before_->c_str() : nullptr); }

 private:
  void set(const char* value) const {
    if (value != nullptr) {
      ::setenv(name_.c_str(), value, 1);
    } else {
      ::unsetenv(name_.c_str());
    }
  }

  std::string name_;
  std::optional<std::string> before_;
};

}  // namespace

TEST_CASE("an absolute XDG variable decides", "[xdg]") {
  const Variable home("HOME", "/home/ada");
  const Variable cache("XDG_CACHE_HOME", "/var//cache/ada/");
  const Variable config("XDG_CONFIG_HOME", "/etc/ada");
  CHECK(fs::cache_home().value_or("") == "/var/cache/ada");
  CHECK(fs::config_home().value_or("") == "/etc/ada");
}

TEST_CASE("an unset, empty or relative XDG variable leaves the default below the home folder", "[xdg]") {
  const char* const value = GENERATE(as<const char*>{}, nullptr, "", "relative/cache");
  const Variable home("HOME", "/home/ada");
  const Variable cache("XDG_CACHE_HOME", value);
  const Variable config("XDG_CONFIG_HOME", value);
  CHECK(fs::cache_home().value_or("") == "/home/ada/.cache");
  CHECK(fs::config_home().value_or("") == "/home/ada/.config");
}

TEST_CASE("without a usable variable the error names both", "[xdg]") {
  const char* const home_value = GENERATE(as<const char*>{}, nullptr, "", "relative");
  const Variable home("HOME", home_value);
  const Variable cache("XDG_CACHE_HOME", nullptr);
  const auto result = fs::cache_home();
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::kNotFound);
  CHECK(result.error().message.find("XDG_CACHE_HOME") != std::string::npos);
  CHECK(result.error().message.find("HOME is set") != std::string::npos);
}
