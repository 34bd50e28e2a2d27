#!/usr/bin/env bash
# Puts uv, pinned by hash, into a small virtual environment of its own.
# Usage: bootstrap.sh <directory> <requirements file>. Set PYTHON to choose the interpreter.
set -euo pipefail

directory=$1
requirements=$2

# A pyenv shim named python3 may exist and yet not run (.python-version asks for a Python that
# pyenv has not got), so each candidate is tried, and pyenv's own versions come last.
works() { "$@" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

choose() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.13 python3.14 python3.12 python3.11 python \
    /usr/bin/python3 /usr/local/bin/python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[1-9]*/bin/python3; do
    if works "$candidate"; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

if ! python=$(choose); then
  echo "Es fehlt Python 3.11 oder neuer. (Python 3.11 or newer is needed: install it, or set PYTHON.)" >&2
  exit 1
fi

rm -rf "$directory"
if ! "$python" -m venv "$directory" 2>/dev/null; then
  # Debian and Ubuntu keep what `venv` needs in a package of its own.
  rm -rf "$directory"
  echo "Es fehlt das Modul ensurepip. (Install the package python3-venv, then run this again.)" >&2
  exit 1
fi
"$directory/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
