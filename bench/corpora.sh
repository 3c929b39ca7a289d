# shellcheck shell=bash
# The source trees that benchmarks run on: Debian source packages, each with a compile_commands.json. Sourced by
# ./dev, whose say, fail, usage_error, require_packages and $jobs it uses. bench/README.md says where things lie.
#
# The packages come by `apt-get source`, with lists and a cache of our own, so that the machine's package lists stay
# as they are; the mirror is the one that the machine is configured for. A corpus counts as there when its
# compile_commands.json is, and that file is the last thing to appear: after an interruption, run it again.

corpora="${CAIRN_CORPORA:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/cairn-corpora}"
default_corpora=(redis leveldb fmtlib sqlite3)
# What preparing each needs. llvm-toolchain-* come only when asked for by name: they take gigabytes.
declare -A corpus_packages=(
  [redis]="bear make gcc libc6-dev g++-12"
  [leveldb]="cmake ninja-build g++-12"
  [fmtlib]="cmake ninja-build g++-12 googletest"
  [sqlite3]="bear make gcc libc6-dev tcl"
  [llvm-toolchain-16]="cmake ninja-build g++-12 python3-minimal"
  [llvm-toolchain-19]="cmake ninja-build g++-12 python3-minimal llvm-19 clang-tools-19"
)

