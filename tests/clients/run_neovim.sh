#!/usr/bin/env bash
# Runs a script in headless Neovim against a server:
#   run_neovim.sh SERVER ROOT SCRIPT [SESSION]
# SCRIPT is neovim.lua or neovim_features.lua; SESSION, for the first, may say @ROOT@ for ROOT. Everything that Neovim
# and the server write goes to a temporary folder.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
if [[ $# -gt 3 ]]; then sed "s|@ROOT@|$2|g" "$4" > "$folder/session.json"; fi
export HOME="$folder" XDG_CACHE_HOME="$folder/cache" XDG_DATA_HOME="$folder/data" XDG_CONFIG_HOME="$folder/config"
export XDG_STATE_HOME="$folder/state"
CAIRN_SERVER="$1" CAIRN_ROOT="$2" CAIRN_SESSION="$folder/session.json" \
  timeout 300 nvim --headless -u NONE -i NONE -n -c "luafile $here/$3"
# The index is to stay.
left="$(find "$folder/cache/cairn" -type f -not -path '*/store/*' 2>/dev/null || true)"
if [[ -n "$left" ]]; then
  printf 'left behind:\n%s\n' "$left"
  exit 1
fi
