# `make` or `make help` lists the targets. Only Python 3.11 or newer (with venv), make and a network are needed.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
# Test processes at once; each has a database server of its own.
WORKERS ?= 3
# Further words for pytest, as in `make test ONLY="-k receipt"`.
ONLY ?=

# When this call began; the demonstration says how long it took from here, its environment included.
BEGAN := $(shell date +%s.%N)

BIN := .venv/bin
HUB := $(BIN)/python -m hub
PYTEST := $(BIN)/pytest -q
SOURCES := hub tests conftest.py scripts examples $(wildcard benchmarks)
LOCK := UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

# Each command of the hub is a process of its own, and so is each part of the demonstration. Where bytecode may not be
# written every one of them compiles the project anew, and every test process all tests.
export PYTHONDONTWRITEBYTECODE :=

# ---- environment -----------------------------------------------------------------------------------------------------

.PHONY: help
help: ## show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r name text; do printf '  %-14s %s\n' "$$name" "$$text"; done

.venv/.ready: requirements/bootstrap.lock requirements/dev.lock pyproject.toml scripts/environment.py
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here: install Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) scripts/environment.py dev

.PHONY: env
env: .venv/.ready ## make the environment from the hash-pinned lock
	@:

.PHONY: lock
lock: env ## resolve the locks anew (UPGRADE=--upgrade moves every pin)
	$(LOCK) $(UPGRADE) requirements/bootstrap.in -o requirements/bootstrap.lock
	$(LOCK) $(UPGRADE) pyproject.toml -o requirements/runtime.lock
	$(LOCK) $(UPGRADE) pyproject.toml --extra sandbox --group dev -c requirements/runtime.lock -o requirements/dev.lock

.PHONY: assets
assets: env ## build the console's style and script from npm, when they are missing or old
	@$(HUB) assets

# ---- the hub in miniature --------------------------------------------------------------------------------------------

.PHONY: demo
demo: env ## a whole district on this machine (PEOPLE=5000 SEED=1901 PORT=8400); Ctrl-C ends it
	@DEMO_BEGAN=$(BEGAN) $(HUB) demo

.PHONY: training
training: env ## a hub to practise on, with lessons in the console (PORT=8500); its data stay in var/training
	@DEMO_BEGAN=$(BEGAN) HUB_STATE_DIR=$${HUB_STATE_DIR:-var/training} PORT=$${PORT:-8500} $(HUB) demo --training

.PHONY: training-cases
training-cases: env ## more cases to practise on, in the training hub that runs
	@HUB_STATE_DIR=$${HUB_STATE_DIR:-var/training} $(HUB) demo-cases

.PHONY: demo-hub
demo-hub: env ## start the hub of a running demo again
	@$(HUB) demo-hub

.PHONY: demo-worker
demo-worker: env ## start the worker of a running demo again
	@$(HUB) demo-worker

.PHONY: demo-code
demo-code: env ## the code for the second step of a log-in (WHO=operator.kabupaten)
	@$(HUB) demo-code $(WHO)

.PHONY: demo-audit
demo-audit: env ## ask about a running demo's receipt log (WHAT="check", "head", "proof ID", "receipt ID")
	@$(HUB) demo-audit $(WHAT)

.PHONY: demo-operator
demo-operator: env ## a command of the operator in a running demo (WHAT="webhook list")
	@$(HUB) demo-operator $(WHAT)

# ---- checks ----------------------------------------------------------------------------------------------------------

# The quick checks first, each says at its end what it found; one that fails ends this. Types take as long as all of them
# together, or a minute where nothing is kept of an earlier run: they are checked beside the tests, which often wait.
.PHONY: test
test: env ## everything that must hold, under 12 minutes on 2 cores
	@$(MAKE) --no-print-directory --jobs=2 --keep-going --output-sync=target assets lint contracts
	@$(MAKE) --no-print-directory --jobs=2 --keep-going types short-tests

.PHONY: short-tests
short-tests: env
	@$(PYTEST) -n $(WORKERS) --dist loadfile -m "not long and not drill" --hypothesis-profile=same $(ONLY)

.PHONY: test-long
test-long: env assets ## long property, differential and accessibility runs
	@$(PYTEST) -n $(WORKERS) --dist loadfile -m long --timeout 1800 $(ONLY)

.PHONY: conformance
conformance: env ## the public suites against a demonstration of its own, or URL= TOKEN=; SUITES=/path instead of GitHub
	@$(BIN)/python -m tests.conformance

.PHONY: drill
drill: env assets ## break things on purpose: kills, full disks, cut networks
	@$(PYTEST) -m drill --timeout 1800 $(ONLY)

.PHONY: bench
bench: env assets ## figures, never assertions
	@$(BIN)/python -m benchmarks

.PHONY: bench-engine
bench-engine: env ## the hub beside other GraphQL servers (ONLY= ROUNDS=3 SECONDS=4 PEOPLE=100000 CONNECTIONS="32 128"); needs wrk
	@ONLY="$(ONLY)" SECONDS="$(SECONDS)" $(BIN)/python -m benchmarks.engine

.PHONY: lint
lint: env ## style and formatting
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)

.PHONY: types
types: env ## mypy, strict
	@$(BIN)/mypy

.PHONY: contracts
contracts: env ## who may import whom, and which packages are declared
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/deptry .

.PHONY: schema
schema: env ## write schema.graphql, the published contract, and the schema of the policies
	@$(HUB) schema print --file schema.graphql
	@$(HUB) policy schema --write

.PHONY: texts
texts: env ## bring the catalogue of what pages say up to date (hub/locale)
	@$(BIN)/python scripts/texts.py

.PHONY: screenshots
screenshots: env assets ## take the documentation's pictures anew: of a birth that walks through a demonstration, of the main pages
	@test -e /usr/lib/chromium/locales/id.pak || echo "Dates in fields are the browser's own, in English here: apt-get install chromium-l10n"
	@mkdir -p docs/images
	@rm -f docs/images/*.png
	@SCREENSHOTS=docs/images $(PYTEST) tests/e2e/test_birth_certificate.py tests/walks/test_pictures.py

.PHONY: format
format: env ## put the code in its form
	@$(BIN)/ruff check --fix-only --quiet $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

.PHONY: clean
clean: env ## throw the demo's data and all caches away; the environment stays
	@$(BIN)/python scripts/clean.py
