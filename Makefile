# SPDX-License-Identifier: AGPL-3.0-or-later
# The whole developer interface. `make help` lists it; ARCHITECTURE.md explains it.

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMPS := build/stamps
DEMO := build/demo

# The first interpreter that is new enough; a version manager's "python3" may be older than the system's.
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14 /usr/bin/python3; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
FRONT_SOURCES := $(shell find gadget/src gadget/i18n service/directory/data -type f 2>/dev/null) gadget/build.mjs gadget/pins.json

export PYTHONDONTWRITEBYTECODE := 1
# Pywikibot writes logs beside the current folder, and looks for a configuration, unless it is told not to.
export PYWIKIBOT_DIR ?= $(CURDIR)/build/pywikibot
export PYWIKIBOT_NO_USER_CONFIG ?= 2

.PHONY: help run test check wiki bench lock format clean
.DEFAULT_GOAL := help

help: ## List these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(STAMPS)/run $(STAMPS)/front ## Set everything up and serve on 127.0.0.1:8000 (PORT=…) with a demo team
	@$(BIN)/python -m service.demo --port $(PORT) --folder $(DEMO)

test: $(STAMPS)/dev $(STAMPS)/front $(STAMPS)/system ## Set everything up and run every test
	npm test --silent
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/unit tests/api
	$(BIN)/python -m pytest -n 2 --dist loadgroup tests/wiki tests/browser

check: $(STAMPS)/dev $(STAMPS)/npm ## Lint and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --config importlinter.ini --no-cache
	$(BIN)/djlint service/templates --lint --quiet
	npm run check --silent

wiki: $(STAMPS)/dev $(STAMPS)/front $(STAMPS)/system ## Real MediaWikis with the gadget and case pages, wired to `make run`
	@$(BIN)/python -m tests.wiki.serve --service http://127.0.0.1:$(PORT) --demo $(DEMO)

bench: $(STAMPS)/dev $(STAMPS)/front $(STAMPS)/system ## Measure; a table, and build/bench.json
	$(BIN)/python -m tests.bench

lock: $(STAMPS)/dev ## Resolve the dependencies anew, with hashes
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --group dev -c requirements.txt pyproject.toml -o requirements/dev.txt
	npm update --package-lock-only --ignore-scripts

format: $(STAMPS)/dev $(STAMPS)/npm ## Put code and styles into shape
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .
	npm run format --silent

clean: ## Remove everything that was built
	rm -rf build $(VENV) node_modules gadget/dist service/static/built

# ---- what the commands above need -------------------------------------------------------------------------------

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "Alcove needs Python 3.11 or newer with its venv module (on Debian: python3-venv)."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/run: requirements.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@mkdir -p $(@D) && touch $@

$(STAMPS)/dev: requirements/dev.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@mkdir -p $(@D) && touch $@

$(STAMPS)/npm: package-lock.json package.json gadget/package.json
	@node -e 'process.exit( parseInt( process.versions.node ) < 20 ? 1 : 0 )' 2>/dev/null || \
		{ echo "Alcove needs Node.js 20.19 or newer, with npm."; exit 1; }
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@mkdir -p $(@D) && touch $@

$(STAMPS)/front: $(STAMPS)/npm $(FRONT_SOURCES)
	npm run build --silent
	@mkdir -p $(@D) && touch $@

$(STAMPS)/system: tests/system-packages.sh
	bash tests/system-packages.sh
	@mkdir -p $(@D) && touch $@
