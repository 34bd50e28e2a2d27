# Every command of the project. Needs Python 3.11 or newer and make; `make setup` brings the rest.
# Nothing is repeated needlessly: a target runs again only when its inputs changed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help

# Relative, so that the clone may lie below a folder with spaces in its name.
PY := .venv/bin/python
UV := .tools/bin/uv

# Tools of this project first, never the machine's own ones.
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)
# And not as containers like to set it: without bytecode each of the many processes would compile all
# that it imports.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE
# The theme's notice about its successor; the versions are pinned.
export NO_MKDOCS_2_WARNING := 1

# ---- Set-up -------------------------------------------------------------------------------

# What serving the site takes, and what developing takes: the former must not wait for the latter.
SETUP := .venv/.site node_modules/.complete
DEVELOPING := .venv/.complete node_modules/.complete

.PHONY: setup
setup: $(DEVELOPING) ## Bring uv, Python 3.13, Node and all packages

.tools/.complete: requirements/uv.txt tools/bootstrap.sh
	@bash tools/bootstrap.sh .tools requirements/uv.txt
	@touch $@

.venv/.python: .tools/.complete .python-version
	@test -x $(PY) && $(PY) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' \
		|| $(UV) venv --quiet --clear --python "$$(cat .python-version)" .venv
	@touch $@

