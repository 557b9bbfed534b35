# What a person or a machine does here. `make help` lists it.

SHELL := /bin/sh
.DELETE_ON_ERROR:

# The first Python of 3.11 or later; PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3 python3.12 python3.11 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# Tests run in this many processes.
JOBS ?= 2
# More arguments for `canon run`, pytest, the benchmarks.
ARGS ?=
# Where the recorded material is; see tests/shared.py.
CANON_SHARED ?= ../shared
# The subjects that vectors can be replayed on, and the families that the specification covers.
SUBJECTS := reference node
FAMILIES := xrp account escrow channel identity mpt trust dex paths check nft amm tokenescrow domain everything

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := canon.py spec reference impl conformance proofs tests
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

.DEFAULT_GOAL := help

.PHONY: help
help:  ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ----------------------------------------------------------------------------------------------------- set-up

# Each stamp is remade when its lock changes, and only then.

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Canon needs Python 3.11 or later; name one with PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt | $(BIN)/python
	$(PIP_INSTALL) --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/.canon: pyproject.toml | $(VENV)/.run
	$(PIP_INSTALL) --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/.run
	$(PIP_INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.docs: requirements/docs.txt | $(VENV)/.run
	$(PIP_INSTALL) --require-hashes -r requirements/docs.txt
	@touch $@

READY := $(VENV)/.run $(VENV)/.canon
CHECKER := $(READY) $(VENV)/.dev

.PHONY: setup
setup: $(CHECKER)  ## Create .venv with everything that checking needs

# -------------------------------------------------------------------------------------------------------- use

.PHONY: run
run: $(READY)  ## Serve a ledger on this machine: JSON-RPC on port 5005, WebSocket on 6006
	$(BIN)/canon run $(ARGS)

# ------------------------------------------------------------------------------------------------------ check

.PHONY: test
test: $(CHECKER)  ## Run the tests
	$(BIN)/pytest -n $(JOBS) $(ARGS)

.PHONY: long
long: $(CHECKER)  ## Run all tests with many more examples, and those that take minutes
	CANON_PROFILE=long $(BIN)/pytest -n $(JOBS) -m 'not clients' --timeout 3600 $(ARGS)

.PHONY: lint
lint: $(CHECKER)  ## Check style, types, the arrows between the packages, and the list of dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .

.PHONY: format
format: $(CHECKER)  ## Let the tools correct what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: verify
verify: $(CHECKER)  ## Prove laws and contracts; ARGS=--quick leaves out what takes long
	$(BIN)/canon verify --jobs $(JOBS) $(ARGS)

.PHONY: vectors
vectors: $(CHECKER)  ## Replay the whole recorded set, for the families that are done, on reference and node
	@if [ -d '$(CANON_SHARED)/vectors' ]; then set -e; \
		for subject in $(SUBJECTS); do \
			$(BIN)/canon conformance replay --subject $$subject --jobs $(JOBS) \
				$(addprefix --family ,$(FAMILIES)) "$(CANON_SHARED)/vectors"; \
		done; \
	else echo "skipped: $(CANON_SHARED)/vectors is not there: the recorded set is not on this machine"; fi

.PHONY: differential
differential: $(CHECKER)  ## Put generated traffic to reference and node for an hour, or ARGS='--examples 50'
	$(BIN)/canon conformance differential $(or $(ARGS),--seconds 3600)

.PHONY: mutation
mutation: $(CHECKER)  ## Change the rules one at a time, and see whether vectors, laws and tests notice (hours)
	$(BIN)/canon conformance mutate --jobs $(JOBS) $(ARGS) \
		conformance/vectors $(wildcard $(CANON_SHARED)/vectors/*.json.gz)

# Files on the way to docs/reached.json.
FOUND := $(VENV)/reached

.PHONY: reached
reached: $(CHECKER)  ## Count anew which results of each type vectors, traffic and tests reach (ten minutes)
	@mkdir -p $(FOUND)
	$(BIN)/canon conformance replay --jobs $(JOBS) --json $(FOUND)/vectors.json \
		$(addprefix --family ,$(FAMILIES)) "$(CANON_SHARED)/vectors"
	$(BIN)/canon conformance differential --examples 400 --seed 1 --json $(FOUND)/traffic.json
	CANON_OUTCOMES=$(FOUND)/hand.json $(BIN)/pytest -q -n $(JOBS) -m 'not hypothesis and not long' tests/spec/transactions
	$(BIN)/canon conformance reached --vectors $(FOUND)/vectors.json --traffic $(FOUND)/traffic.json \
		--hand $(FOUND)/hand.json

.PHONY: coverage
coverage: $(CHECKER)  ## Say which lines the tests do not reach
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(ARGS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

.PHONY: bench
bench: $(CHECKER) .venv-clients/.made  ## Measure: all, or ARGS='payments types --quick --json figures.json'
	$(BIN)/python -m conformance.bench $(ARGS)

.PHONY: audit
audit: $(CHECKER)  ## Ask whether a locked dependency has a known hole
	for lock in run dev docs clients; do \
		$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement requirements/$$lock.txt || exit 1; done

# --------------------------------------------------------------------------------------- the client libraries

# xrpl-py pins an old websockets, so it has an environment of its own.

.venv-clients/.made: requirements/clients.txt
	@test -n "$(PYTHON)" || { echo "Canon needs Python 3.11 or later; name one with PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv .venv-clients
	.venv-clients/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements/clients.txt
	@touch $@

tests/clients/node_modules/.made: tests/clients/package.json tests/clients/package-lock.json
	@if command -v npm >/dev/null; then \
		cd tests/clients && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.made; \
	else echo "skipped: xrpl.js needs Node, and npm is not on this machine"; fi

.PHONY: clients
clients: $(CHECKER) .venv-clients/.made tests/clients/node_modules/.made  ## Drive the node with xrpl-py and xrpl.js
	$(BIN)/pytest -m clients tests/clients $(ARGS)

# ------------------------------------------------------------------------------------------------------- docs

.PHONY: docs
docs: $(READY) $(VENV)/.docs  ## Render the specification and the guides as a site, in site/
	$(BIN)/canon docs

# ------------------------------------------------------------------------------------------------------ locks

# dev comes first and holds run and docs to its versions: all three go into one environment.
$(BIN)/uv: | $(BIN)/python
	$(PIP_INSTALL) uv

.PHONY: lock
lock: | $(BIN)/uv  ## Lock every dependency again, at its newest version
	$(COMPILE) pyproject.toml --group build --group dev --extra verify -o requirements/dev.txt
	$(COMPILE) pyproject.toml --group build -c requirements/dev.txt -o requirements/run.txt
	$(COMPILE) pyproject.toml --group build --extra docs -c requirements/dev.txt -o requirements/docs.txt
	$(COMPILE) --group clients -o requirements/clients.txt
