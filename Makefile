# Two commands are enough: `make run` (the platform with its real catalogue) and `make test`.
PYTHON ?= python3
VENV := .venv
PORT ?= 8000
BIN := $(VENV)/bin
export PORT
# One thread for linear algebra: more of them fight over the two cores of a small machine.
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1

.PHONY: help run install test faults check lint format lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: install ## Run the platform on http://127.0.0.1:8000 (PORT= to change)
	@$(BIN)/essaim setup --demo
	@$(BIN)/essaim serve --worker

install: $(VENV)/.base ## Make the virtual environment and the local settings
	@tools/settings

test: $(VENV)/.dev ## Run every check and every test that this machine can run, and say what it cannot
	@tools/settings
	@$(BIN)/python tools/test.py

faults: $(VENV)/.dev ## Kill, cut and fill the disk during votes, for longer (ROUNDS=5 SECONDS=0)
	@tools/settings
	@$(BIN)/python tools/faults.py --rounds $(or $(ROUNDS),5) --seconds $(or $(SECONDS),0)

lint: $(VENV)/.dev ## Only the checks that read the code
	@tools/settings
	@$(BIN)/python tools/lint.py

format: $(VENV)/.dev ## Put the code in shape
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix --exit-zero .

lock: ## Resolve requirements/*.in again into hashed files (needs uv)
	@tools/lock

clean: ## Remove the virtual environment; var/ (the data) is kept
	rm -rf $(VENV)

$(VENV)/.base: requirements/base.txt pyproject.toml
	@PYTHON=$(PYTHON) tools/install base
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml
	@PYTHON=$(PYTHON) tools/install dev
	@touch $@ $(VENV)/.base
