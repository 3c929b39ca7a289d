"""Which files and positions of the corpora a benchmark looks at. Imported by the benchmarks beside it."""
import json
import os
import pathlib
import random
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAIRN = os.environ.get("CAIRN", str(ROOT / "build/release/bin/cairn"))
CACHE = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
CORPORA = pathlib.Path(os.environ.get("CAIRN_CORPORA") or os.path.join(CACHE, "cairn-corpora"))
RESULTS = ROOT / "build/bench"

# What a corpus is called here: its folder, and the part of it that is looked at.
PARTS = {"fmtlib": ("fmtlib", ""), "leveldb": ("leveldb", ""), "redis": ("redis", "src/"),
         "sqlite3": ("sqlite3", ""), "clang": ("llvm-toolchain-19", "clang/lib/")}

KEYWORDS = set("""alignas alignof and and_eq asm bitand bitor bool break case catch char char8_t char16_t char32_t class
co_await co_return co_yield compl concept const consteval constexpr constinit const_cast continue decltype default delete
do double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable namespace
new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires restrict
return short signed sizeof static static_assert static_cast struct switch template thread_local throw true try typedef
typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq final override""".split())

# What of LLVM's sources the index of names is measured on.
LLVM_EXTENSIONS = {".c", ".cc", ".cpp", ".h", ".hpp", ".def", ".inc"}
LLVM_FOLDERS = ["llvm", "clang", "clang-tools-extra", "cmake", "third-party"]

TOKENS = re.compile(r"""
    (?P<skip> //(?:[^\n\\]|\\.|\\\n)* | /\*.*?\*/ | (?:u8|[uUL])?R"(?P<d>[^()\\\s]{0,16})\(.*?\)(?P=d)"
      | (?:u8|[uUL])?"(?:[^"\\\n]|\\.|\\\n)*" | (?:u8|[uUL])?'(?:[^'\\\n]|\\.)+' | \.?[0-9](?:[eEpP][+-]|'?[\w.])*
      | ^[ \t]*\#[ \t]*(?:include|import|error|warning|pragma)\b[^\n]* | ^[ \t]*\#[ \t]*\w* )
  | (?P<word> [^\W\d]\w* )""", re.VERBOSE | re.DOTALL | re.MULTILINE)


def stamp():
    """Says which build of Cairn: results of another one are not to be mixed with."""
    worker = pathlib.Path(CAIRN).resolve().parents[1] / "libexec/cairn/cairn-worker"
    return " ".join(f"{os.stat(program).st_mtime_ns:x}" for program in (CAIRN, worker))


def root_of(part):
    return CORPORA / PARTS[part][0]


def sources_of(part):
    """The sources of the compilation database, as paths, sorted; empty if the corpus is not there."""
    database = root_of(part) / "compile_commands.json"
    if not database.exists():
        return []
    prefix = str(root_of(part) / PARTS[part][1])
    paths = set()
    for entry in json.loads(database.read_text()):
        path = os.path.realpath(os.path.join(entry["directory"], entry["file"]))
        if path.startswith(os.path.realpath(prefix)) and os.path.exists(path):
            paths.add(path)
    return sorted(paths)


def pick_files(part, count, seed, smallest=1_000, largest=200_000):
    """`count` of the part's sources of `smallest` to `largest` bytes, at random; a larger count begins alike."""
    paths = [path for path in sources_of(part) if smallest <= os.path.getsize(path) <= largest]
    random.Random(f"{seed} {part}").shuffle(paths)
    return paths[:count]


def read_text(path):
    return pathlib.Path(path).read_text(encoding="utf-8", errors="replace")


def find_words(text):
    """(line, UTF-16 column, word, offset) of the identifiers outside of comments, literals and #include."""
    words, line, start = [], 0, 0
    for match in TOKENS.finditer(text):
        at = match.start()
        if match.lastgroup != "word" or match["word"] in KEYWORDS:
            continue
        line += text.count("\n", start, at)
        start = at
        begin = text.rfind("\n", 0, at) + 1
        words.append((line, len(text[begin:at].encode("utf-16-le")) // 2, match["word"], at))
    return words


def pick_words(path, text, count, seed):
    words = find_words(text)
    return sorted(random.Random(f"{seed} {path}").sample(words, min(count, len(words))))


def link_llvm_tree(target):
    """The corpus' chosen files as hard links below `target`."""
    source = CORPORA / "llvm-toolchain-19"
    if not (source / "llvm/CMakeLists.txt").exists():
        raise SystemExit("no LLVM sources; run: ./dev bench corpora llvm-toolchain-19")
    for folder in LLVM_FOLDERS:
        for directory, names, files in os.walk(source / folder):
            relative = pathlib.Path(directory).relative_to(source)
            names[:] = [n for n in names if n not in ("test", "unittests")]
            for name in files:
                if pathlib.Path(name).suffix not in LLVM_EXTENSIONS or os.path.islink(os.path.join(directory, name)):
                    continue
                (target / relative).mkdir(parents=True, exist_ok=True)
                os.link(os.path.join(directory, name), target / relative / name)
