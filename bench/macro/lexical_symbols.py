"""What the index of names and Universal Ctags say of a tree. Imported by the benchmarks beside it."""
import collections
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
from sources import CAIRN, CORPORA, link_llvm_tree  # noqa: E402

# The kinds of core/model, by number, in the groups that are compared.
GROUPS = {0: "namespaces", 1: "classes", 2: "classes", 3: "classes", 4: "enums", 5: "enumerators", 6: "functions",
          7: "functions", 8: "functions", 9: "functions", 10: "functions", 11: "functions", 12: "variables",
          13: "variables", 14: "variables", 15: "typedefs and aliases", 17: "concepts", 18: "macros"}
CTAGS_GROUPS = {"namespace": "namespaces", "class": "classes", "struct": "classes", "union": "classes", "enum": "enums",
                "enumerator": "enumerators", "function": "functions", "prototype": "functions", "macro": "macros",
                "typedef": "typedefs and aliases", "member": "variables", "variable": "variables",
                "externvar": "variables"}
TREES = ["redis", "sqlite3", "fmtlib", "llvm-toolchain-19"]
ROW = re.compile(r"(.+):(\d+):(\d+) (\d+) (\S+) (lex:.*?) (\d+):(\d+)-(\d+):(\d+)$")
SYMBOL = re.compile(r"symbol (lex:.*) kind=(\d+) flags=\d+ ")

Symbol = collections.namedtuple("Symbol", "path line column name group roles last_line")
Tag = collections.namedtuple("Tag", "path line name group kind scope scope_kind end")


def tree_of(name, work):
    """The folder of a corpus; of LLVM the part that `lexical` measures, linked below `work`."""
    if name != "llvm-toolchain-19":
        return CORPORA / name
    link_llvm_tree(work / "llvm")
    return work / "llvm"


def original_of(name, tree, path):
    return CORPORA / name / path if name == "llvm-toolchain-19" else tree / path


def own_symbols(tree, work):
    """Each declaration and definition that the index has, a name's kind being that of its symbol; and its files."""
    cache = f"--cache-dir={work}/cache-{tree.name}"
    subprocess.run([CAIRN, "index", str(tree), "--lexical", cache], check=True, capture_output=True)
    dump = subprocess.run([CAIRN, "doctor", str(tree), "--dump-rows", cache], check=True, capture_output=True)
    rows, kinds, paths = [], {}, set()
    for line in dump.stdout.decode(errors="surrogateescape").splitlines():
        if line.startswith("symbol lex:"):
            found = SYMBOL.match(line)
            # Behind the scope, whose parts end with "::"; before the letter of the kind.
            kinds[found[1]] = int(found[2])
        elif line.startswith("identifier "):
            paths.add(line.split(" ", 2)[2])
        elif " lex:" in line:
            rows.append(line)
    symbols = []
    for line in rows:
        found = ROW.match(line)
        if not found or found[6] not in kinds:
            continue
        bare = re.sub(r"#[A-Z](@.*)?$", "", found[6][4:])
        operator = re.search(r"(?:^|::)(operator\b(?!\w).*)$", bare)
        name = operator[1] if operator else bare.rsplit("::", 1)[-1]
        symbols.append(Symbol(found[1], int(found[2]), int(found[3]), name, GROUPS.get(kinds[found[6]], "other"),
                              found[5], int(found[9])))
    return symbols, sorted(paths)


def ctags_tags(tree, files, work, prototypes=False):
    """What ctags says of the files, without names of its own making and what stands inside of functions."""
    listing = work / "ctags-files"
    listing.write_text("\n".join(files) + "\n")
    kinds = "+px" if prototypes else "+"
    out = subprocess.run(
        ["ctags", "--output-format=json", "--fields=+neKSZ", f"--kinds-C={kinds}", f"--kinds-C++={kinds}",
         "--map-C++=+.inc", "--map-C++=+.def", "--languages=C,C++", "-f", "-", "-L", str(listing)],
        check=True, capture_output=True, cwd=tree).stdout.decode(errors="surrogateescape")
    tags, bodies = [], collections.defaultdict(list)
    for line in out.splitlines():
        tag = json.loads(line)
        if tag.get("_type") != "tag":
            continue
        group = CTAGS_GROUPS.get(tag["kind"])
        if group is None or tag["name"].startswith("__anon"):
            continue
        end = tag.get("end", tag["line"])
        if tag["kind"] == "function":
            bodies[tag["path"]].append((tag["line"], end))
        tags.append(Tag(tag["path"], tag["line"], tag["name"], group, tag["kind"], tag.get("scope", ""),
                        tag.get("scopeKind", ""), end))
    return [tag for tag in tags
            if tag.group == "macros" or not any(first < tag.line <= last for first, last in bodies[tag.path]
                                                if first <= tag.line)]


def read_lines(path, cache={}):
    if path not in cache:
        if len(cache) > 200:
            cache.clear()
        cache[path] = pathlib.Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    return cache[path]


def source_line(path, line):
    lines = read_lines(os.fspath(path))
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""


def included_by(tree, work):
    """(included, includer) pairs of the index made by own_symbols()."""
    dump = subprocess.run([CAIRN, "doctor", str(tree), "--dump-rows", f"--cache-dir={work}/cache-{tree.name}"],
                          check=True, capture_output=True)
    pairs = []
    for line in dump.stdout.decode(errors="surrogateescape").splitlines():
        found = re.match(r"(.+):\d+ include [<\"].*[>\"] (.+)$", line)
        if found and found[2] != "-":
            pairs.append((found[2], found[1]))
    return pairs
