// One pass over the words: skip the wrappers and the compiler, then keep or drop each
// option with its value. The tables name what must go (it writes files, runs foreign
// code, or makes no sense without the real build) and which kept options take their
// value as the next word, so that the value is not mistaken for an input.
#include "core/project/normalise.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "core/project/language.h"
#include "core/project/response_files.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

using Words = std::vector<std::string>;

// How an option is spelled.
enum class Form {
  kFlag,              // -c
  kPrefix,            // -MD, -MMD: everything that starts so
  kSeparate,          // --serialize-diagnostics FILE
  kPrefixSeparate,    // -plugin-arg-NAME VALUE
  kJoinedOrSeparate,  // -oFILE, -o FILE
};

struct Option {
  std::string_view name;
  Form form;
};

// Names are clang's (clang/Driver/Options.td) and GCC's. The first match counts.
constexpr auto kDropped = std::to_array<Option>({
    // What to produce, and where.
    {"-c", Form::kFlag},
    {"-S", Form::kFlag},
    {"-E", Form::kFlag},
    {"-o", Form::kJoinedOrSeparate},
    {"--output", Form::kSeparate},
    {"--output=", Form::kPrefix},
    {"-emit-", Form::kPrefix},
    {"-save-temps", Form::kPrefix},
    {"--save-temps", Form::kPrefix},
    {"-dumpbase", Form::kSeparate},
    {"-dumpdir", Form::kSeparate},
    {"--serialize-diagnostics", Form::kSeparate},
    {"-serialize-diagnostics", Form::kSeparate},
    {"-serialize-diagnostic-file", Form::kSeparate},
    // Dependency files.
    {"-MF", Form::kJoinedOrSeparate},
    {"-MT", Form::kJoinedOrSeparate},
    {"-MQ", Form::kJoinedOrSeparate},
    {"-MJ", Form::kJoinedOrSeparate},
    {"-M", Form::kPrefix},
    {"-Wp,-M", Form::kPrefix},
    {"-dependency-file", Form::kSeparate},
    // Precompiled headers and modules of the build: made by another compiler or not made yet.
    {"-include-pch", Form::kSeparate},
    {"-fmodule", Form::kPrefix},
    {"-fprebuilt-module-path=", Form::kPrefix},
    // Code that a workspace would have us load.
    {"-fplugin", Form::kPrefix},
    {"-fpass-plugin=", Form::kPrefix},
    {"-load", Form::kSeparate},
    {"-plugin-arg-", Form::kPrefixSeparate},
    {"-plugin", Form::kSeparate},
    {"-add-plugin", Form::kSeparate},
    {"-mllvm", Form::kSeparate},
    // Colours are for terminals.
    {"-fcolor-diagnostics", Form::kFlag},
    {"-fno-color-diagnostics", Form::kFlag},
    {"-fdiagnostics-color", Form::kPrefix},
    {"-fno-diagnostics-color", Form::kFlag},
    {"-fansi-escape-codes", Form::kFlag},
    // The linker's.
    {"-Wl,", Form::kPrefix},
    {"-Xlinker", Form::kSeparate},
    {"-L", Form::kJoinedOrSeparate},
    {"-l", Form::kJoinedOrSeparate},
    {"-T", Form::kJoinedOrSeparate},
    {"-e", Form::kSeparate},
    {"-u", Form::kSeparate},
    {"-z", Form::kSeparate},
    {"-rpath", Form::kSeparate},
    {"-framework", Form::kSeparate},
});

constexpr auto kKeptWithValue = std::to_array<std::string_view>({
    "-I",
    "-D",
    "-U",
    "-A",
    "-F",
    "-B",
    "-x",
    "-include",
    "-imacros",
    "-isystem",
    "-iquote",
    "-idirafter",
    "-iprefix",
    "-iwithprefix",
    "-iwithprefixbefore",
    "-isysroot",
    "-iframework",
    "-iframeworkwithsysroot",
    "-isystem-after",
    "-cxx-isystem",
    "-c-isystem",
    "-stdlib++-isystem",
    "-ivfsoverlay",
    "-working-directory",
    "-resource-dir",
    "--sysroot",
    "-gcc-toolchain",
    "-target",
    "-arch",
    "-specs",
    "-wrapper",
    "-aux-info",
    "--param",
    "--config",
    "--include",
    "--imacros",
    "--include-directory",
    "--define-macro",
    "--undefine-macro",
    "-Xclang",
    "-Xpreprocessor",
    "-Xassembler",
});

// How many words a dropped option takes, itself included; 0 for one that is kept.
std::size_t dropped_words(std::string_view word) {
  for (const Option& option : kDropped) {
    if (!word.starts_with(option.name)) continue;
    const bool is_exact = word.size() == option.name.size();
    switch (option.form) {
      case Form::kFlag:
        if (is_exact) return 1;
        break;
      case Form::kPrefix:
        return 1;
      case Form::kSeparate:
        if (is_exact) return 2;
        break;
      case Form::kPrefixSeparate:
        return 2;
      case Form::kJoinedOrSeparate:
        return is_exact ? 2 : 1;
    }
  }
  return 0;
}

struct Wrapper {
  std::string_view name;
  bool takes_options;
  std::string_view options_with_value;  // each between blanks
};

