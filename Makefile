# Everything starts here; `make help` names the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CONSOLE := chalicelib/console/index.html
CONSOLE_SOURCES := $(shell find console -path console/node_modules -prune -o -path console/build -prune -o -name schema.d.ts -prune -o -type f -print)

# The cloud part has tools of its own, which tests and the local stack do without.
INFRA := .venv-infra/bin
CDK_VERSION := 2.1148.1
CDK := .local/cdk/node_modules/.bin/cdk
CHECKOV := .local/checkov/bin/checkov
OFFLINE := AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test \
	AWS_EC2_METADATA_DISABLED=true CDK_DISABLE_CLI_TELEMETRY=true CI=1

.DEFAULT_GOAL := help
.PHONY: help demo start test promises bench bench-compare check console format scan proof-long screenshots pictures clean synth lint-infra rehearse deploy

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

demo: $(READY) $(CONSOLE) ## everything on this machine: resync lists for real, then keep the service open (ONCE=1 ends it)
	@$(BIN)/python -m dev.demo $(if $(ONCE),--once)

start: $(READY) $(CONSOLE) ## the same service without the demonstration
	@$(BIN)/python -m dev.stack

test: $(READY) $(CONSOLE) ## set up and pass every test
	@sh tests/install_chromium.sh
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder -p tests.promise_report

promises: $(READY) $(CONSOLE) ## prove the promises, and write docs/promises.md with the figures
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder -p tests.promise_report --promises write $$($(BIN)/python -m tests.promises)

proof-long: $(READY) .local/mutmut/.ready ## hours of proof on all cores: seeds, mutants, pairs of crash points, any order, kills (goes on where it was ended)
	@$(BIN)/python -m tests.proof.long

console: $(CONSOLE) ## build what the browser loads, when its sources changed

screenshots: $(READY) $(CONSOLE) ## a picture of every screen, in both languages, light and dark, wide and narrow
	@$(BIN)/python -m dev.console_pictures screenshots

pictures: $(READY) $(CONSOLE) ## the pictures of the README, drawn anew
	@$(BIN)/python -m dev.console_pictures --readme docs/pictures

bench: $(READY) ## counts of calls, ratios and memory, as a table
	@$(BIN)/python -m dev.bench

bench-compare: $(READY) ## the same list by Passerelle, by scripts and by the Salesforce CLI (KEEP=1 writes docs/bench.md)
	@$(BIN)/python -m dev.bench.compare $(if $(KEEP),--keep)

check: $(READY) ## style, types and the rules of the house
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

scan: $(READY) .local/scan/.ready .local/runtime/.ready console/node_modules/.package-lock.json ## parts list (SBOM), licences, secrets, known holes
	@$(BIN)/python -m dev.scan

format: $(READY) ## lay the code out
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

synth: .venv-infra/.ready $(CDK) $(CONSOLE) ## the cloud's templates into cdk.out, without an account
	@rm -rf chalice.out
	@$(OFFLINE) $(CDK) synth --quiet --no-notices

lint-infra: .venv-infra/.ready $(CDK) $(CHECKOV) $(CONSOLE) ## the templates by cdk-nag, cfn-lint, checkov and our own tests
	@rm -rf chalice.out
	@$(OFFLINE) $(CDK) synth --quiet --no-notices -c nag=yes
	@# W3005: the CDK names dependencies also where a reference implies them.
	@$(INFRA)/cfn-lint --ignore-checks W3005 -- cdk.out/*.template.json
	@$(CHECKOV) -d cdk.out --config-file infra/checkov.yaml
	@$(INFRA)/python -m pytest -q --confcutdir=tests/infra tests/infra

rehearse: .venv-infra/.ready $(CDK) $(CONSOLE) ## deploy all to a stand-in for AWS, resync a list through it, read the mail
	@rm -rf chalice.out
	@$(INFRA)/python -m infra.rehearsal

deploy: .venv-infra/.ready $(CDK) $(CONSOLE) ## to the AWS account of your credentials; read docs/operating.md first
	@rm -rf chalice.out
	@$(CDK) deploy --all

clean: ## what was built, and the virtual environment
	rm -rf $(VENV) .venv-infra chalicelib/console console/build console/node_modules .local build dist cdk.out chalice.out .chalice/deployments .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(READY): requirements.txt requirements-dev.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@echo "Setting up the virtual environment (once) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

.venv-infra/.ready: requirements.txt requirements-infra.txt
	@echo "Setting up the tools of the cloud part (once) …"
	@$(PYTHON) -m venv .venv-infra
	@$(INFRA)/pip install --quiet --disable-pip-version-check -r requirements-infra.txt
	@touch $@

$(CDK):
	@npm install --silent --no-audit --no-fund --ignore-scripts --prefix .local/cdk aws-cdk@$(CDK_VERSION)

# mutmut runs the tests itself, so it stands beside all that they need.
.local/mutmut/.ready: requirements-mutants.txt requirements-dev.txt requirements.txt constraints.txt
	@$(PYTHON) -m venv .local/mutmut
	@.local/mutmut/bin/pip install --quiet --disable-pip-version-check -r $< -c constraints.txt
	@touch $@

.local/scan/.ready: requirements-scan.txt
	@$(PYTHON) -m venv .local/scan
	@.local/scan/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

.local/runtime/.ready: requirements.txt constraints.txt
	@$(PYTHON) -m venv .local/runtime
	@.local/runtime/bin/pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@# The package holds chalice, and none of what its command line needs.
	@.local/runtime/bin/pip install --quiet --disable-pip-version-check --no-deps chalice -c constraints.txt
	@touch $@

# checkov wants older libraries than the rest.
$(CHECKOV):
	@$(PYTHON) -m venv .local/checkov
	@.local/checkov/bin/pip install --quiet --disable-pip-version-check checkov==3.3.30

$(CONSOLE): $(READY) $(CONSOLE_SOURCES) $(wildcard chalicelib/routes/*.py) console/node_modules/.package-lock.json
	@mkdir -p console/build
	@$(BIN)/python -m dev.openapi > console/build/openapi.json
	@cd console && npm run --silent types && npm run --silent check && npm run --silent build -- --logLevel warn && npm run --silent budget

console/node_modules/.package-lock.json: console/package.json console/package-lock.json
	@cd console && npm ci --ignore-scripts --silent
	@touch $@
