# make run: set up what is missing and serve. make test: set up what is missing and run every check and test.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.installed
COMPILE := uv pip compile --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

.PHONY: help run test test-attacks test-faults test-deploy test-browser test-lms check bench bench-web bench-load lock screenshots clean

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make run          set up what is missing, serve on http://127.0.0.1:8000 (PORT, DATA_DIR … from the environment or .env)
run: $(READY)
	@exec $(BIN)/grader run

## make test         set up what is missing, run all tests, those with Docker, PostgreSQL and a browser included
test: $(READY)
	@$(BIN)/python tests/install_tools.py
	@DATA_DIR=$$(mktemp -d) $(BIN)/grader setup
	$(BIN)/pytest -q

## make test-attacks run the attacks alone: hostile submissions, each sent the whole way
test-attacks: $(READY)
	@DATA_DIR=$$(mktemp -d) $(BIN)/grader setup
	$(BIN)/pytest -q tests/attacks

## make test-deploy  bring docker-compose.yml up, back it up, restore it, change its secrets
test-deploy: $(READY)
	@$(BIN)/python tests/install_tools.py
	@DATA_DIR=$$(mktemp -d) $(BIN)/grader setup
	$(BIN)/pytest -q tests/deploy

## make test-browser run the tests that walk through the pages in Chromium alone
test-browser: $(READY)
	@$(BIN)/python tests/install_tools.py
	$(BIN)/pytest -q tests/browser

## make test-lms     run the tests of webhooks, the API and LTI alone, with Open edX's LTI component as the platform
test-lms: $(READY)
	@$(BIN)/python tests/install_tools.py
	@DATA_DIR=$$(mktemp -d) $(BIN)/grader setup
	$(BIN)/pytest -q tests/outside tests/lms tests/lti tests/webhooks tests/inbound tests/api

## make test-faults  kill every part while 200 submissions are in flight, in both set-ups, and print what became of them
test-faults: $(READY)
	@$(BIN)/python tests/install_tools.py
	@DATA_DIR=$$(mktemp -d) $(BIN)/grader setup
	$(BIN)/pytest -q tests/faults

## make check        format, lint, types, imports
check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

## make bench        measure on this machine, about ten minutes, and write the tables of docs/performance.md
bench: $(READY)
	@DATA_DIR=$$(mktemp -d) $(BIN)/grader setup
	@$(BIN)/python benchmarks/tables.py

## make bench-web    seed courses of 1,000 and 100,000 submissions, measure every page, write the table of docs/performance.md
bench-web: $(READY)
	@DATA_DIR=$$(mktemp -d) $(BIN)/grader setup
	@$(BIN)/python benchmarks/tables.py pages

## make bench-load   let 500 students hand in within a minute, on each set-up; write the tables of docs/reliability.md
bench-load: $(READY)
	@$(BIN)/python tests/install_tools.py
	@DATA_DIR=$$(mktemp -d) $(BIN)/grader setup
	@PYTHONPATH=. $(BIN)/python benchmarks/tables.py rush

## make lock         write anew from pyproject.toml (needs uv): what the images install, and with it what the tests need
lock:
	$(COMPILE) --upgrade pyproject.toml -o requirements.lock
	$(COMPILE) --upgrade --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	echo schemathesis | $(COMPILE) --upgrade - -o tests/api/schemathesis.lock
	$(COMPILE) --upgrade --python-version 3.11 tests/lms/open_edx/requirements.in -o tests/lms/open_edx/requirements.lock

## make screenshots  make the pictures of the README, against an application of their own
screenshots: $(READY)
	@$(BIN)/python tests/install_tools.py
	$(BIN)/python docs/screenshots.py

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed: install it, or name it: make PYTHON=/path/to/python3.12 …'; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ echo 'Python has no venv: install it (on Debian and Ubuntu: apt-get install python3-venv)'; exit 1; }
	@echo 'Installing the locked packages …'
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

clean:
	rm -rf .venv .open-edx tests/lms/npm/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
