#include "core/project/driver_query.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "platform/base/log.h"
#include "platform/fs/path.h"
#include "platform/proc/capture.h"

namespace cairn::project {
namespace {

constexpr std::size_t kMaxCalls = 32;
constexpr std::chrono::milliseconds kRunLimit{5000};
constexpr std::size_t kMaxOutputBytes = std::size_t{1} << 20;

// Architectures that Debian's clang 19 has (`clang -print-targets`), as triples begin. libclang
// refuses a command with any other --target.
constexpr auto kArchitectures = std::to_array<std::string_view>(
    {"x86_64",  "i386",    "i486",    "i586",      "i686",   "aarch64", "arm", "thumb",
     "riscv32", "riscv64", "powerpc", "ppc",       "mips",   "s390x",   "avr", "msp430",
     "sparc",   "m68k",    "wasm32",  "loongarch", "wasm64", "hexagon", "bpf", "xcore"});

std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
}

bool is_known_target(std::string_view triple) {
  const bool is_plain = std::all_of(triple.begin(), triple.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  });
  return is_plain && std::any_of(kArchitectures.begin(), kArchitectures.end(),
                                 [&](std::string_view name) { return triple.starts_with(name); });
}

// The absolute path of a program as execvp would find it.
std::optional<std::string> find_program(const std::string& program) {
  if (program.starts_with('/')) return fs::normalize_path(program);
  const char* variable = std::getenv("PATH");
  std::string_view folders = variable == nullptr ? std::string_view() : variable;
  while (!folders.empty()) {
    const std::string_view folder = folders.substr(0, folders.find(':'));
    folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
    if (!folder.starts_with('/')) continue;  // relative ones depend on where the server was started
    std::string path = fs::join_path(folder, program);
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return std::nullopt;
}

// The file to run for `program`; nothing if the user does not allow it.
std::optional<std::string> allowed_program(const std::string& program, const std::vector<std::string>& globs) {
  const auto is_allowed = [&](const std::string& path) {
    return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return matches_glob(glob, path); });
  };
  const std::optional<std::string> spelled = find_program(program);
  if (!spelled) return std::nullopt;
  if (is_allowed(*spelled)) return spelled;
  const Result<std::string> real = fs::real_path(*spelled);
  if (real && is_allowed(*real)) return *real;
  return std::nullopt;
}

Result<std::string> run(std::vector<std::string> argv, proc::OutputStream stream, const std::stop_token& stop) {
  proc::CaptureOptions options;
  options.argv = std::move(argv);
  // GCC translates the lines that are looked for.
  options.set_env = {{"LC_ALL", "C"}, {"LANGUAGE", ""}};
  options.working_directory = "/";
  options.stream = stream;
  options.limit = kRunLimit;
  options.max_bytes = kMaxOutputBytes;
  return proc::capture_output(options, stop);
}

Result<DriverAnswer> ask(const std::string& program, const DriverCall& call, const std::stop_token& stop) {
  std::vector<std::string> argv = {program, "-E", "-v"};
  argv.insert(argv.end(), call.options.begin(), call.options.end());
  argv.insert(argv.end(), {"-x", call.language, "/dev/null"});
  const Result<std::string> output = run(std::move(argv), proc::OutputStream::kStderr, stop);
  if (!output) return unexpected(output.error());
  Result<DriverAnswer> answer = parse_driver_output(*output);
  if (!answer) return unexpected(std::move(answer).error().within(program));
  // stddef.h, immintrin.h and the like are made for one compiler: clang needs its own.
  const Result<std::string> own = run({program, "-print-file-name=include"}, proc::OutputStream::kStdout, stop);
  if (own) std::erase(answer->system_includes, trimmed(own->substr(0, own->find('\n'))));
  return answer;
}

}  // namespace

bool matches_glob(std::string_view glob, std::string_view path) {
  // reachable[i]: what was read of the path matches the first i characters of the glob.
  std::vector<bool> reachable(glob.size() + 1, false);
  const auto is_double = [&](std::size_t i) { return glob.substr(i).starts_with("**"); };
  const auto enter = [&](std::vector<bool>& states, std::size_t i) {
    states[i] = true;
    while (i < glob.size() && glob[i] == '*') {  // a star also stands for nothing
      i += is_double(i) ? 2 : 1;
      states[i] = true;
    }
  };
  enter(reachable, 0);
  for (const char c : path) {
    std::vector<bool> next(glob.size() + 1, false);
    for (std::size_t i = 0; i < glob.size(); ++i) {
      // The second star of a pair is never a state of its own.
      if (!reachable[i]) continue;
      if (glob[i] != '*') {
        if (glob[i] == c) enter(next, i + 1);
      } else if (is_double(i) || c != '/') {
        enter(next, i);
      }
    }
    reachable.swap(next);
  }
  return reachable[glob.size()];
}

Result<DriverAnswer> parse_driver_output(std::string_view output) {
  enum class State { kBefore, kInList, kAfter };
  State state = State::kBefore;
  constexpr std::string_view kTarget = "Target: ";
  DriverAnswer answer;
  while (!output.empty()) {
    const std::string_view line = trimmed(output.substr(0, output.find('\n')));
    output.remove_prefix(
        std::min(output.size(), output.find('\n') == std::string_view::npos ? output.size() : output.find('\n') + 1));
    if (state == State::kInList) {
      if (line == "End of search list.") {
        state = State::kAfter;
      } else if (line.starts_with('/')) {
        answer.system_includes.emplace_back(line);
      }
    } else if (line == "#include <...> search starts here:") {
      state = State::kInList;
    } else if (answer.target.empty() && line.starts_with(kTarget)) {
      const std::string_view triple = line.substr(kTarget.size());
      if (is_known_target(triple)) answer.target = triple;
    }
  }
  if (state != State::kAfter)
    return unexpected(ErrorCode::kCorrupt, "its output has no complete list of include folders");
  return answer;
}

DriverTable query_drivers(const std::set<DriverCall>& calls, const std::vector<std::string>& globs,
                          std::vector<std::string>& warnings, const std::stop_token& stop) {
  DriverTable table;
  std::size_t run_calls = 0;
  for (const DriverCall& call : calls) {
    if (stop.stop_requested()) break;
    const std::optional<std::string> program = allowed_program(call.program, globs);
    if (!program) {
      base::log_verbose("--query-driver: {} is not found or not allowed", call.program);
      continue;
    }
    if (++run_calls > kMaxCalls) {
      warnings.push_back(fmt::format("--query-driver: only the first {} kinds of compiler calls are asked", kMaxCalls));
      break;
    }
    Result<DriverAnswer> answer = ask(*program, call, stop);
    if (answer) {
      base::log_info("--query-driver: {} for {}: {} folders, target {}", *program, call.language,
                     answer->system_includes.size(), answer->target);
      table.emplace(call, *std::move(answer));
    } else {
      warnings.push_back(fmt::format("--query-driver: {}", answer.error().message));
    }
  }
  return table;
}

void apply_answer(const DriverAnswer& answer, std::vector<std::string>& arguments) {
  for (const std::string& folder : answer.system_includes) {
    arguments.emplace_back("-isystem");
    arguments.push_back(folder);
  }
  const bool has_target = std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
    return argument == "-target" || argument.starts_with("--target=");
  });
  if (!answer.target.empty() && !has_target) arguments.push_back("--target=" + answer.target);
}

}  // namespace cairn::project
