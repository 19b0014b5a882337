# Two commands matter: make run, and make test. Both need python3 (3.11 to 3.13) with venv, and make.
# Written for GNU make 3.81, which is what macOS brings.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# What many short processes import is compiled once, also where the machine is told otherwise.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
INSTALL := $(BIN)/uv pip install --python $(BIN)/python --constraint requirements.lock
CATALOGUES := $(wildcard assessments/translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)

.PHONY: help
help: ## List the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "%-10s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: .venv/ready $(COMPILED) ## Start on http://127.0.0.1:8000 (PORT=... for another port), with a demo on first start
	@exec $(BIN)/capability-map run --with-demo

.PHONY: test
test: .venv/ready-for-development $(COMPILED) ## Run all tests, on SQLite and PostgreSQL, journeys in a browser included
	@$(BIN)/python -m tests.journeys.chromium
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadgroup --no-loadscope-reorder $(ARGUMENTS)

.PHONY: coverage
coverage: .venv/ready-for-development $(COMPILED) ## Run all tests and judge their branch coverage
	@$(BIN)/coverage erase
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadgroup --no-loadscope-reorder --cov --cov-report= $(ARGUMENTS)
	$(BIN)/coverage report --skip-covered --show-missing --fail-under=100 \
		--include='capability/*,assessments/permissions.py'
	$(BIN)/coverage report --skip-covered --show-missing --fail-under=90 \
		--include='assessments/services/*'

.PHONY: check
check: .venv/ready-for-development $(COMPILED) ## Check format, lint, types, import contracts, templates and translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m pytest --quiet tests/test_translations.py

.PHONY: fix
fix: .venv/ready-for-development ## Mend format, and what lint can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: .venv/ready-for-development ## Measure, on the benchmarks of tests/benchmarks
	$(BIN)/python -m pytest --override-ini=norecursedirs=".*" tests/benchmarks $(ARGUMENTS)

.PHONY: seed
seed: .venv/ready $(COMPILED) ## Load the demo organisation into an empty database
	@$(BIN)/capability-map demo

.PHONY: messages
messages: .venv/ready-for-development ## Collect the texts to translate into the catalogues
	@found=$$(mktemp); trap 'rm -f "$$found"' EXIT; \
	$(BIN)/pybabel --quiet extract --mapping babel.cfg --keyword _l --keyword lazy_gettext \
		--add-location file --sort-by-file --project capability-map --output "$$found" . && \
	{ test -d assessments/translations/zh || $(BIN)/pybabel --quiet init --locale zh \
		--input-file "$$found" --output-dir assessments/translations; } && \
	$(BIN)/pybabel --quiet update --input-file "$$found" --output-dir assessments/translations \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 100

.PHONY: lock
lock: .venv/bin/uv ## Pin what pyproject.toml asks for, with hashes
	$(BIN)/uv pip compile pyproject.toml --universal --extra dev --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --output-file requirements.lock

# The environment, made again where its Python has gone with an update of the system. Each stamp
# is newer than what it was made from, so that a second start skips it all.
$(shell test -x $(BIN)/python || rm -rf .venv)

.venv/bin/python:
	@echo "Making a Python environment in .venv"
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
		if "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
			2>/dev/null; then \
			"$$python" -m venv --clear .venv && exit 0; \
			rm -rf .venv; \
			echo "$$python cannot make an environment; on Debian: apt install python3-venv" >&2; \
			exit 1; \
		fi; \
	done; \
	echo "Python 3.11, 3.12 or 3.13 is needed, and python3 here is:" \
		"$$(python3 --version 2>&1 || true)" >&2; \
	echo "Install one of them, or name it: make run PYTHON=/path/to/python3.13" >&2; \
	exit 1

.venv/bin/uv: | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<0.14"

.venv/ready: pyproject.toml requirements.lock | .venv/bin/python .venv/bin/uv
	@echo "Installing what Capability Map is built on (about half a minute, once)"
	@$(INSTALL) --editable .
	@touch $@

.venv/ready-for-development: pyproject.toml requirements.lock | .venv/bin/python .venv/bin/uv
	@echo "Installing what Capability Map and its tests are built on (about half a minute, once)"
	@$(INSTALL) --editable '.[dev]'
	@touch $@ .venv/ready

# Until there is an environment there is nothing to compile with.
%.mo: %.po | .venv/ready
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
