#include "server/cli/options.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::server {
namespace {

Options parse(const std::vector<std::string>& arguments) { return parse_options(arguments, false); }

}  // namespace

TEST_CASE("without arguments an editor is served and a person gets help", "[server][cli]") {
  CHECK(parse_options({}, false).action == Action::kServe);
  CHECK(parse_options({}, true).action == Action::kUsageError);
  CHECK(parse_options({"--stdio"}, true).action == Action::kServe);
}

TEST_CASE("values are taken with an equals sign or as the next argument", "[server][cli]") {
  const std::vector<std::vector<std::string>> forms = {
      {"--compile-commands-dir=b", "--cache-dir=c", "--log-file=l", "--log=verbose", "--clientProcessId=42"},
      {"--compile-commands-dir", "b", "--cache-dir", "c", "--log-file", "l", "--log", "verbose", "--clientProcessId",
       "42"}};
  for (const std::vector<std::string>& form : forms) {
    const Options options = parse(form);
    CHECK(options.action == Action::kServe);
    CHECK(options.compile_commands_dir == "b");
    CHECK(options.cache_dir == "c");
    CHECK(options.log_file == "l");
    CHECK(options.log_level == base::LogLevel::kVerbose);
    CHECK(options.client_process_id == 42);
    CHECK(options.warnings.empty());
  }
}

TEST_CASE("an option whose name begins like another's is not mistaken for it", "[server][cli]") {
  const Options options = parse({"--log-file=verbose", "--cache-dirs=x"});
  CHECK(options.log_file == "verbose");
  CHECK(options.log_level == base::LogLevel::kInfo);
  CHECK(options.cache_dir.empty());
  CHECK(options.warnings.size() == 1);
}

TEST_CASE("unknown arguments are warned about and serving goes on", "[server][cli]") {
  const Options options = parse({"--frobnicate", "file.cpp", "--clang-tidy=0"});
  CHECK(options.action == Action::kServe);
  CHECK(options.warnings == std::vector<std::string>{"unknown argument --frobnicate is ignored",
                                                     "unknown argument file.cpp is ignored",
                                                     "unknown argument --clang-tidy=0 is ignored"});
}

TEST_CASE("an option without its value is warned about", "[server][cli]") {
  CHECK(parse({"--cache-dir"}).warnings.size() == 1);
}

TEST_CASE("wrong values are warned about and leave the default", "[server][cli]") {
  const Options options = parse({"--log=loud", "--clientProcessId=12x"});
  CHECK(options.log_level == base::LogLevel::kInfo);
  CHECK_FALSE(options.client_process_id);
  REQUIRE(options.warnings.size() == 2);
  CHECK(options.warnings[0].starts_with("--log=loud: "));
  CHECK(options.warnings[1] == "--clientProcessId=12x is not a process id");
}

TEST_CASE("process ids are positive and fit", "[server][cli]") {
  for (const std::string text : {"0", "-1", "", "99999999999999999999", " 1"}) {
    INFO(text);
    CHECK_FALSE(parse({"--clientProcessId=" + text}).client_process_id);
  }
}

TEST_CASE("other transports are refused, so that no client waits for ever", "[server][cli]") {
  for (const std::string argument : {"--pipe=/tmp/x", "--pipe", "--socket=1234"}) {
    const Options options = parse({argument});
    CHECK(options.action == Action::kUsageError);
    CHECK(options.error.find(argument) != std::string::npos);
  }
}

TEST_CASE("help and version end the reading of arguments", "[server][cli]") {
  CHECK(parse({"--help"}).action == Action::kHelp);
  CHECK(parse({"-h"}).action == Action::kHelp);
  CHECK(parse({"--unknown", "--version", "--pipe=x"}).action == Action::kVersion);
}

TEST_CASE("a sub-command takes its folder, files, workers and format in any order", "[server][cli]") {
  const Options options = parse({"check", "-j3", "dir", "--json", "a.c", "--log=error", "--", "-b.c"});
  CHECK(options.action == Action::kCheck);
  CHECK(options.directory == "dir");
  CHECK(options.files == std::vector<std::string>{"a.c", "-b.c"});
  CHECK(options.jobs == 3);
  CHECK(options.format == OutputFormat::kJson);
  CHECK(options.log_level == base::LogLevel::kError);
  CHECK(parse({"check", "-j", "4", "d"}).jobs == 4);
  CHECK(parse({"check", "-j=5", "--sarif", "d"}).format == OutputFormat::kSarif);
  CHECK(parse({"doctor", "d", "a.c"}).action == Action::kDoctor);
}

TEST_CASE("a sub-command refuses what serving would ignore", "[server][cli]") {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"check"},
                                             {"check", ""},
                                             {"check", "d", "--unknown"},
                                             {"check", "d", "-j", "0"},
                                             {"check", "d", "-j257"},
                                             {"check", "d", "-jx"},
                                             {"check", "d", "-j"},
                                             {"check", "d", "--log=loud"},
                                             {"doctor", "d", "--sarif"},
                                             {"doctor", "d", "-j2"},
                                             {"doctor", "d", "a.c", "b.c"}}) {
    CAPTURE(arguments);
    CHECK(parse(arguments).action == Action::kUsageError);
  }
}

TEST_CASE("globs of --query-driver are separated by commas and add up", "[server][cli]") {
  CHECK(parse({"--stdio"}).query_drivers.empty());
  CHECK(parse({"--query-driver=/usr/bin/*gcc*,,/opt/**/g++", "--query-driver", "/x"}).query_drivers ==
        std::vector<std::string>{"/usr/bin/*gcc*", "/opt/**/g++", "/x"});
}

TEST_CASE("the help text names every option", "[server][cli]") {
  for (const std::string option : {"--stdio", "--compile-commands-dir", "--query-driver", "--cache-dir",
                                   "--log=", "--log-file", "--clientProcessId", "--version", "--help", "-j N", "--json",
                                   "--sarif", "cairn check DIR", "cairn doctor DIR"}) {
    INFO(option);
    CHECK(help_text().find(option) != std::string::npos);
  }
}

TEST_CASE("a memory budget is a size with a unit, or a number of megabytes", "[server][cli]") {
  const auto budget = [](const std::string& size) { return parse({"--memory-budget=" + size}).memory_budget_mb; };
  CHECK(budget("600M") == 600U);
  CHECK(budget("600") == 600U);
  CHECK(budget("1.5G") == 1536U);
  CHECK(budget("2GiB") == 2048U);
  CHECK(budget("131072k") == 128U);
  for (const char* const wrong : {"", "G", "63M", "-1G", "2T", "600Mx", "nan", "inf", "1e300G", "1048577M"}) {
    CAPTURE(wrong);
    const Options options = parse({std::string("--memory-budget=") + wrong});
    CHECK_FALSE(options.memory_budget_mb);
    CHECK(options.warnings.size() == 1);
  }
}

TEST_CASE("cairn memory takes a folder or none, and may watch", "[server][cli]") {
  CHECK(parse({"memory"}).action == Action::kMemory);
  CHECK(parse({"memory"}).directory.empty());
  const Options options = parse({"memory", "d", "--watch", "--json"});
  CHECK(options.directory == "d");
  CHECK(options.is_watching);
  CHECK(options.format == OutputFormat::kJson);
  CHECK(parse({"memory", "a", "b"}).action == Action::kUsageError);
  CHECK(parse({"memory", "--dump-rows"}).action == Action::kUsageError);
  CHECK(parse({"query", "a", "--watch"}).action == Action::kUsageError);
}

}  // namespace cairn::server