constexpr auto kWrappers = std::to_array<Wrapper>({
    {"ccache", false, ""},
    {"sccache", false, ""},
    {"distcc", false, ""},
    {"icecc", false, ""},
    {"gomacc", false, ""},
    {"env", true, " -u -C --unset --chdir "},
    {"nice", true, " -n --adjustment "},
    {"time", true, " -f -o --format --output "},
    {"libtool", true, " --tag --mode "},
});

std::string_view name_of(std::string_view word) { return word.substr(word.rfind('/') + 1); }

bool is_libtool(std::string_view word) { return name_of(word).ends_with("libtool"); }

bool is_shell(std::string_view word) {
  const std::string_view name = name_of(word);
  return name == "sh" || name == "bash" || name == "dash" || name == "ksh";
}

const Wrapper* find_wrapper(std::string_view word) {
  const std::string_view name = is_libtool(word) ? "libtool" : name_of(word);
  const auto* found =
      std::find_if(kWrappers.begin(), kWrappers.end(), [&](const Wrapper& w) { return w.name == name; });
  return found == kWrappers.end() ? nullptr : &*found;
}

// VAR=value, as env, ccache and shells take it before the program.
bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == 0 || equals == std::string_view::npos) return false;
  return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

class Normaliser {
 public:
  Normaliser(std::string_view directory, std::string_view input) : directory_(directory), input_(resolve(input)) {}

  Words run(const Words& argv) {
    std::size_t at = compiler_position(argv);
    bool is_cxx_compiler = false;
    // Without a program in front ("distcc -c a.c" means cc) the options begin at once.
    if (at < argv.size() && !argv[at].starts_with('-')) {
      is_cxx_compiler = name_of(argv[at]).find("++") != std::string_view::npos;
      ++at;
    }
    while (at < argv.size() && argv[at] != "--") at += take(argv, at);

    const std::string_view suffix = suffix_of(input_);
    if (is_cxx_compiler && !has_language_ && (suffix == "c" || suffix == "h")) kept_.insert(kept_.begin(), "-xc++");
    return std::move(kept_);
  }

 private:
  std::string resolve(std::string_view path) const { return fs::join_path(directory_, path); }

  // Keeps or drops the option or input at `at`; returns the number of words it takes.
  std::size_t take(const Words& argv, std::size_t at) {
    const std::string& word = argv[at];
    if (!word.starts_with('-') || word == "-") {
      seen_input_ = seen_input_ || resolve(word) == input_;
      return 1;
    }
    if (const std::size_t words = dropped_words(word); words != 0) return words;
    if (word == "-Xclang" || word == "-Xpreprocessor") return take_passed_on(argv, at);
    if (word.starts_with("-x") || word.starts_with("-ObjC")) return take_language(argv, at);

    if (std::find(kKeptWithValue.begin(), kKeptWithValue.end(), word) == kKeptWithValue.end()) {
      kept_.push_back(word);
      return 1;
    }
    keep_with_value(argv, at);
    return 2;
  }

  // An option without its value would swallow the input that the worker appends.
  void keep_with_value(const Words& argv, std::size_t at) {
    if (at + 1 == argv.size()) return;
    kept_.push_back(argv[at]);
    kept_.push_back(argv[at + 1]);
  }

  // -Xclang OPTION: judged as the option itself; its value comes as a second such pair.
  std::size_t take_passed_on(const Words& argv, std::size_t at) {
    if (at + 1 == argv.size()) return 1;
    const std::size_t words = dropped_words(argv[at + 1]);
    if (words == 0) keep_with_value(argv, at);
    const bool has_value_pair = words == 2 && at + 3 < argv.size() && argv[at + 2] == argv[at];
    return has_value_pair ? 4 : 2;
  }

  // -x speaks of the inputs after it only.
  std::size_t take_language(const Words& argv, std::size_t at) {
    const std::size_t words = argv[at] == "-x" ? 2 : 1;
    if (seen_input_ || at + words > argv.size()) return words;
    has_language_ = true;
    kept_.insert(kept_.end(), argv.begin() + static_cast<std::ptrdiff_t>(at),
                 argv.begin() + static_cast<std::ptrdiff_t>(at + words));
    return words;
  }

  const std::string directory_;
  const std::string input_;
  Words kept_;
  bool seen_input_ = false;
  bool has_language_ = false;
};

}  // namespace

std::size_t compiler_position(const std::vector<std::string>& argv) {
  std::size_t at = 0;
  while (at < argv.size()) {
    const std::string& word = argv[at];
    if (is_assignment(word) || (is_shell(word) && at + 1 < argv.size() && is_libtool(argv[at + 1]))) {
      ++at;
      continue;
    }
    const Wrapper* wrapper = find_wrapper(word);
    if (wrapper == nullptr) break;
    ++at;
    while (wrapper->takes_options && at < argv.size() && argv[at].starts_with('-')) {
      const bool has_value = wrapper->options_with_value.find(" " + argv[at] + " ") != std::string_view::npos;
      at += has_value ? 2 : 1;
    }
  }
  return std::min(at, argv.size());
}

std::vector<std::string> normalise_arguments(const std::vector<std::string>& argv, std::string_view directory,
                                             std::string_view input) {
  return Normaliser(directory, input).run(expand_response_files(argv, directory));
}

}  // namespace cairn::project
