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

new_environment() { rm -rf "$directory" && "$python" -m venv "$@" "$directory" >/dev/null 2>&1; }

# Debian and Ubuntu keep what `venv` needs to bring pip along in a package of its own. Without it, a
# pip outside the environment will do, or, where that is allowed, the package is installed.
pip=("$directory/bin/python" -m pip)
if ! new_environment; then
  if "$python" -m pip --version >/dev/null 2>&1 && new_environment --without-pip; then
    pip=("$python" -m pip --python "$directory/bin/python")
  else
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes python3-venv >/dev/null
    fi
    if ! new_environment; then
      rm -rf "$directory"
      echo "Es fehlt das Paket python3-venv. (Install the package python3-venv, then run this again.)" >&2
      exit 1
    fi
  fi
fi
"${pip[@]}" install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
