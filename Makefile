# Every command of the project. Needs Python 3.11 or newer and make; `make setup` brings the rest.
# Stamps keep work from being repeated: a target runs again only when its inputs changed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help

ROOT := $(CURDIR)
VENV := $(ROOT)/.venv
BIN := $(VENV)/bin
PY := $(BIN)/python
UV := $(ROOT)/.tools/bin/uv
NODE_BIN := $(ROOT)/node_modules/.bin

# Tools of this project first, never the machine's own ones.
export PATH := $(BIN):$(NODE_BIN):$(PATH)
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME
# The theme's notice about its successor; the versions are pinned.
export NO_MKDOCS_2_WARNING := 1

# ---- Set-up -------------------------------------------------------------------------------

SETUP := .venv/.complete node_modules/.complete

.PHONY: setup
setup: $(SETUP) ## Bring uv, Python 3.13, Node and all packages

.tools/.complete: requirements/uv.txt tools/bootstrap.sh
	@bash tools/bootstrap.sh .tools requirements/uv.txt
	@touch $@

.venv/.complete: .tools/.complete .python-version pyproject.toml requirements/dev.txt
	@test -x $(PY) && $(PY) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' \
		|| $(UV) venv --quiet --clear --python "$$(cat .python-version)" .venv
	$(UV) pip sync --quiet --python $(PY) --require-hashes requirements/dev.txt
	$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/.complete: package.json package-lock.json .npmrc | .venv/.complete
	npm ci --no-progress --loglevel=error
	@touch $@

.PHONY: lock
lock: .venv/.complete ## Renew the hashed locks from pyproject.toml, requirements/uv.in and package.json
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--custom-compile-command 'make lock' requirements/uv.in --output-file requirements/uv.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url \
		--custom-compile-command 'make lock' --group site --group test --group check \
		pyproject.toml --output-file requirements/dev.txt
	npm install --package-lock-only --no-progress --loglevel=error
	@! grep -nE 'https?://[^ "]*/.*\.(whl|tgz|tar\.gz)' requirements/*.txt package-lock.json \
		|| { echo 'A lock names a registry host.' >&2; exit 1; }

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14
