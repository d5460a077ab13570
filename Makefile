# Every target installs what it needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
REFERENCE ?= build/reference
# One more than there are processors, because slow tests wait for servers a third of their time.
SLOW_WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

# Otherwise each test process would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test lint check coverage pythons bench format translations security-table mutants reference lock sbom soak screenshots lighthouse clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.runtime ## Create .venv and install the app's packages

run: $(VENV)/.runtime ## Serve the app on http://localhost:5000 (HOST and PORT change it)
	@exec $(BIN)/python -m scripts.run

lint: $(VENV)/.development ## Check format, lint, types and imports
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/djlint --quiet --check --lint templates
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint ## Run lint and the fast tests
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser and not slow"

coverage: $(VENV)/.development ## Run the fast tests, and list the lines that they leave out
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser and not slow" --cov --cov-report=term-missing:skip-covered

pythons: $(VENV)/.development ## Run the fast tests under each installed Python
	@mkdir -p build
	scripts/pythons

test: $(VENV)/.system lint ## Run lint and all tests, with servers and a browser
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser and not slow"
	$(BIN)/python -m pytest -n $(SLOW_WORKERS) --dist loadfile --no-loadscope-reorder -m "browser or slow"

bench: $(VENV)/.development $(VENV)/.system $(VENV)/.node ## Run the benchmarks
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m bench.page
	$(BIN)/python -m bench.server
	$(BIN)/python -m bench.enumeration
	$(BIN)/python -m bench.pool
	$(BIN)/python -m bench.growth

format: $(VENV)/.development ## Format the code
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .
	$(BIN)/djlint --quiet --reformat templates

translations: $(VENV)/.development ## Update the translation catalogues (NEW=fr adds one)
	$(BIN)/python -m signup.i18n.translations.update $(NEW)

reference: $(VENV)/.development ## Write the API reference to build/reference
	$(BIN)/python -W error -m pdoc --docformat google --no-show-source --output-directory $(REFERENCE) \
		amplify_auth '!amplify_auth\..*' amplify_auth.errors user_pool '!user_pool\..*' config.settings
	@echo "Open $(abspath $(REFERENCE))/index.html"

lock: $(VENV)/.development ## Update the pinned requirements
	for name in requirements requirements-dev requirements-node; do \
		$(BIN)/uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-header $$name.in -o $$name.txt || exit 1; \
	done

sbom: $(VENV)/.development ## Write an SBOM to sbom.json (CycloneDX)
	scripts/sbom $(BIN)/uv > sbom.json

soak: $(VENV)/.development ## Sign up for a minute while the pool fails, and check that no account is lost
	$(BIN)/python -m bench.growth soak $(SOAK)

screenshots: $(VENV)/.development $(VENV)/.system ## Update docs/screenshots
	$(BIN)/python -m scripts.screenshots

lighthouse: $(VENV)/.development $(VENV)/.system $(VENV)/.node ## Print Lighthouse's scores
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m bench.lighthouse

mutants: $(VENV)/.development $(VENV)/.system ## Break the code in a thousand places and see the tests fail
	$(BIN)/python -m scripts.mutants $(ROOM)

security-table: $(VENV)/.development ## Update the tables of docs/security.md
	$(BIN)/python -m scripts.security_table

clean: ## Delete generated files
	rm -rf $(VENV) build .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/python:
	@scripts/check-python $(PYTHON)
	@echo "Creating .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); scripts/install-system-packages python3-venv && $(PYTHON) -m venv $(VENV); }

$(VENV)/.runtime: requirements.txt | $(BIN)/python
	@echo "Installing the app's packages into .venv (a minute or two on a slow connection)"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt | $(BIN)/python
	@echo "Installing the development packages into .venv (several minutes on a slow connection)"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

$(VENV)/.system: scripts/install-system-packages requirements-node.txt | $(BIN)/python
	@PATH="$$PATH:/usr/sbin" && command -v chromium >/dev/null && command -v redis-server >/dev/null && \
	command -v java >/dev/null && command -v nginx >/dev/null || \
	scripts/install-system-packages chromium redis-server default-jre-headless nginx
	@command -v npm >/dev/null || { echo "Installing Node into .venv"; $(PIP_INSTALL) -r requirements-node.txt; }
	@touch $@

# Benchmarks need a newer Node than most systems have.
$(VENV)/.node: requirements-node.txt | $(BIN)/python
	@echo "Installing Node into .venv"
	@$(PIP_INSTALL) -r requirements-node.txt
	@touch $@