# bring_corpora [NAME…]
bring_corpora() {
  local names=("$@") name
  if [[ ${#names[@]} -eq 0 ]]; then names=("${default_corpora[@]}"); fi
  for name in "${names[@]}"; do
    [[ -v "corpus_packages[$name]" ]] ||
      usage_error "bench corpora: no corpus named '$name'; there are: $(printf '%s\n' "${!corpus_packages[@]}" | sort | paste -sd " ")"
  done
  [[ "$corpora" == /* ]] || fail "CAIRN_CORPORA must be an absolute path"
  mkdir -p "$corpora"
  for name in "${names[@]}"; do
    bring_corpus "$name"
  done
}

bring_corpus() {
  local name="$1" folder="$corpora/$1"
  if [[ -f "$folder/compile_commands.json" ]]; then
    say "$name: already there"
    return
  fi
  if [[ ! -d "$folder" ]]; then fetch_source "$name"; fi
  local needs
  read -ra needs <<<"${corpus_packages[$name]}"
  require_packages "${needs[@]}"
  say "$name: preparing (log: $corpora/$name.log)"
  "prepare_${name//[.-]/_}" "$folder" "$folder/.compile_commands.json" >"$corpora/$name.log" 2>&1 ||
    fail "$name: preparing failed; the end of $corpora/$name.log: $(tail -n 5 "$corpora/$name.log")"
  local units
  units="$(grep -c '"file":' "$folder/.compile_commands.json")" || fail "$name: its compile_commands.json names no file"
  mv "$folder/.compile_commands.json" "$folder/compile_commands.json"
  say "$name: ready, $units units, in $folder"
}

# --- fetching ---------------------------------------------------------------------------------------------------

fetch_source() {
  local name="$1" work="$corpora/.fetch/$1" trees
  require_packages dpkg-dev
  configure_apt
  say "$name: fetching with apt-get source"
  rm -rf "$work"
  mkdir -p "$work"
  (cd "$work" && apt-get "${apt_options[@]}" -qq source --only-source "$name") || fail "$name: apt-get source failed"
  trees=("$work"/*/)
  [[ ${#trees[@]} -eq 1 && -d "${trees[0]}" ]] || fail "$name: expected one source tree in $work"
  mv "${trees[0]%/}" "$corpora/$name"
  rm -rf "$work"
}

# Writes our own source list once per run and reads the lists. Sets `apt_options`.
configure_apt() {
  [[ -z "${apt_options:-}" ]] || return 0
  local apt="$corpora/.apt"
  mkdir -p "$apt/sources" "$apt/lists/partial" "$apt/cache/archives/partial"
  (
    umask 077 # a mirror's address may hold a password
    codename="$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")"
    list_entries "$codename" >"$apt/sources/debian.list"
    deb822_entries "$codename" >"$apt/sources/debian.sources"
  )
  [[ -s "$apt/sources/debian.list" || -s "$apt/sources/debian.sources" ]] ||
    fail "no Debian mirror is configured in /etc/apt"
  # Sandbox::User: _apt cannot write below a private home folder.
  apt_options=(
    -o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$apt/sources"
    -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o "APT::Sandbox::User=root"
  )
  apt-get "${apt_options[@]}" -qq update || fail "apt-get could not read the source lists"
}

# list_entries CODENAME: this Debian's `deb` lines of one-line-style lists, as deb-src.
list_entries() {
  local files=(/etc/apt/sources.list /etc/apt/sources.list.d/*.list) file
  for file in "${files[@]}"; do
    if [[ -r "$file" ]]; then
      sed -nE "s/^[[:space:]]*deb([[:space:]]+(\[[^]]*\][[:space:]]+)?[^[:space:]]+[[:space:]]+$1([-\/][^[:space:]]*)?[[:space:]]+([^#]*[[:space:]])?main([[:space:]].*)?)$/deb-src\1/p" "$file"
    fi
  done
}

# deb822_entries CODENAME: the same of deb822-style lists.
deb822_entries() {
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -r "$file" ]] || continue
    sed -e '/^#/d' "$file" | awk -v codename="$1" '
      BEGIN { RS = ""; FS = "\n" }
      {
        binary = suite = component = 0; disabled = 0; text = ""
        for (i = 1; i <= NF; i++) {
          line = tolower($i)
          if (line ~ /^types:/) { binary = line ~ /[: \t]deb([ \t]|$)/; text = text "Types: deb-src\n"; continue }
          if (line ~ /^suites:/) suite = line ~ ("[: \t]" codename "([-/ \t]|$)")
          if (line ~ /^components:/) component = line ~ /[: \t]main([ \t]|$)/
          if (line ~ /^enabled:[ \t]*no/) disabled = 1
          text = text $i "\n"
        }
        if (binary && suite && component && !disabled) print text
      }'
  done
}

# --- preparing --------------------------------------------------------------------------------------------------
# prepare_NAME FOLDER DATABASE: leaves a compilation database in DATABASE. Steps are chained with &&, because the
# caller looks at the result, which turns `set -e` off in here.

# record_make FOLDER DATABASE MAKE-ARGUMENTS…: a real build, watched by bear, from scratch: an interrupted one would
# leave out of the database what it had compiled already.
record_make() {
  local folder="$1" database="$2"
  shift 2
  make -C "$folder" clean && (cd "$folder" && bear --output "$database" -- make -j "$jobs" "$@")
}

# export_cmake FOLDER DATABASE CMAKE-ARGUMENTS…: configuring is enough, nothing is built.
export_cmake() {
  local folder="$1" database="$2"
  shift 2
  cmake -S "$folder" -B "$folder/build" -G Ninja -DCMAKE_CXX_COMPILER=g++-12 -DCMAKE_EXPORT_COMPILE_COMMANDS=ON "$@" &&
    cp "$folder/build/compile_commands.json" "$database"
}

prepare_redis() { record_make "$1" "$2" MALLOC=libc USE_SYSTEMD=no; }

prepare_leveldb() { export_cmake "$1" "$2" -DLEVELDB_BUILD_TESTS=OFF -DLEVELDB_BUILD_BENCHMARKS=OFF; }

prepare_fmtlib() { export_cmake "$1" "$2" -DFMT_DOC=OFF; }

prepare_sqlite3() { (cd "$1" && ./configure --disable-tcl) && record_make "$1" "$2"; }

# The generated headers are built as well, so that every unit parses; by Debian's generators of the same version,
# since building those would take longer than all else.
prepare_llvm_toolchain_19() {
  export_cmake "$1/llvm" "$2" -DCMAKE_BUILD_TYPE=Release -DLLVM_TARGETS_TO_BUILD=X86 \
    -DLLVM_ENABLE_PROJECTS="clang;clang-tools-extra" -DLLVM_INCLUDE_TESTS=OFF -DLLVM_INCLUDE_BENCHMARKS=OFF \
    -DLLVM_TABLEGEN=/usr/lib/llvm-19/bin/llvm-tblgen -DCLANG_TABLEGEN=/usr/lib/llvm-19/bin/clang-tblgen &&
    cmake --build "$1/llvm/build" -j "$jobs" --target intrinsics_gen clang-tablegen-targets
}

# Only its sources are looked at (bench/macro/checkout): nothing is generated.
prepare_llvm_toolchain_16() {
  export_cmake "$1/llvm" "$2" -DCMAKE_BUILD_TYPE=Release -DLLVM_TARGETS_TO_BUILD=X86 -DLLVM_ENABLE_PROJECTS=clang \
    -DLLVM_INCLUDE_TESTS=OFF -DLLVM_INCLUDE_BENCHMARKS=OFF
}