EDITABLE := $(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .

.venv/.site: .venv/.python pyproject.toml requirements/site.txt
	$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements/site.txt
	$(EDITABLE)
	@touch $@

.venv/.complete: .venv/.site requirements/dev.txt
	$(UV) pip sync --quiet --python $(PY) --require-hashes requirements/dev.txt
	$(EDITABLE)
	@touch $@

node_modules/.complete: package.json package-lock.json .npmrc | .venv/.site
	npm ci --no-progress --loglevel=error
	@touch $@

LOCK_OPTIONS := --quiet --universal --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

# What only one command needs comes when that is called.
.venv/.extra: .venv/.complete requirements/extra.txt
	$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements/extra.txt
	@touch $@

.PHONY: lock
lock: .venv/.site ## Write the hashed locks anew (UPGRADE=1 takes newer versions)
	$(UV) pip compile $(LOCK_OPTIONS) --python-version 3.11 \
		requirements/uv.in --output-file requirements/uv.txt
	$(UV) pip compile $(LOCK_OPTIONS) --all-extras --group site --group test --group check --group release pyproject.toml \
		--output-file requirements/dev.txt
	$(UV) pip compile $(LOCK_OPTIONS) --group site --constraint requirements/dev.txt pyproject.toml \
		--output-file requirements/site.txt
	$(UV) pip compile $(LOCK_OPTIONS) --group fuzz --group audit --group learn --constraint requirements/dev.txt pyproject.toml \
		--output-file requirements/extra.txt
	npm install --package-lock-only --no-progress --loglevel=error
	@! grep -nE 'https?://[^ "]*/.*\.(whl|tgz|tar\.gz)' requirements/*.txt package-lock.json \
		|| { echo 'A lock names a registry host.' >&2; exit 1; }

# ---- Building -----------------------------------------------------------------------------

# What was built from the same is not built again: publish/build.py remembers what each step was made of.
.PHONY: build
build: $(SETUP) ## Build the site into build/site
	@$(PY) -m publish.build

# Comes with every build, so that the site offers what belongs to it.
.PHONY: offline
offline: build ## Build the offline edition into build/offline (ZIP and single file)
	@ls -l build/offline

.PHONY: serve
serve: build ## Serve the site; build again on change (PORT=8000)
	@exec $(PY) -m publish.serve $(if $(PORT),--port $(PORT))

# ---- Testing and checking -----------------------------------------------------------------

# Browsers are looked for once; the stamp is removed with the virtual environment.
.venv/.chromium: tests/browsers.py | $(DEVELOPING)
	$(PY) -m tests.browsers chromium
	@touch $@

# These two only try the offline edition: where they cannot be had, those tests are skipped. Not in CI.
.venv/.engines: tests/browsers.py | $(DEVELOPING)
	@$(PY) -m tests.browsers firefox webkit || test -z "$${CI:-}"
	@touch $@

.PHONY: test
test: build .venv/.chromium .venv/.engines ## Run all tests (T='-k word' or a path narrows them)
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(T)

PYTHON_SOURCES := $(wildcard wizard publish desk tests bench)
PRETTIER_SOURCES := '*.json' '.*.json' 'wizard/browser/**/*.{js,ts,css}' 'publish/**/*.{js,css}' \
	'docs/assets/*.{js,css}' 'tests/**/*.js'

# Parts, so that `make --keep-going check` names everything that is wrong at once. The strict build is
# one of the checks.
CHECKS := check-format check-lint check-types check-imports check-scripts check-html check-spelling

.PHONY: check $(CHECKS)
check: build $(CHECKS) ## Format, lint, types, import contract, valid HTML, spelling, strict build

check-format: $(DEVELOPING)
	ruff format --check --output-format concise $(PYTHON_SOURCES)
	prettier --check --log-level warn --no-error-on-unmatched-pattern $(PRETTIER_SOURCES)

check-lint: $(DEVELOPING)
	ruff check --output-format concise $(PYTHON_SOURCES)

check-types: $(DEVELOPING)
	mypy $(PYTHON_SOURCES)

check-imports: $(DEVELOPING)
	lint-imports --no-logo

check-scripts: $(DEVELOPING)
	tsc --project tsconfig.json
	tsc --project tsconfig.worker.json

# Whole pages, but for rules that the theme breaks; and what is ours, by all recommended rules.
check-html: build
	html-validate --config .htmlvalidate.json build/site
	@rm -rf build/own-markup && $(PY) -m publish.markup build/site build/own-markup
	html-validate --config .htmlvalidate.own.json build/own-markup

check-spelling: build $(DEVELOPING)
	$(PY) -m publish.spelling

.PHONY: format
format: $(DEVELOPING) ## Format and mend what can be mended
	ruff check --fix-only --quiet $(PYTHON_SOURCES)
	ruff format --quiet $(PYTHON_SOURCES)
	prettier --write --log-level warn --no-error-on-unmatched-pattern $(PRETTIER_SOURCES)

# A package of its own: large, and needed for nothing else.
tools/lighthouse/node_modules/.complete: tools/lighthouse/package.json tools/lighthouse/package-lock.json | .venv/.site
	npm ci --prefix tools/lighthouse --no-progress --loglevel=error
	@touch $@

.PHONY: lighthouse
lighthouse: build .venv/.chromium tools/lighthouse/node_modules/.complete ## Hold pages against Lighthouse (100 each)
	@$(PY) -m tests.lighthouse

# The longer the better. What it learns stays in build/fuzz.
.PHONY: fuzz
fuzz: .venv/.extra ## Fuzz engine and readers, guided by coverage (FOR=600 seconds; F=redact narrows it)
	@$(PY) -m tests.fuzz --seconds $(or $(FOR),600) $(F)

# Made from the built site; needs the commit's date, so commit first. `TWICE=1` makes it again elsewhere
# and compares byte for byte.
.PHONY: release
release: build $(DEVELOPING) ## Make a release in dist/: wheel, site, offline edition, SBOM, checksums (TWICE=1 compares)
	@$(PY) -m publish.release $(if $(TWICE),--twice)

.PHONY: audit
audit: .venv/.extra node_modules/.complete ## Ask the registries for known weaknesses (3: could not ask)
	@$(PY) -m publish.audit

.PHONY: evaluate
evaluate: .venv/.site ## Hold the engine against the labelled messages
	@$(PY) -m wizard.evaluate

.PHONY: learn
learn: .venv/.extra ## Learn anew what the words of unknown messages tell, and say how well that works
	@$(PY) -m publish.word_weights

.PHONY: bench
bench: build .venv/.chromium ## Measure (never part of a test run; B=engine narrows it)
	@$(PY) -m bench $(B)

.PHONY: clean
clean: ## Remove what was built (not what make setup brought)
	rm -rf build dist test-results .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -not -path './.tools/*' -not -path './node_modules/*' \
		-prune -exec rm -rf {} +

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14
