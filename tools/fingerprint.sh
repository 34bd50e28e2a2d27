#!/usr/bin/env bash
# Prints one number for the names and contents of all files below the given paths. The Makefile
# puts it into the name of a stamp, so that only a real change (not a mere new date) builds again
# and a deleted file counts as a change.
set -euo pipefail

paths=()
for path in "$@"; do
  if [ -e "$path" ]; then paths+=("$path"); fi
done
if [ ${#paths[@]} -eq 0 ]; then echo none; exit; fi
find "${paths[@]}" -name __pycache__ -prune -o -type f -print0 |
  LC_ALL=C sort -z | xargs -0 cksum | cksum | tr -s ' \t' '-'
