# Everything starts here; `make help` names the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo start test bench check format proof screenshots clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

demo: $(READY) ## everything on this machine: resync lists for real, then keep the service open (ONCE=1 ends it)
	@$(BIN)/python -m dev.demo $(if $(ONCE),--once)

start: $(READY) ## the same service without the demonstration
	@$(BIN)/python -m dev.stack

test: $(READY) ## set up and pass every test
	@sh tests/install_chromium.sh
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -q

bench: $(READY) ## counts of calls, ratios and memory, as a table
	@$(BIN)/python -m dev.bench

check: $(READY) ## style, types and the rules of the house
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY) ## lay the code out
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean: ## what was built, and the virtual environment
	rm -rf $(VENV) .local build dist cdk.out chalice.out .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(READY): requirements.txt requirements-dev.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@echo "Setting up the virtual environment (once) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@
