#!/usr/bin/env bash
# Runs emacs.el in headless Emacs against a server:
#   run_emacs.sh SERVER ROOT
# Everything that Emacs and the server write goes to a temporary folder.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
export HOME="$folder" XDG_CACHE_HOME="$folder/cache" XDG_CONFIG_HOME="$folder/config"
CAIRN_SERVER="$1" CAIRN_ROOT="$2" timeout 300 emacs --batch -l "$here/emacs.el" 2>"$folder/messages" || {
  status=$?
  tail -n 20 "$folder/messages"
  exit "$status"
}
# The index is to stay.
left="$(find "$folder/cache/cairn" -type f -not -path '*/store/*' 2>/dev/null || true)"
if [[ -n "$left" ]]; then
  printf 'left behind:\n%s\n' "$left"
  exit 1
fi
