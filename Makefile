# The two commands: `make demo` and `make test`. Everything else serves them.
SHELL := /bin/sh
PYTHON ?= python3
PY := .venv/bin/python

.PHONY: demo test check format texts lock clean

## demo: a chat in the browser with postings to find; JOBS=file loads your own
demo: .venv/ready
	@exec $(PY) -m bot demo $(if $(JOBS),--jobs "$(JOBS)")

## test: lint, types, layers and the whole test suite
test: .venv/ready-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache
	$(PY) -m pytest -n 2 -q

## format: lay out, sort imports and mend what ruff can mend
format: .venv/ready-dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

## texts: bring the translations up to the English texts, and name what wants translating
texts: .venv/ready
	$(PY) -m bot.texts

## lock: pin the newest versions that the .in files allow
lock: .venv/ready-dev
	.venv/bin/pip-compile --quiet --upgrade --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements.txt requirements.in
	.venv/bin/pip-compile --quiet --upgrade --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements-dev.txt requirements-dev.in

clean:
	rm -rf .venv .data .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Jobherald needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 demo")'
	@$(PYTHON) -m venv .venv || { echo "Could not make .venv. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@touch .venv/made

.venv/ready: .venv/made requirements.txt
	@echo "Installing packages into .venv (once) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch .venv/ready

.venv/ready-dev: .venv/ready requirements-dev.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch .venv/ready-dev
