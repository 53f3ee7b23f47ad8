# `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
HUB := $(BIN)/python -m hub
LOCK = UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header $(LOCK_OPTIONS)

.PHONY: help
help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1|\2/' | column -t -s '|'

.venv/.ready: requirements/bootstrap.lock requirements/dev.lock pyproject.toml scripts/environment.py
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here: install Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) scripts/environment.py dev

.PHONY: env
env: .venv/.ready ## make the environment from the hash-pinned lock

.PHONY: lock
lock: ## resolve the locks anew (LOCK_OPTIONS=--upgrade to move every pin)
	$(LOCK) requirements/bootstrap.in -o requirements/bootstrap.lock
	$(LOCK) pyproject.toml -o requirements/runtime.lock
	$(LOCK) pyproject.toml --extra sandbox --group dev -c requirements/runtime.lock -o requirements/dev.lock
