.DEFAULT_GOAL := all
PYTHON ?= python3
BIN := .venv/bin
HOME_DEMO := build/demo

.PHONY: all setup demo test check evals clean

all: check test  ## the whole gate

setup: .venv/ready  ## make .venv with the pinned versions

.venv/ready: constraints.txt pyproject.toml
	@$(PYTHON) -m uv --version >/dev/null 2>&1 || $(PYTHON) -m pip install -q uv
	@test -x $(BIN)/python || $(PYTHON) -m uv venv -q --python $(PYTHON) .venv
	@$(PYTHON) -m uv pip install -q --compile-bytecode -p $(BIN)/python -c constraints.txt -e '.[dev,studio]'
	@touch $@

demo: setup  ## distil the sample commons, on a fresh home
	@rm -rf $(HOME_DEMO)
	@STILLROOM_HOME=$(HOME_DEMO) $(BIN)/stillroom distill examples/commons.jsonl || test $$? -eq 3

test: setup  ## every test
	@$(BIN)/python -m pytest -n 2

check: setup  ## lint, types and import contracts
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/mypy
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/lint-imports

evals: setup  ## how often is it wrong: every eval, against its baseline
	@$(BIN)/python -m evals check

clean:
	@rm -rf build .venv
